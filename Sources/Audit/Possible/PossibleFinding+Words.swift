import Scores
import Text

extension PossibleFinding {
  /// `one run`, `the mean of 5 runs`
  public var statisticText: String {
    switch claim.statistic {
    case .one: "one run"
    case .ensemble: "an ensemble"
    case .unknown: "a statistic that is not told"
    default:
      "the \(claim.statistic.rawValue) of "
        + (claim.runs.map { $0.counted("run") } ?? "a number of runs that is not told")
    }
  }

  /// The verdict and what it rests on.
  public var sentence: String {
    let count = claim.examples.count.counted("example")
    var parts: [String] = []
    switch verdict {
    case .holds: parts.append("Results on \(count) can give it as \(statisticText).")
    case .refuted: parts.append("No results on \(count) give it as \(statisticText).")
    default: parts.append("Whether results on \(count) give it depends on more than is told.")
    }
    // What one run can have says little of a mean that holds.
    let isOfRuns = verdict == .holds && claim.statistic == .mean
    if let matrices, !isOfRuns, claim.statistic.isOfOneRun || claim.scores.count == 1 {
      parts.append(
        "\(matrices.fitting.grouped) of \(matrices.of.grouped) confusion matrices of one run do.")
    }
    for score in scores where score.claim.metric == .accuracy && !isOfRuns {
      if let correct = score.correct {
        parts.append("One run has it with \(Self.answers(correct)).")
      } else if let below = score.below, let above = score.above {
        parts.append("The nearest of one run are \(below.decimals(6)) and \(above.decimals(6)).")
      }
    }
    if verdict == .refuted {
      let other = otherwise
      parts.append(
        other.isEmpty
          ? "Another number of examples would explain it."
          : "It is possible \(other.joined(separator: ", or ")), or with another number of examples."
      )
    }
    let allowed = scores.flatMap(\.allowed)
    if !allowed.isEmpty {
      parts.append("It may be: " + allowed.map(\.rawValue).joined(separator: ", ") + ".")
    }
    if scores.count == 1, let power = scores[0].power {
      parts.append(
        "Of the \(power.of.grouped) values with as many decimals one run can give "
          + "\(power.possible.grouped).")
    }
    if scores.count == 1, let altered = scores[0].altered {
      parts.append(
        "Of the \(altered.of.grouped) scores that differ from it in one digit "
          + "\(altered.refuted.grouped) would be refuted.")
    }
    return parts.joined(separator: " ")
  }

  /// What else would allow a claim that is refuted.
  private var otherwise: [String] {
    func holds(_ statistic: ScoreStatistic, _ runs: Int?, _ rounding: ReportedScore.Rounding)
      -> Bool
    {
      let scores = claim.scores.compactMap { claim in
        ReportedScore(claim.score.text, unit: claim.score.unit, rounding: rounding).map {
          Reachability.Claim(claim.metric, $0)
        }
      }
      guard scores.count == claim.scores.count else { return false }
      let other = ScoreClaim(
        scores, claim.examples, statistic: statistic, runs: runs, rounding: rounding)
      return PossibleFinding(other, isAlone: true).verdict == .holds
    }
    var found: [String] = []
    if claim.scores.allSatisfy({ $0.score.unit == 100 && abs(Double($0.score.text) ?? 2) <= 1 }) {
      found.append("as a share and not in percent: see 'unit'")
    }
    if claim.rounding != .truncated, holds(claim.statistic, claim.runs, .truncated) {
      found.append("if digits were cut off and not rounded")
    }
    if claim.scores.allSatisfy({ $0.metric == .accuracy }), claim.statistic != .mean {
      let runs = (2...100).first { holds(.mean, $0, claim.rounding) }
      if let runs { found.append("as the mean of \(runs) runs") }
    }
    if claim.statistic == .mean || claim.statistic == .median, claim.runs != 1 {
      found.append("if scores were rounded before")
    }
    return found
  }

  /// `243 right answers`
  public static func answers(_ range: ClosedRange<Int>) -> String {
    range.count == 1
      ? range.lowerBound.counted("right answer")
      : "\(range.lowerBound.grouped) to \(range.upperBound.grouped) right answers"
  }

  /// For programs.
  public var members: [(key: String, value: JSONValue)] {
    let all: [(String, JSONValue?)] = [
      ("examples", .integer(claim.examples.count)),
      ("statistic", .string(claim.statistic.rawValue)),
      ("runs", claim.runs.map { .integer($0) }),
      ("matrices", matrices.map { .integer($0.fitting) }),
      ("ofMatrices", matrices.map { .integer($0.of) }),
      ("scores", .array(scores.map(\.json))),
    ]
    return all.compactMap { key, value in value.map { (key, $0) } }
  }
}

extension PossibleFinding.Score {
  var json: JSONValue {
    .object(present: [
      "metric": .string(claim.metric.rawValue), "printed": .string(claim.score.text),
      "verdict": .string(verdict.rawValue),
      "correct": correct.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? .null,
      "allowed": .array(allowed.map { .string($0.rawValue) }),
      "nearest": .array([below, above].map { $0.map { .number($0) } ?? .null }),
      "possibleValues": power.map { .integer($0.possible) } ?? .null,
      "printableValues": power.map { .integer($0.of) } ?? .null,
      "altered": altered.map { .integer($0.of) } ?? .null,
      "alteredRefuted": altered.map { .integer($0.refuted) } ?? .null,
    ])
  }
}
