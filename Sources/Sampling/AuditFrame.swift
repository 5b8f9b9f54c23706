import Files
import Statistics

/// The frame of `audit-sample-v2`: trials of any number of plans, each named by its plan, its cell and
/// what its golden holds.
///
/// No path is in it, and no order in which somebody named the folders: the same goldens have the same root,
/// and two different goldens never have the same name.
public enum AuditFrame {
  /// A trial of the frame.
  public struct Trial: Sendable {
    /// What stands where the golden of a planned cell should be.
    public enum Content: Sendable, Equatable {
      case golden(Digest)
      case missing
      case unreadable
    }

    /// SHA-256 of the plan; nil where no plan lies beside the golden.
    public var plan: Digest?
    /// Nil where neither the name nor the golden tells.
    public var seeds: TrialSeeds?
    public var content: Content

    public init(plan: Digest?, seeds: TrialSeeds?, content: Content) {
      self.plan = plan
      self.seeds = seeds
      self.content = content
    }

    /// `plan=<hex>/wi=3/do=7/content=<hex>`: its name in tickets, and its leaf.
    public var name: String {
      let content =
        switch content {
        case .golden(let digest): digest.description
        case .missing: "missing"
        case .unreadable: "unreadable"
        }
      let cell = seeds?.leaf ?? "wi=none/do=none"
      return "plan=\(plan?.description ?? "none")/\(cell)/content=\(content)"
    }

    /// The name of a segment of it: `.../steps=7-13`.
    public func name(of steps: Range<Int>) -> String {
      "\(name)/steps=\(steps.lowerBound)-\(steps.upperBound)"
    }

    /// Its leaf where segments are drawn: `.../stretches=0,7,13,24`, so that nobody can choose after the
    /// draw where a segment ends.
    public func leaf(cutAt ends: [Int]) -> String {
      "\(name)/stretches=\(ends.map(String.init).joined(separator: ","))"
    }
  }

  /// The Merkle root over the leaves, sorted by their bytes.
  public static func root(_ leaves: [String]) -> Digest {
    MerkleTree.root(
      leaves.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
