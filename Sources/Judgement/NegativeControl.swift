/// Trials that must be seen to differ; a verifier that does not see them proves nothing.
///
/// A control is a golden like any other: the records of a rerun that was found equal, with one alteration,
/// written as a file and sent through the judge, from its opening to its verdict.
public enum NegativeControl: String, Sendable, CaseIterable {
  /// One loss of the golden is the next float.
  case oneULP = "one ULP in one loss"
  /// One bit is flipped, at several places of each column.
  case flippedBit = "one flipped bit"
  /// The golden ends in another way.
  case otherOutcome = "another outcome"
  /// The golden holds one record more than the rerun.
  case recordMore = "one record more"
  /// The golden holds one record less than the rerun.
  case recordLess = "one record less"
  /// One member of the header is another, which the rerun must not even reach.
  case otherHeader = "another header"
  /// The trial of the neighbouring seed, which must show in a loss, norm, count, prediction or logit.
  case neighbourSeed = "the neighbouring seed"
  /// The trial taken up after some updates without the optimizer's moments.
  case forgottenMoments = "a resume that forgets the moments"
  /// In the statistical lane: one value of each column is just beyond its tolerance.
  case beyondTolerance = "one value just beyond its tolerance"
  /// In the statistical lane: values of a column that were drawn at random.
  case randomValues = "random values"
}

/// One control and whether it was caught.
public struct ControlResult: Sendable {
  public let control: NegativeControl
  public let isCaught: Bool
  /// What was found out of a control that was missed; it goes on after the control's name. Made safe for a line.
  public let finding: String?

  /// The control, and what is known of why it was missed.
  public var name: String { control.rawValue + (finding ?? "") }

  public init(control: NegativeControl, isCaught: Bool, finding: String? = nil) {
    self.control = control
    self.isCaught = isCaught
    self.finding = finding
  }
}
