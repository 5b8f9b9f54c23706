/// A map from byte strings to ids that is walked byte by byte. Node 0 is its first root.
struct ByteTrie: Sendable {
  /// Open addressing; a slot holds `node << 8 | byte` plus 1, or 0 where it is free.
  private var keys: [UInt64] = Array(repeating: 0, count: 1024)
  private var children: [Int32] = Array(repeating: 0, count: 1024)
  private var edgeCount = 0
  /// The id of each node, -1 where none ends there.
  private var values: [Int32] = [-1]

  /// A further root.
  mutating func addRoot() -> Int {
    values.append(-1)
    return values.count - 1
  }

  /// Gives `bytes`, read from `root`, the value `id`; an earlier one is replaced.
  mutating func insert(_ bytes: some Sequence<UInt8>, below root: Int, _ id: Int32) {
    var node = root
    for byte in bytes { node = child(of: node, byte) ?? addChild(of: node, byte) }
    values[node] = id
  }

  func value(at node: Int) -> Int32? { values[node] >= 0 ? values[node] : nil }

  func child(of node: Int, _ byte: UInt8) -> Int? {
    let key = ByteTrie.key(node, byte)
    let slot = slot(of: key)
    return keys[slot] == key ? Int(children[slot]) : nil
  }

  private mutating func addChild(of node: Int, _ byte: UInt8) -> Int {
    if 2 * (edgeCount + 1) > keys.count { grow() }
    let child = addRoot()
    let key = ByteTrie.key(node, byte)
    let slot = slot(of: key)
    keys[slot] = key
    children[slot] = Int32(child)
    edgeCount += 1
    return child
  }

  private static func key(_ node: Int, _ byte: UInt8) -> UInt64 {
    (UInt64(node) << 8 | UInt64(byte)) &+ 1
  }

  /// Where `key` is or would go.
  private func slot(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let edges = zip(keys, children).filter { $0.0 != 0 }
    keys = Array(repeating: 0, count: 2 * keys.count)
    children = Array(repeating: 0, count: keys.count)
    for (key, child) in edges {
      let slot = slot(of: key)
      keys[slot] = key
      children[slot] = child
    }
  }
}
