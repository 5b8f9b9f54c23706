import Judgement
import Text

extension DivergenceGroup {
  /// A group of more trials than this is one entry for people.
  static let lineLimit = 3

  /// `61 trials differ alike: gradientNorm first, at steps 1 to 4, 1 to 7 ULPs apart`
  var line: String {
    let count = trials.count == 1 ? "1 trial differs" : "\(trials.count) trials differ alike"
    let size = ulps.map { ", \(Self.range($0)) ULP\($0.upperBound == 1 ? "" : "s") apart" } ?? ""
    let place = steps.count == 1 ? "step" : "steps"
    return "\(count): \(key.column) first, at \(place) \(Self.range(steps))\(size)"
  }

  /// What they have in common beside that.
  var causeLine: String? {
    let changed =
      changes.isEmpty ? nil : "changed: " + changes.map(\.rawValue).joined(separator: ", ")
    let text = [cause?.text, changed].compactMap(\.self).joined(separator: "; ")
    return text.isEmpty ? nil : "likely cause: " + text
  }

  /// What makes their new results the goldens, once these are there.
  var acceptance: String { "accept FOLDER --group \(key) --reason '...'" }

  static func range<Bound: CustomStringConvertible & Comparable>(
    _ range: ClosedRange<Bound>
  ) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  var json: JSONValue {
    .object(present: [
      "group": .string(key.description), "column": .string(key.column),
      "trials": .array(trials.map { .string($0.path) }),
      "steps": [.integer(steps.lowerBound), .integer(steps.upperBound)],
      "ulps": ulps.flatMap { range in
        guard let low = Int64(exactly: range.lowerBound),
          let high = Int64(exactly: range.upperBound)
        else { return nil }
        return [.integer(low), .integer(high)]
      },
      "likelyCause": cause.map { .string($0.rawValue) },
      "changed": .array(changes.map { .string($0.rawValue) }),
    ])
  }
}

extension VerificationReport {
  /// Trials that differ alike.
  var groups: [DivergenceGroup] { DivergenceGroup.all(of: trials) }

  /// What to do about trials that differ, or that other settings were declared for; nil where there is none. In the
  /// statistical lane the first difference that `accept` finds may be a smaller one.
  var nextStep: String? { trials.contains(where: \.awaitsDecision) ? Self.nextStep : nil }

  static let nextStep =
    "next: if the change is meant, keep the new results by 'verify --record failed', look at one by 'diff', and "
    + "make them goldens by 'accept'"
}
