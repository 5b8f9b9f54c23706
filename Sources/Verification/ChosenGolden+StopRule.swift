import Experiment
import Judgement
import Text
import Training
import Trajectory

/// Where the trial of a golden ends.
extension ChosenGolden {
  /// What the plan's stop rule says of the trial; nil without a rule.
  ///
  /// - Throws: as `StopGroups.ruling`.
  func stopRuling(
    _ reader: GoldenReader, _ specification: TrialSpecification
  ) throws -> StopRuling? {
    try sharedPlan?.stops?.ruling(of: reader, specification, at: path)
  }

  /// Opens the golden of a trial of Seedproof's own trainer that ends where its plan says, as far as that is decided.
  ///
  /// What a control alters is for the comparison to see, and so is its end.
  ///
  /// - Throws: `InputError`: malformed if it ends elsewhere.
  func openEndedTrial(
    _ met: (TrialEvidence.Condition) -> Void = { _ in }
  ) throws -> (GoldenReader, TrialSpecification) {
    let (reader, specification) = try openTrial(met)
    if !isControl { try checkEnd(reader, specification) }
    return (reader, specification)
  }

  private func checkEnd(_ reader: GoldenReader, _ specification: TrialSpecification) throws {
    guard plan != nil else { return }
    if let ruling = try stopRuling(reader, specification) {
      if let contradiction = ruling.contradiction { throw contradiction }
    } else if reader.outcome == .stopped {
      throw StopRuling.stoppedWithoutRule(after: reader.stepCount, file: path)
    }
  }

  /// Whether a golden whose content could be read is known to end elsewhere than its plan says, or cannot be looked at
  /// any more.
  ///
  /// - Parameter outcome: how it ended when it was read.
  func endsElsewhere(_ outcome: TrialOutcome?) -> Bool {
    guard let plan, plan.task != .external, plan.stop != nil || outcome == .stopped else {
      return false
    }
    do {
      _ = try openEndedTrial()
      return false
    } catch { return true }
  }
}
