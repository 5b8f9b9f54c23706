import Audit
import Scores
import Text

extension PossibleFinding {
  /// For people, in lines of at most 80 columns.
  public var table: String {
    let lines = [head] + scores.flatMap(\.lines)
    return lines.map { TextWrap.fitted(Escaping.terminal($0)) }.joined(separator: "\n")
  }

  private var head: String {
    let names = claim.scores.map { "\($0.metric.rawValue) \($0.score.text)" }
      .joined(separator: " and ")
    let what =
      switch claim.statistic {
      case .one: "one run"
      case .ensemble: "an ensemble"
      case .unknown: "a statistic that is not told"
      default:
        "the \(claim.statistic.rawValue) of "
          + (claim.runs.map { $0.counted("run") } ?? "a number of runs that is not told")
      }
    let found = matrices.map { matrices in
      "; \(matrices.fitting.grouped) of \(matrices.of.grouped) confusion matrices of one run give "
        + (claim.scores.count == 1 ? "it" : "all of them")
    }
    return "\(verdict.rawValue): \(names) of \(claim.examples.count.counted("example")) as \(what)"
      + (found ?? "")
  }

  /// For programs.
  public var json: JSONValue {
    .object(present: [
      "verdict": .string(verdict.rawValue),
      "claims": [
        .object([
          "id": "1", "rule": "possible", "verdict": .string(verdict.rawValue),
          "evidence": .object(present: [
            "examples": .integer(claim.examples.count),
            "statistic": .string(claim.statistic.rawValue),
            "runs": claim.runs.map { .integer($0) },
            "matrices": matrices.map { .integer($0.fitting) },
            "ofMatrices": matrices.map { .integer($0.of) },
            "scores": .array(scores.map(\.json)),
          ]),
        ])
      ],
    ])
  }
}

extension PossibleFinding.Score {
  fileprivate var lines: [String] {
    var lines: [String] = []
    let name = "    \(claim.metric.rawValue) \(claim.score.text): "
    if claim.metric == .accuracy {
      lines.append(name + (correct.map(Self.answers) ?? "no number of right answers of one run"))
    }
    if below != nil || above != nil {
      let near = [below, above].compactMap { $0.map { NumberText.fixed($0, 6) } }
      lines.append(name + "the nearest scores of one run are " + near.joined(separator: " and "))
    }
    if !allowed.isEmpty {
      lines.append(name + "allowed as " + allowed.map(\.rawValue).joined(separator: ", "))
    }
    if let power {
      let share = NumberText.percent(Double(power.possible) / Double(power.of))
      lines.append(
        name + "of the \(power.of.grouped) values with as many decimals one run can give "
          + "\(power.possible.grouped) (\(share))")
    }
    return lines
  }

  private static func answers(_ range: ClosedRange<Int>) -> String {
    range.count == 1
      ? "\(range.lowerBound.grouped) right answers"
      : "\(range.lowerBound.grouped) to \(range.upperBound.grouped) right answers"
  }

  fileprivate var json: JSONValue {
    .object(present: [
      "metric": .string(claim.metric.rawValue), "printed": .string(claim.score.text),
      "verdict": .string(verdict.rawValue),
      "correct": correct.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? .null,
      "allowed": .array(allowed.map { .string($0.rawValue) }),
      "nearest": .array([below, above].map { $0.map { .number($0) } ?? .null }),
      "possibleValues": power.map { .integer($0.possible) } ?? .null,
      "printableValues": power.map { .integer($0.of) } ?? .null,
    ])
  }
}
