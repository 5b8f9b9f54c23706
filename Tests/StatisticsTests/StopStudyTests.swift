import Foundation
import Scores
import TestSupport
import Testing

@testable import Statistics

/// Live stopping on the recorded curves of a 25 x 25 grid of the embedded experiment: `study-curves.csv`.
@Suite struct StopStudyTests {
  /// Scores in plan order, each after 20 evaluations, and how they would be stopped.
  struct Study {
    let curves: StopCurves

    init(rows: Int = 625) throws {
      let text = try String(
        contentsOfFile: Repository.fixture("Statistics/study-curves.csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").map { line in
        line.split(separator: ",").compactMap { Int($0) }
      }
      let (zeros, ones) = (lines[0][0], lines[0][1])
      curves = StopCurves(
        try lines[1...].prefix(rows).map { line in
          try stride(from: 2, to: line.count, by: 2).map { place in
            let (zero, one) = (line[place], line[place + 1])
            let counts = try #require(
              ConfusionCounts(labels: 2, counts: [zero, zeros - zero, ones - one, one]))
            return Metric.mcc.score(counts)
          }
        })
    }

    /// What the rule says of a group, whose rungs are after these evaluations.
    func decisions(_ rule: StopRule, _ group: [Int], at rungs: [Int]) -> [StopDecision] {
      rule.decisions(
        group.map { trial in StopStanding(scores: rungs.map { curves.best(after: $0)[trial] }) })
    }

    /// The best score that a group comes to by the rule.
    func best(_ rule: StopRule, _ group: [Int], at rungs: [Int]) -> Double {
      zip(group, decisions(rule, group, at: rungs)).map { trial, decision in
        if case .stops(let rung) = decision { return curves.best(after: rungs[rung])[trial] }
        return curves.final[trial]
      }.max() ?? -.infinity
    }
  }

  /// `count` groups of trials drawn without replacement, each in plan order.
  private static func groups(_ count: Int, of size: Int, from all: Int) -> [[Int]] {
    var dice = Dice(2020)
    return (0..<count).map { _ in
      var group: Set<Int> = []
      while group.count < size { group.insert(Int(dice.next() % UInt64(all))) }
      return group.sorted()
    }
  }

  /// Mean, and its standard error.
  private static func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return (mean, (variance / Double(values.count)).squareRoot())
  }

  /// Groups drawn by lot come to what the closed form says, at the cost that it says.
  @Test func groupsByLotAreTheClosedForm() throws {
    let study = try Study()
    let rule = try StopRule("start 16, keep 6 at 0.3")
    let groups = Self.groups(4000, of: 16, from: 625)
    let live = Self.mean(groups.map { study.best(rule, $0, at: [6]) })
    let setting = StopSetting(started: 16, kept: 6, evaluations: 6)
    let exact = EarlyStopping.outcome(setting, study.curves, ties: .byIndex)
    #expect(abs(live.mean - exact.mean) < 4 * live.error)
    #expect(abs(live.error * 4000.0.squareRoot() - exact.sd) < 0.1 * exact.sd)
    // The same trials are kept as by the rule spelled out.
    for group in groups.prefix(500) {
      let early = study.curves.best(after: 6)
      let order = group.sorted { (early[$1], $0) < (early[$0], $1) }
      let kept = zip(group, study.decisions(rule, group, at: [6])).filter { $1 == .completes }
      #expect(Set(kept.map(\.0)) == Set(order.prefix(6)))
    }
    #expect(rule.updateCount(of: 16, at: [6], stepCount: 20) == setting.cost(full: 20))
  }

  @Test func groupsByLotAreSuccessiveHalving() throws {
    let study = try Study(rows: 100)
    let rule = try StopRule("start 16, keep 8 at 0.2, keep 4 at 0.5")
    let groups = Self.groups(4000, of: 16, from: 100)
    let live = Self.mean(groups.map { study.best(rule, $0, at: [4, 10]) })
    let exact = EarlyStopping.twoRungs(
      study.curves, started: 16, first: (8, 4), second: (4, 10))
    #expect(abs(live.mean - exact.mean) < 4 * live.error)
  }

  /// The groups of the plan itself: what the rule saves, and what it costs.
  @Test func theStudyItself() throws {
    let study = try Study()
    let rule = try StopRule("start 16, keep 6 at 0.3")
    let groups = stride(from: 0, to: 624, by: 16).map { Array($0..<$0 + 16) }
    let live = Self.mean(groups.map { study.best(rule, $0, at: [6]) })
    let whole = Self.mean(groups.map { group in group.map { study.curves.final[$0] }.max() ?? 0 })
    let setting = StopSetting(started: 16, kept: 6, evaluations: 6)
    let exact = EarlyStopping.outcome(setting, study.curves, ties: .byIndex).mean
    let best = BestOfN(study.curves.final)
    // The figures of the document of the room Grid; a script that shares no code gave the same.
    #expect(agrees(live.mean, 0.6556436012298408) && agrees(whole.mean, 0.6679796978177261))
    #expect(agrees(exact, 0.658812257590614))
    #expect(agrees(best.withoutReplacement(16).mean, 0.6689045477181224))
    #expect(agrees(best.withoutReplacement(9).mean, 0.6604267757623634))
    #expect(abs(live.mean - exact) < 2 * live.error)
    #expect(rule.updateCount(of: 625, at: [6], stepCount: 20) == 7040)
    let loserCount = groups.count { group in
      study.best(rule, group, at: [6]) < group.map { study.curves.final[$0] }.max() ?? 0
    }
    #expect(loserCount == 22 && groups.count == 39)
  }
}
