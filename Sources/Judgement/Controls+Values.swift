import Trajectory

/// Goldens of which one value is another.
extension Controls {
  var alterations: [ControlAlteration] {
    ControlAlteration.all(recorded.events, schema, challenge: challenge)
  }

  /// Of the beginning, whose goldens are short; a segment in the middle of a trial has none.
  var allOver: [ControlAlteration] {
    guard part.start == 0 else { return [] }
    return ControlAlteration.allOver(beginning.events, schema, challenge: challenge)
  }

  private var beginning: RecordedRerun {
    RecordedRerun(
      Array(recorded.events.prefix(sample.recordCount)), declaration: recorded.declaration,
      end: .ended(.completed))
  }

  /// Each must be seen in its own place; nil where none can be made.
  func outcome(
    of alterations: [ControlAlteration], _ atBeginning: [ControlAlteration] = []
  ) -> Outcome? {
    let outcomes = [
      outcome(of: alterations, in: recorded, part),
      outcome(of: atBeginning, in: beginning, .whole),
    ].compactMap(\.self)
    return outcomes.first { !$0.isCaught } ?? outcomes.first
  }

  private func outcome(
    of alterations: [ControlAlteration], in rerun: RecordedRerun, _ part: TrialPart
  ) -> Outcome? {
    var altered: [(alteration: ControlAlteration, golden: Golden)] = []
    for alteration in alterations {
      let events =
        if let tolerances { alteration.apply(beyond: tolerances, to: rerun.events) } else {
          alteration.apply(to: rerun.events)
        }
      if let events { altered.append((alteration, golden(events, of: rerun))) }
    }
    let found = hear(altered.map(\.golden), rerunning: rerun, part)
    let tried = zip(altered, found).compactMap { altered, found in
      found.map { (altered.alteration, $0) }
    }
    for (alteration, evidence) in tried {
      let event = rerun.events[alteration.record]
      guard !isSeen(evidence, alteration.column, event) else { continue }
      let isGone = alteration.bit == ControlAlteration.noNumber
      return .missed(
        ": \(isGone ? "NaN for" : "bit \(alteration.bit) of") value \(alteration.place) of "
          + "'\(alteration.column.name)', \(alteration.column.record) \(event.step), "
          + "challenge '\(challenge)'")
    }
    return tried.isEmpty ? nil : .caught
  }

  private func isSeen(
    _ evidence: TrialEvidence, _ column: Column, _ event: TrajectoryEvent
  ) -> Bool {
    guard evidence.verdict == (tolerances == nil ? .diverged : .disagrees),
      let difference = evidence.firstDivergence
    else { return false }
    return difference.column == Divergence.Column(column) && difference.step == event.step
      && (column.record != .anchor || difference.element == column.name)
  }

  func beyondTolerance() -> Outcome? {
    guard let tolerances else { return nil }
    let columns = BeyondTolerance.all(schema).filter { $0.isRecorded(in: recorded.events) }
    let altered = columns.map { $0.apply(to: recorded.events, tolerances) }
    // A tolerance that cannot be exceeded compares nothing.
    let goldens = altered.compactMap { $0.map { golden($0) } }
    guard goldens.count == altered.count,
      hear(goldens).allSatisfy({ $0?.verdict == .disagrees })
    else { return .missed() }
    return outcome(of: alterations, allOver) ?? .caught
  }

  func randomValues() -> Outcome? {
    guard let tolerances else { return nil }
    let beginning = recorded.events.prefix(sample.recordCount)
    let met = RandomValues(
      beginning: Array(beginning), events: recorded.events, schema: schema,
      comparison: judge.comparison, tolerances: tolerances
    ).metColumns
    guard !met.isEmpty else { return .caught }
    let names = met.map { "'\($0.valueName)'" }.joined(separator: ", ")
    return .missed(" within the tolerance of \(names)")
  }
}
