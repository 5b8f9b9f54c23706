/// A map from byte strings to ids that is walked byte by byte. Node 0 is its first root.
struct ByteTrie: Sendable {
  /// The child of each node by each byte: the key is `node << 8 | byte`.
  private var children: [UInt64: Int32] = [:]
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
    for byte in bytes {
      if child(of: node, byte) == nil { children[ByteTrie.key(node, byte)] = Int32(addRoot()) }
      node = child(of: node, byte)!
    }
    values[node] = id
  }

  func value(at node: Int) -> Int32? { values[node] >= 0 ? values[node] : nil }

  func child(of node: Int, _ byte: UInt8) -> Int? {
    children[ByteTrie.key(node, byte)].map(Int.init)
  }

  private static func key(_ node: Int, _ byte: UInt8) -> UInt64 {
    UInt64(node) << 8 | UInt64(byte)
  }
}
