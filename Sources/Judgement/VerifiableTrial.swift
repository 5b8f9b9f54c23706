import Sampling
import Text
import Trajectory

/// A golden, and the trainer that runs its trial again: all that the judge knows of a trainer.
///
/// Each step is told which condition of the evidence it saw, by the closure `met`.
public protocol VerifiableTrial: Sendable {
  /// What the header says, as this trainer reads it.
  associatedtype Specification: Sendable

  var path: String { get }
  /// The seeds that plan or name say.
  var seeds: TrialSeeds? { get }
  var isPlanned: Bool { get }

  /// Opens the golden, and checks all that can be known without a rerun.
  func open(_ met: (TrialEvidence.Condition) -> Void) throws -> OpenedTrial<Specification>

  /// Makes a rerun from the inputs in the header.
  func prepare(
    _ trial: OpenedTrial<Specification>, _ part: TrialPart, _ met: (TrialEvidence.Condition) -> Void
  ) throws -> any Rerun

  /// Refuses a rerun whose trainer declares another trial.
  func check(
    _ declaration: [String: JSONValue], _ trial: OpenedTrial<Specification>,
    _ met: (TrialEvidence.Condition) -> Void) throws

  /// Where the rerun's records are kept as a golden of their own; nil where they are not.
  func recording(_ trial: OpenedTrial<Specification>) throws -> (any RerunRecording)?

  /// What the differences of a rerun point to; nil where nothing more is known than their pattern.
  func diagnosis(
    of pattern: DivergencePattern, _ rerun: any Rerun, _ trial: OpenedTrial<Specification>
  ) -> Diagnosis

  /// Adds what is known of a trial once its evidence stands: why it differs, where a new result was kept.
  func complete(
    _ evidence: inout TrialEvidence, _ trial: OpenedTrial<Specification>?,
    _ progress: (Double) -> Void)

  /// The same trial, with another file in the place of its golden.
  ///
  /// - Parameter content: what the file would hold, where it could not be written.
  func replacingGolden(by path: String, _ content: [UInt8]?) -> Self

  /// Headers of other trials, each with the name of what is other, that must be refused before a rerun.
  func otherHeaders(_ trial: OpenedTrial<Specification>) -> [(name: String, header: JSONValue)]

  /// Trials that must be seen to differ, run up to the end of `sample`.
  func variations(
    _ trial: OpenedTrial<Specification>, _ sample: ControlSample
  ) -> [TrialVariation]
}

extension VerifiableTrial {
  public func check(
    _ declaration: [String: JSONValue], _ trial: OpenedTrial<Specification>,
    _ met: (TrialEvidence.Condition) -> Void
  ) throws {}
  public func recording(_ trial: OpenedTrial<Specification>) throws -> (any RerunRecording)? {
    nil
  }
  public func diagnosis(
    of pattern: DivergencePattern, _ rerun: any Rerun, _ trial: OpenedTrial<Specification>
  ) -> Diagnosis { Diagnosis(pattern: pattern) }
}

/// A golden that is the one of its trial.
public struct OpenedTrial<Specification: Sendable>: Sendable {
  public let reader: GoldenReader
  public let specification: Specification
  public let seeds: TrialSeeds

  public init(_ reader: GoldenReader, _ specification: Specification, _ seeds: TrialSeeds) {
    self.reader = reader
    self.specification = specification
    self.seeds = seeds
  }
}

/// One rerun as it is recorded.
public protocol RerunRecording {
  func append(_ event: TrajectoryEvent) throws
  /// - Returns: where the result was kept, if it was.
  func end(_ outcome: TrialOutcome, isEqual: Bool) throws -> String?
  func discard()
}

/// A rerun that is another trial than the golden's, and must be seen to be.
public struct TrialVariation: Sendable {
  /// What is concluded where no value differs.
  public enum Silence: Sendable {
    /// The control is missed, and why.
    case missed(String)
    /// There was nothing that it could show.
    case nothingToShow
    /// The state must differ, without this component of it, which only says what was told.
    case stateDiffers(without: String)
  }

  public let control: NegativeControl
  /// What is changed, as it goes on after the control's name; empty where that says it.
  public let name: String
  public let silence: Silence
  /// From its beginning.
  public let rerun: @Sendable () throws -> any VariedRerun

  public init(
    _ control: NegativeControl, name: String = "", silence: Silence,
    rerun: @escaping @Sendable () throws -> any VariedRerun
  ) {
    self.control = control
    self.name = name
    self.silence = silence
    self.rerun = rerun
  }

  /// Whether it is another seed, which must show in a computed value and not only in what was told.
  var isNeighbour: Bool { control == .neighbourSeed }
}

/// A rerun that is varied.
public protocol VariedRerun: Rerun {
  /// Whether there turned out to be nothing to vary.
  var isIdle: Bool { get }
}

extension VariedRerun {
  public var isIdle: Bool { false }
}
