import Files
import Judgement
import Sampling
import Statistics
import Text

/// What a certificate says: which trials of an experiment were rerun, and what was found.
///
/// `PREDICATE.md` specifies it. What follows from other parts (verdict, result, bounds, the two other statements) is
/// computed and never stored, so that a reader who computes it again finds every contradiction.
public struct Certificate: Sendable, Equatable {
  /// The experiment, by its plan.
  public struct Experiment: Sendable, Equatable {
    public let name: String
    public let task: String
    /// SHA-256 of `experiment.yaml`.
    public let plan: Digest
    /// The arithmetic and the random streams, of a trial that was rerun; nil if none was.
    public var numerics: String?
    public var streams: String?
    /// Data and model, as the header of a trial names them.
    public var inputs: [Statement.Subject] = []
  }

  /// How many trials the folder has of each kind. They come from the plan and the goldens; a ledger is not asked.
  public struct Grid: Sendable, Equatable {
    public let planned: Int
    public let completed: Int
    public let nonfinite: Int
    public let stopped: Int
    /// Planned, and without golden.
    public let missing: Int
    /// What stands in the place of a golden and is corrupt, another trial's, or ends otherwise than the plan's stop rule
    /// says.
    public let malformed: Int
    /// What only a newer version can read.
    public let unreadable: Int
    /// Goldens that no plan mentions.
    public let unplanned: Int
    /// Goldens with other settings, data or model than the first.
    public let foreign: Int
    /// The Merkle root over the plan and all planned trials.
    public let root: Digest

    /// Whether each planned trial is counted once.
    var isConsistent: Bool {
      planned == completed + nonfinite + stopped + missing + malformed + unreadable
    }

    /// Whether every planned trial is there, once, and nothing else.
    public var isComplete: Bool {
      missing + malformed + unreadable + unplanned + foreign == 0
    }
  }

  /// Which trials were rerun.
  public struct Draw: Sendable, Equatable {
    /// A text or a beacon's round; nil where all were rerun.
    public let challenge: Challenge?
    /// How many were drawn.
    public let count: Int
    /// 1 - confidence.
    public let alpha: Ratio
    /// The share of trials that was to be certified, fixed before the first rerun; nil where none was.
    public let fraction: Ratio?
  }

  /// A trial that was drawn.
  public struct Cell: Sendable, Equatable {
    public let seeds: TrialSeeds
    /// What its golden holds; nil if there was none.
    public let content: Digest?
    public let verdict: Verdict
    public let updates: Int
    public let values: Int
    /// The first difference, or why nothing can be said.
    public let finding: String?

    /// `wi=3/do=7`
    public var name: String { seeds.leaf }
  }

  /// A trial that had to be seen to differ.
  public struct Control: Sendable, Equatable {
    /// Lower case, with hyphens.
    public let name: String
    public let isCaught: Bool
  }

  /// A plan that was signed before.
  public struct Commitment: Sendable, Equatable {
    /// SHA-256 of the signed statement.
    public let statement: Digest
    /// The key that signed it.
    public let key: String
    /// When, as its signer says.
    public let time: SignedTime
    /// The beacon's round that is to draw, if it names one.
    public let round: NamedRound?
  }

  /// The program that reran the trials, and where: the signer's claims.
  public struct Harness: Sendable, Equatable {
    public let name: String
    public let version: String
    /// SHA-256 of the executable.
    public let digest: Digest
    public let processor: String
    public let instructionSet: String

    public init(
      name: String, version: String, digest: Digest, processor: String, instructionSet: String
    ) {
      (self.name, self.version, self.digest) = (name, version, digest)
      (self.processor, self.instructionSet) = (processor, instructionSet)
    }
  }

  public let experiment: Experiment
  public let grid: Grid
  public let draw: Draw
  /// In the order of the draw; in that of the plan where all were rerun.
  public let cells: [Cell]
  public let controls: [Control]
  public let commitment: Commitment?
  public let harness: Harness
  public let time: SignedTime
  /// SHA-256 of the text of `PREDICATE.md` by which the result was found.
  public internal(set) var policy: Digest
  /// The plan, then every golden that is there.
  public let subjects: [Statement.Subject]
}

/// What a certificate comes to, in in-toto's words.
public enum CertificateResult: String, Sendable, CaseIterable {
  case passed = "PASSED"
  case warned = "WARNED"
  case failed = "FAILED"

  public var exitStatus: Int32 {
    switch self {
    case .passed: 0
    case .failed: 1
    case .warned: 2
    }
  }
}

extension Certificate {
  /// Whether the trials are of another trainer.
  public var isExternal: Bool { experiment.task == "external" }

  /// Whether controls ran and all were caught.
  var isControlled: Bool { !controls.isEmpty && controls.allSatisfy(\.isCaught) }

  /// The gravest of what was found. Trials that nobody drew count where they spoil the folder.
  public var verdict: Verdict {
    let isSpoilt = grid.malformed + grid.unplanned > 0
    return .all(
      cells.map(\.verdict) + (isSpoilt ? [.malformed] : []),
      isCovered: isControlled && !cells.isEmpty && grid.unreadable == 0)
  }

  public var result: CertificateResult {
    if verdict.isSuccess { return grid.isComplete ? .passed : .warned }
    return verdict == .unverifiable ? .warned : .failed
  }

  /// Drawn trials that are not reproduced; a missing one is none.
  public var failureCount: Int { cells.count { !$0.verdict.isSuccess } }

  /// With the confidence of the draw, at most so many of the planned trials would fail a rerun.
  public var bound: Int {
    AuditSampling.upperBound(
      total: grid.planned, drawn: draw.count, failures: failureCount, alpha: draw.alpha)
  }

  /// Whether the bound is claimed for people who do not trust the signer: every trial was rerun, or a source drew that
  /// the signer had no say in.
  public var isBoundClaimed: Bool { draw.challenge == nil || isRoundNamed }

  /// Whether a beacon's round drew that a plan had named before it was published, as its signer says, and that was
  /// published when the certificate was made.
  var isRoundNamed: Bool {
    guard let drawn = draw.challenge?.beacon.map(NamedRound.init), let commitment else {
      return false
    }
    return commitment.round == drawn && commitment.time.epoch < drawn.time
      && drawn.time <= time.epoch
  }

  /// What the sample says of the share that was to be certified; nil where none was, or a control was missed.
  var finding: SampleFinding? {
    guard draw.challenge != nil, isControlled, let fraction = draw.fraction,
      let goal = SampleGoal(fraction: fraction, confidence: draw.alpha.complement)
    else { return nil }
    return goal.finding(cells.map(\.verdict.isSuccess), of: grid.planned)
  }

  /// What the certificate does not show.
  public var limits: [String] { limits(isDrawKnown: false) }

  /// - Parameter isDrawKnown: whether its reader brings what drew: the text that was named to the signer, or the
  ///   beacon's signature.
  func limits(isDrawKnown: Bool) -> [String] {
    var limits = ["that the data are right", "who holds the signing key"]
    limits.append(
      commitment == nil
        ? "that no other grid was run before: the plan was not committed in advance"
        : "that no other plan was signed")
    if draw.challenge != nil {
      limits.append("anything of a single trial that was not drawn")
      if grid.stopped > 0 && !isExternal {
        limits.append("that the right trials were stopped: scores that were not rerun decided it")
      }
      if draw.challenge?.beacon != nil {
        if !isDrawKnown {
          limits.append("that the signature of the beacon's round is the beacon's")
        }
        limits.append("that the goldens were fixed before that round")
        if !isRoundNamed { limits.append("that the signer did not choose the round") }
      } else if !isDrawKnown {
        limits.append("that the signer did not choose the challenge")
      }
    }
    limits.append("anything about machines other than the one that reran the trials")
    limits.append("that program, machine and time are what the signer says")
    return limits
  }
}
