import Files
import Sampling
import Text

/// One thing that was changed about the runs of a trial, and whether it changed a bit.
public struct VariationResult: Sendable {
  public enum Finding: Sendable {
    /// Every value is the reference's: so many updates and values were compared.
    case identical(updates: Int, values: Int)
    /// So many updates were equal before the first difference.
    case differs(Divergence, updates: Int)
    /// It was not run, or not to its end, and says nothing; why.
    case notRun(String)
  }

  /// How options and programs name it: `threads-2`.
  public let name: String
  /// The same for people: `2 threads`.
  public let text: String
  /// What the bits depend on where it differs: `the number of threads`.
  public let factor: String
  /// What to do then, so that runs repeat.
  public let pin: String
  public let finding: Finding
  /// What else is to be known of the run, such as where it was killed.
  public let detail: String?

  public init(
    name: String, text: String, factor: String, pin: String, finding: Finding,
    detail: String? = nil
  ) {
    (self.name, self.text, self.factor, self.pin) = (name, text, factor, pin)
    (self.finding, self.detail) = (finding, detail)
  }

  public var firstDivergence: Divergence? {
    if case .differs(let divergence, _) = finding { divergence } else { nil }
  }
  /// Whether it was run, and compared to its end or its first difference.
  public var wasRun: Bool { if case .notRun = finding { false } else { true } }
  /// The name of the variation that changes nothing.
  public static let rerun = "rerun"
}

/// Something that the battery must see, or its findings count for nothing.
public struct BatteryControl: Sendable {
  public enum Finding: Sendable, Equatable {
    case caught
    /// What was found in its place.
    case missed(String)
    /// There was nothing here to show it; why.
    case notRun(String)
  }

  public let name: String
  public let finding: Finding

  public init(_ name: String, _ finding: Finding) { (self.name, self.finding) = (name, finding) }
}

/// What a determinism battery concludes of the variations that ran, and of nothing else.
public enum BatteryVerdict: String, Sendable, CaseIterable {
  /// Every variation that ran gave the same bits, two ran at least, and no control was missed.
  case identical
  /// One gave other bits.
  case differs
  /// A control was missed, none was run, or fewer than two variations ran.
  case unproven

  /// The exit status of a command that ends with it.
  public var exitCode: Int32 {
    switch self {
    case .identical: 0
    case .differs: 1
    case .unproven: 2
    }
  }
}

/// What a battery of variations of one trial found: the runs of a trainer compared with a first one, the reference.
///
/// It knows no trainer; the room Battery brings them.
public struct DeterminismReport: Sendable {
  /// Whose trainer it is: `own` or `external`.
  public let lane: Lane
  public let seeds: TrialSeeds
  /// The reference's identity, and its updates.
  public let contentDigest: Digest
  public let stepCount: Int
  /// In the order of the battery.
  public let variations: [VariationResult]
  public let controls: [BatteryControl]
  /// By which the moments of killing were drawn.
  public let challenge: String

  public init(
    lane: Lane, seeds: TrialSeeds, contentDigest: Digest, stepCount: Int,
    variations: [VariationResult], controls: [BatteryControl], challenge: String
  ) {
    (self.lane, self.seeds) = (lane, seeds)
    (self.contentDigest, self.stepCount) = (contentDigest, stepCount)
    (self.variations, self.controls) = (variations, controls)
    self.challenge = challenge
  }

  /// The fewest variations that must have run.
  public static let leastCount = 2

  public var run: [VariationResult] { variations.filter(\.wasRun) }
  public var differing: [VariationResult] { variations.filter { $0.firstDivergence != nil } }

  /// The only place where a battery's verdict is decided.
  public var verdict: BatteryVerdict {
    if !differing.isEmpty { return .differs }
    let caught = controls.count { $0.finding == .caught }
    let isMissed = controls.contains { if case .missed = $0.finding { true } else { false } }
    return run.count >= Self.leastCount && caught > 0 && !isMissed ? .identical : .unproven
  }
}

extension DeterminismReport {
  /// What this trainer's bits depend on, and what to pin, in one sentence.
  public var conclusion: String {
    let trainer = lane == .own ? "this program" : "this trainer"
    switch verdict {
    case .unproven: return "Nothing is concluded of \(trainer): \(doubt)."
    case .identical:
      return
        "On this machine, none of the \(run.count) variations that ran changed a bit of \(trainer); "
        + "nothing has to be pinned for them."
    case .differs: break
    }
    guard !differing.contains(where: { $0.name == VariationResult.rerun }) else {
      return
        "The bits of \(trainer) change from run to run though nothing was changed, so the other "
        + "variations show nothing: find what draws anew in each process first."
    }
    let factors = Self.list(differing.map(\.factor))
    let pins = Self.list(differing.map(\.pin))
    return "On this machine, the bits of \(trainer) depend on \(factors); to repeat them, \(pins)."
  }

  /// Why nothing is concluded.
  private var doubt: String {
    let missed = controls.compactMap { control in
      if case .missed(let reason) = control.finding { "\(control.name): \(reason)" } else { nil }
    }
    if let first = missed.first { return "a control was not caught (\(first))" }
    return run.count < Self.leastCount
      ? "fewer than \(Self.leastCount) variations ran" : "no control was run"
  }

  /// Each once, in the order given: `a, b and c`.
  static func list(_ texts: [String]) -> String {
    var unique: [String] = []
    for text in texts where !unique.contains(text) { unique.append(text) }
    guard unique.count > 1 else { return unique.first ?? "" }
    return unique.dropLast().joined(separator: ", ") + " and " + unique[unique.count - 1]
  }
}
