import Judgement
import Text
import Trajectory

/// Two recorded runs of a trial, the reference first.
enum GoldenComparison {
  /// The finding of a run whose golden is `other`: all of it must be the reference's, header included.
  static func finding(_ reference: GoldenReader, _ other: GoldenReader) throws
    -> VariationResult.Finding
  {
    let difference = try GoldenDifference(reference, other)
    if let divergence = difference.firstDivergence {
      return .differs(divergence, updates: divergence.step)
    }
    guard let member = difference.headerMembers.first else {
      return .identical(updates: reference.stepCount, values: difference.valueCount)
    }
    return .notRun("it ran another trial: '\(member)' of its header differs")
  }

  /// The finding where evaluations stand at other updates: updates and anchors must be the reference's.
  static func findingBesideEvaluations(
    _ reference: GoldenReader, _ other: GoldenReader
  ) throws -> VariationResult.Finding {
    var (expected, actual) = (reference.events(), other.events())
    func next(_ events: inout GoldenReader.Events) throws -> TrajectoryEvent? {
      while let event = try events.next() {
        if event.record != .evaluation { return event }
      }
      return nil
    }
    var values = 0
    while true {
      switch (try next(&expected), try next(&actual)) {
      case (nil, nil): return .identical(updates: reference.stepCount, values: values)
      case (let a?, let b?):
        if let divergence = ExactComparison().difference(expected: a, actual: b, reference.schema) {
          return .differs(divergence, updates: divergence.step)
        }
        values += reference.schema.valueCount(a.record)
      case (let a, let b):
        let divergence = Divergence(expected: a, actual: b, reference.schema)
        return .differs(divergence, updates: divergence.step)
      }
    }
  }

  /// Whether two runs differ in a value that a trainer computes: a loss, norm, count, prediction or logit. Digests
  /// may be of what the trainer was only told.
  static func differInComputedValues(_ reference: GoldenReader, _ other: GoldenReader) throws
    -> Bool
  {
    var (expected, actual) = (reference.events(), other.events())
    while let a = try expected.next(), let b = try actual.next(), a.record == b.record,
      a.step == b.step
    {
      let differs = reference.schema.computedColumns.contains { column in
        guard let mine = a[column], let theirs = b[column] else { return false }
        return mine.differences(from: theirs)?.isEmpty == false
      }
      if differs { return true }
    }
    return false
  }

  /// What a comparison that is right says of the reference with one loss that is the next float.
  static func seesOneULP(_ reference: GoldenReader, at path: String) throws
    -> BatteryControl.Finding
  {
    var altered = try Golden(reference)
    let place = altered.steps.count / 2
    altered.steps[place].lossBits ^= 1
    try altered.write(to: path)
    guard case .differs(let divergence, _) = try finding(reference, GoldenReader(path)),
      divergence.step == altered.steps[place].step, divergence.column == .loss
    else { return .missed("a loss that is the next float is not seen") }
    return .caught
  }
}
