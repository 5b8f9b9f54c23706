import Files
import Sampling
import Text
import Trajectory

/// What an experiment's folder holds: its plan, and what stands in the place of each planned golden.
///
/// Each file was read once: the digest of its bytes and what they hold belong together.
public struct RecordedGrid: Sendable {
  /// What stands where the golden of a planned trial should be.
  public enum Content: Sendable, Equatable {
    case missing
    /// No golden that can be compared: a corrupt one or another trial's, or one that only a newer version reads.
    /// `file` is the digest of its bytes, as far as they can be read, and `stated` the content that it states.
    case unsound(isMalformed: Bool, file: Digest?, stated: Digest?)
    case golden(Golden)
  }

  /// A sound golden of its trial.
  public struct Golden: Sendable, Equatable {
    /// SHA-256 of the file.
    public let file: Digest
    public let content: Digest
    public let outcome: TrialOutcome
    /// SHA-256 of the header without its seeds and its perturbation, which the format names too: the same for all trials
    /// of one experiment.
    public let setting: Digest

    public init(file: Digest, content: Digest, outcome: TrialOutcome, header: JSONValue) {
      (self.file, self.content, self.outcome) = (file, content, outcome)
      var members = header.object ?? [:]
      for key in ["wi", "do", "perturbation", "format"] { members[key] = nil }
      setting = Digest(of: Array(JSONValue.object(members).canonical.utf8))
    }
  }

  public struct Trial: Sendable {
    public let seeds: TrialSeeds
    /// In the folder: `trials/wi=003,do=007.golden`.
    public let name: String
    public let content: Content
    /// Why what stands there is no golden of the trial; foreign text.
    public let reason: String?

    public init(seeds: TrialSeeds, name: String, content: Content, reason: String? = nil) {
      (self.seeds, self.name, self.content) = (seeds, name, content)
      self.reason = reason
    }

    /// `wi=3/do=7`: its name in trees, tickets and certificates.
    public var cell: String { seeds.leaf }
  }

  /// The plan's own name, its task, and the SHA-256 of its file.
  public let name: String
  public let task: String
  public let plan: Digest
  /// In the order of the plan.
  public let trials: [Trial]
  /// Goldens that no plan mentions.
  public let unplannedCount: Int
  /// The header of the first golden, which says what data and model all have.
  public let header: JSONValue?

  public init(
    name: String, task: String, plan: Digest, trials: [Trial], unplannedCount: Int,
    header: JSONValue?
  ) {
    (self.name, self.task, self.plan, self.trials) = (name, task, plan, trials)
    (self.unplannedCount, self.header) = (unplannedCount, header)
  }

  /// Sound goldens of their trials.
  public var goldens: [Golden] {
    trials.compactMap { if case .golden(let golden) = $0.content { golden } else { nil } }
  }

  /// Trials in whose place something malformed stands.
  public var malformedTrials: [Trial] {
    trials.filter { if case .unsound(isMalformed: true, _, _) = $0.content { true } else { false } }
  }

  public var missingCount: Int { trials.count { $0.content == .missing } }

  /// Whether the trials are of another trainer.
  public var isExternal: Bool { task == "external" }

  /// The Merkle root over the plan and what each planned trial holds.
  public var root: Digest {
    ExperimentTree.root(
      plan: plan,
      cells: trials.map { trial in
        let content: Digest? =
          switch trial.content {
          case .missing: nil
          case .unsound(_, _, let stated): stated
          case .golden(let golden): golden.content
          }
        return .init(trial.seeds, contentDigest: content)
      })
  }
}
