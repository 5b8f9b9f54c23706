import Files
import Statistics

/// Merkle tree hashes as in RFC 6962, section 2.1, with SHA-256.
///
/// - Source: RFC 6962 (Certificate Transparency).
public enum MerkleTree {
  /// The hash of a list of leaves; SHA-256 of nothing for an empty list.
  public static func root(_ leaves: [[UInt8]]) -> Digest {
    leaves.isEmpty ? Digest(of: []) : root(leaves.map(leafHash)[...])
  }

  private static func leafHash(_ leaf: [UInt8]) -> Digest { Digest(of: [0] + leaf) }

  private static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
    Digest(of: [1] + left.bytes + right.bytes)
  }

  private static func root(_ hashes: ArraySlice<Digest>) -> Digest {
    guard hashes.count > 1 else { return hashes[hashes.startIndex] }
    let middle = hashes.startIndex + split(hashes.count)
    return nodeHash(root(hashes[..<middle]), root(hashes[middle...]))
  }

  /// The greatest power of two below `count`.
  private static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  /// The audit path of a leaf: the hashes of its siblings, from the leaf's own up to the root's
  /// children.
  ///
  /// - Precondition: `leaves` has an element at `index`.
  public static func path(_ leaves: [[UInt8]], to index: Int) -> [Digest] {
    precondition(leaves.indices.contains(index), "leaf \(index) of \(leaves.count)")
    var hashes = leaves.map(leafHash)[...]
    var position = index
    var path: [Digest] = []
    while hashes.count > 1 {
      let middle = hashes.startIndex + split(hashes.count)
      if position < middle {
        path.append(root(hashes[middle...]))
        hashes = hashes[..<middle]
      } else {
        path.append(root(hashes[..<middle]))
        hashes = hashes[middle...]
      }
      position = max(position, hashes.startIndex)
    }
    return path.reversed()
  }

  /// The root that `path` gives for the leaf at `index` of `count`; nil if it has another length.
  public static func root(
    leaf: [UInt8], index: Int, count: Int, path: [Digest]
  ) -> Digest? {
    guard count > 0, (0..<count).contains(index) else { return nil }
    var sides: [Bool] = []
    var range = 0..<count
    while range.count > 1 {
      let middle = range.lowerBound + split(range.count)
      sides.append(index < middle)
      range = index < middle ? range.lowerBound..<middle : middle..<range.upperBound
    }
    guard sides.count == path.count else { return nil }
    return zip(sides.reversed(), path).reduce(leafHash(leaf)) { hash, step in
      step.0 ? nodeHash(hash, step.1) : nodeHash(step.1, hash)
    }
  }
}

/// The tree over an experiment: the plan, then each planned cell in the plan's order.
public enum ExperimentTree {
  /// A planned cell and the content digest of its golden; nil where there is none.
  public struct Cell: Sendable, Equatable {
    public var seeds: TrialSeeds
    public var contentDigest: Digest?

    public init(_ seeds: TrialSeeds, contentDigest: Digest?) {
      self.seeds = seeds
      self.contentDigest = contentDigest
    }

    /// The cell's name in trees, tickets and certificates.
    public var name: String { seeds.leaf }
  }

  /// The leaves, as ASCII text: `plan`, a space and the digest in hexadecimal digits; then for each
  /// cell its name, a space, and the digest or `missing`.
  public static func leaves(plan: Digest, cells: [Cell]) -> [[UInt8]] {
    ["plan \(plan)"].map { Array($0.utf8) }
      + cells.map { Array("\($0.name) \($0.contentDigest?.description ?? "missing")".utf8) }
  }

  public static func root(plan: Digest, cells: [Cell]) -> Digest {
    MerkleTree.root(leaves(plan: plan, cells: cells))
  }
}
