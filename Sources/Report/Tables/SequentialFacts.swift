import Statistics
import Text

/// What may be said of two recipes while runs are added, one by one.
struct SequentialFacts {
  struct Row {
    let name: String
    let value: String
    let interval: Interval?
    let p: String?
    let meaning: String
  }

  let rows: [Row]

  init(_ found: SequentialComparison, a: String, b: String, _ format: ScoreFormat) {
    let level = NumberText.fixed(found.level, 2)
    let enough = NumberText.significant(1 / found.level, 2)
    let bound = NumberText.significant(found.bound)
    let runs = found.count.counted("run")
    func evidence(
      _ name: String, _ value: Double, _ p: Double, _ after: Int?, _ better: String, _ worse: String
    ) -> Row {
      let when =
        after.map { "it was so after \($0.counted("run")) of each" }
        ?? "it was never so in \(runs) of each"
      return Row(
        name: name, value: NumberText.significant(value), interval: nil,
        p: NumberText.probability(p),
        meaning:
          "the e-value that \(better) is better than \(worse), valid whenever one stops, with "
          + "runs in the order of their seeds: at \(enough) or more it may be said at a level of "
          + "\(level); \(when). No two scores may differ by more than \(bound), which is to be named "
          + "before looking.")
    }
    var rows = [
      evidence("e-value, A better", found.eValue, found.p, found.decidedAfter, a, b),
      evidence(
        "e-value, B better", found.eValueOfReverse, found.pOfReverse, found.reverseDecidedAfter, b,
        a),
    ]
    if let interval = found.interval {
      rows.append(
        Row(
          name: "gain of A, at any time", value: NumberText.none, interval: interval, p: nil,
          meaning:
            "by how much \(a) is better than \(b) on average: these ends hold at every look at "
            + "once, \(NumberText.percent(1 - found.level).replacing(".0%", with: "%")) sure."))
    }
    let claims = found.fixedClaims
    let first = claims.prefix(6).map(String.init).joined(separator: ", ")
    let more = claims.count > 6 ? " and \(claims.count - 6) more" : ""
    let said = claims.isEmpty ? "never" : "after \(first)\(more) runs of each"
    let error =
      found.fixedError.map {
        "looked at after every run up to \(found.count), it claims one of equal recipes in "
          + "\(NumberText.percent($0.rate)) of series, and not in \(NumberText.percent(found.level)) "
          + "(\($0.seriesCount.grouped) simulated, seed \($0.seed))"
      } ?? "its error under so many looks is not simulated"
    rows.append(
      Row(
        name: "t-test at each look",
        value: claims.isEmpty ? "no claim" : "\(claims.count) of \(max(0, found.count - 1))",
        interval: nil, p: nil,
        meaning: "a test that is made for one look claims a difference \(said); \(error)."))
    self.rows = rows
  }
}
