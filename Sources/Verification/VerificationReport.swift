import Experiment
import Files
import Text
import Trajectory

/// What a verification of one or more trials found.
public struct VerificationReport: Sendable {
  /// One trial.
  public struct TrialResult: TimedResult {
    /// The golden's file.
    public let path: String
    /// The seeds, as far as they are known.
    public var wi: UInt32?
    public var `do`: UInt32?
    public var verdict: Verdict
    /// Updates compared, and values found equal.
    public var stepCount = 0
    public var valueCount = 0
    public var firstDivergence: Divergence?
    /// What is known of the reasons of a difference.
    public package(set) var diagnosis: Diagnosis?
    /// Why the verdict is `unverifiable` or `malformed`.
    public var reason: String?
    /// The golden's identity.
    public var contentDigest: Digest?
    /// Where the result of the rerun was kept as a golden of its own.
    public var keptPath: String?
    /// Whether a plan mentions it, as far as there is one.
    public var isPlanned = true
    /// How long its verification took.
    public var milliseconds: Int?

    public init(path: String, verdict: Verdict, reason: String? = nil) {
      self.path = path
      self.verdict = verdict
      self.reason = reason
    }

    /// Takes down what went wrong, and says it in one line.
    @discardableResult
    mutating func fail(_ error: any Error) -> String {
      verdict = (error as? InputError)?.kind == .malformed ? .malformed : .unverifiable
      let reason = String(describing: error).printable
      self.reason = reason
      return reason
    }

    /// Whether the trial was compared from its beginning to its end, or to a difference.
    public var isCompared: Bool {
      switch verdict {
      case .reproduced, .agrees, .disagrees, .diverged: true
      case .segmentsAgree, .unverifiable, .malformed: false
      }
    }
  }

  /// One control and whether it was caught.
  public struct ControlResult: Sendable {
    public let control: NegativeControl
    public let isCaught: Bool
    /// What was found out of a control that was missed; it goes on after the control's name. Made safe for a line.
    public let finding: String?

    /// The control, and what is known of why it was missed.
    public var name: String { control.rawValue + (finding ?? "") }

    package init(control: NegativeControl, isCaught: Bool, finding: String? = nil) {
      self.control = control
      self.isCaught = isCaught
      self.finding = finding
    }
  }

  /// Whose trials they are, and how they were compared. The lanes never mix in one report.
  public enum Lane: Sendable, Equatable {
    /// Seedproof's own trainer, bit for bit.
    case own
    /// Another trainer, bit for bit.
    case external
    /// Another trainer, within these tolerances.
    case statistical(String)
  }

  public internal(set) var trials: [TrialResult] = []
  public internal(set) var controls: [ControlResult] = []
  /// One update looked into, where that was asked for.
  public var bisection: Bisection?
  /// Why no update could be looked into, where that was asked for.
  public var bisectionFailure: String?
  /// Which trials were chosen; nil where goldens were named one by one.
  public package(set) var coverage: Coverage?
  /// What was planned before in the folders, where a ledger tells; it changes no verdict.
  public package(set) var earlierPlans: [EarlierPlans] = []
  public internal(set) var lane = Lane.own
  /// Where stretches of the trials were rerun in place of whole trials: what was looked at, and what that
  /// proves.
  public internal(set) var stretches: Stretches?

  /// What is said of a rerun of stretches.
  public struct Stretches: Sendable {
    /// How much was compared.
    let count: String
    /// Challenge, root, and what the draw would have found.
    let lines: [String]
  }

  public init() {}

  package init(trials: [TrialResult], controls: [ControlResult], lane: Lane) {
    self.trials = trials
    self.controls = controls
    self.lane = lane
  }

  /// The gravest verdict of the trials; without a trial, or with a control that was not caught,
  /// at least `unverifiable`.
  public var verdict: Verdict {
    let worst = trials.map(\.verdict).max() ?? .unverifiable
    return isControlled ? worst : max(worst, .unverifiable)
  }

  /// Whether controls ran and all were caught.
  public var isControlled: Bool { !controls.isEmpty && controls.allSatisfy(\.isCaught) }

  public var comparedCount: Int { trials.count(where: \.isCompared) }
  public var valueCount: Int { trials.reduce(0) { $0 + $1.valueCount } }

  /// The report as a document for programs.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "verdict": .string(verdict.rawValue),
      "compared": [
        "trials": .integer(Int64(comparedCount)), "values": .integer(Int64(valueCount)),
      ],
      "trials": .array(trials.map(\.json)),
      "controls": [
        "run": .integer(Int64(controls.count)),
        "caught": .integer(Int64(controls.count(where: \.isCaught))),
        "names": .array(controls.map { .string($0.control.rawValue) }),
        "missed": .array(missedControls.map(JSONValue.string)),
      ],
    ]
    if let bisection { members["bisection"] = bisection.json }
    if let bisectionFailure { members["bisectionError"] = .string(bisectionFailure) }
    members["coverage"] = coverage?.json(counts)
    if !earlierPlans.isEmpty { members["earlierPlans"] = .array(earlierPlans.map(\.json)) }
    if lane != .own { members["trainer"] = "external" }
    if case .statistical(let tolerances) = lane { members["tolerances"] = .string(tolerances) }
    return .object(members)
  }

  /// What a draw's power may be stated for.
  var counts: ReproducedCounts {
    ReproducedCounts(
      chosen: trials.count(where: \.isPlanned),
      reproduced: trials.count { $0.isPlanned && $0.verdict == .reproduced },
      isSuccess: verdict == .reproduced)
  }

  /// Takes over what is known of the choice.
  package mutating func take(_ selection: TrialSelection) {
    coverage = selection.coverage
    earlierPlans = selection.earlierPlans
  }
}

extension VerificationReport.TrialResult {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "file": .string(path), "verdict": .string(verdict.rawValue),
      "steps": .integer(Int64(stepCount)), "values": .integer(Int64(valueCount)),
    ]
    if let wi { members["wi"] = .integer(Int64(wi)) }
    if let `do` { members["do"] = .integer(Int64(`do`)) }
    if let reason { members["reason"] = .string(reason) }
    if let keptPath { members["kept"] = .string(keptPath) }
    if let milliseconds { members["milliseconds"] = .integer(Int64(milliseconds)) }
    if let contentDigest { members["contentDigest"] = .string(contentDigest.description) }
    members["firstDivergence"] = firstDivergence?.json ?? .null
    if let diagnosis { members["diagnosis"] = diagnosis.json }
    return .object(members)
  }
}
