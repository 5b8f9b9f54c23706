import TestSupport
import Testing

@testable import Statistics

@Suite struct EarlyStoppingTests {
  private func curves() throws -> (StopCurves, KnownAnswers.Node) {
    let answers = try KnownAnswers("earlystop").root
    return (StopCurves(answers["curves"].table), answers)
  }

  @Test func knownAnswers() throws {
    let (curves, answers) = try curves()
    for row in answers["rows"].list {
      let setting = StopSetting(
        started: row["s"].int, kept: row["k"].int, evaluations: row["t"].int)
      #expect(setting.cost(full: 6) == row["budget_evals"].int)
      for (outcome, key) in [
        (EarlyStopping.outcome(setting, curves, ties: .byIndex), "index_ties"),
        (EarlyStopping.outcome(setting, curves, ties: .atRandom), "random_ties"),
        (EarlyStopping.outcomeWithReplacement(setting, curves), "with_replacement"),
      ] {
        #expect(agrees(outcome.mean, row[key]["mean"].number), "\(setting) \(key)")
        #expect(agrees(outcome.mean, row[key]["exact"].number), "\(setting) \(key)")
        #expect(agrees(outcome.sd, row[key]["sd"].number), "\(setting) \(key)")
      }
    }
  }

  @Test func twoRungs() throws {
    let (curves, answers) = try curves()
    let outcome = EarlyStopping.twoRungs(curves, started: 8, first: (4, 2), second: (2, 4))
    let expected = answers["two_rung_8_4_2_t2_t4"]
    #expect(agrees(outcome.mean, expected["mean"].number))
    #expect(agrees(outcome.sd, expected["sd"].number))
  }

  @Test func budgets() throws {
    let answers = try curves().1
    let settings = StopSetting.spendingExactly(budget: 2, full: 6, largestStart: 10)
    #expect(
      settings.map { [$0.started, $0.kept, $0.evaluations].map(Double.init) }
        == answers["assignments_T6_B2_smax10"].table)
    let count = StopSetting.spendingExactly(budget: 10, full: 30, largestStart: 200).count
    #expect(count == answers["count_T30_B10_smax200"].int)
  }

  @Test func ownSettingsStayWithinTheBudget() {
    for setting in StopSetting.within(budget: 7, full: 30, largestStart: 60) {
      #expect(setting.cost(full: 30) <= 210 && setting.started <= 60 && setting.kept >= 1)
      // One more trial would not be paid for, or is not there.
      #expect(setting.cost(full: 30) + setting.evaluations > 210 || setting.started == 60)
    }
    // Where the budget pays for more trials than there are, all of them start.
    let few = StopSetting.within(budget: 3, full: 6, largestStart: 12)
    #expect(few.contains(StopSetting(started: 12, kept: 1, evaluations: 1)))
    let tiny = StopSetting.within(budget: 5, full: 6, largestStart: 2)
    #expect(tiny.count == 5 && tiny.allSatisfy { $0.started == 2 && $0.kept == 1 })
  }

  @Test(arguments: 1...40)
  func agreesWithEnumeration(_ seed: UInt64) {
    var numbers = SeededNumbers(seed: seed, purpose: 0)
    let count = 3 + numbers.below(4)
    let curves = (0..<count).map { _ in (0..<3).map { _ in Double(numbers.below(5)) } }
    let stop = StopCurves(curves)
    let started = 1 + numbers.below(min(count, 3))
    let kept = numbers.below(started + 1)
    let setting = StopSetting(started: started, kept: kept, evaluations: 1 + numbers.below(3))
    let early = stop.best(after: setting.evaluations)
    func value(_ trials: [Int], _ order: [Int]) -> Double {
      let ranked = order.map { trials[$0] }
      return (ranked.prefix(kept).map { stop.final[$0] } + ranked.dropFirst(kept).map { early[$0] })
        .max()!
    }
    func atRandom(_ trials: [Int]) -> Double {
      let orders = Brute.permutations(started).filter { order in
        zip(order, order.dropFirst()).allSatisfy { early[trials[$0]] >= early[trials[$1]] }
      }
      return Brute.mean(orders.map { value(trials, $0) })
    }
    func byIndex(_ trials: [Int]) -> Double {
      value(trials, trials.indices.sorted { (early[trials[$1]], $0) < (early[trials[$0]], $1) })
    }
    let subsets = Brute.subsets(of: count, started)
    #expect(
      agrees(
        EarlyStopping.outcome(setting, stop, ties: .byIndex).mean, Brute.mean(subsets.map(byIndex)))
    )
    #expect(
      agrees(
        EarlyStopping.outcome(setting, stop, ties: .atRandom).mean,
        Brute.mean(subsets.map(atRandom))))
    #expect(
      agrees(
        EarlyStopping.outcomeWithReplacement(setting, stop).mean,
        Brute.mean(Brute.tuples(of: count, started).map(atRandom))))
  }

  @Test(arguments: 1...30)
  func otherRankingAgreesWithEnumeration(_ seed: UInt64) {
    var numbers = SeededNumbers(seed: seed, purpose: 1)
    let count = 3 + numbers.below(4)
    func draw(_ bound: Int) -> [Double] { (0..<count).map { _ in Double(numbers.below(bound)) } }
    let (ranking, atStop) = (draw(9), draw(4))
    let final = zip(atStop, draw(4)).map { $0 + $1 }
    let started = 2 + numbers.below(min(count, 4) - 1)
    let kept = 1 + numbers.below(started - 1)
    let values = Brute.subsets(of: count, started).map { trials -> Double in
      let ranked = trials.sorted { (ranking[$1], $0) < (ranking[$0], $1) }
      return (ranked.prefix(kept).map { final[$0] } + ranked.dropFirst(kept).map { atStop[$0] })
        .max()!
    }
    let exact = EarlyStopping.meanRankedOtherwise(
      ranking: ranking, atStop: atStop, final: final, started: started, kept: kept)
    #expect(agrees(exact, Brute.mean(values)))
  }

  @Test(arguments: 1...30)
  func twoRungsAgreeWithEnumeration(_ seed: UInt64) {
    var numbers = SeededNumbers(seed: seed, purpose: 2)
    let count = 4 + numbers.below(3)
    let curves = StopCurves(
      (0..<count).map { _ in (0..<3).map { _ in Double(numbers.below(6)) } })
    let started = 2 + numbers.below(3)
    let k1 = 1 + numbers.below(started)
    let k2 = 1 + numbers.below(k1)
    func best(_ trials: [Int], _ k: Int, _ t: Int) -> [Int] {
      let early = curves.best(after: t)
      return Array(trials.sorted { (early[$1], $0) < (early[$0], $1) }.prefix(k))
    }
    let values = Brute.subsets(of: count, started).map { trials in
      best(best(trials, k1, 1), k2, 2).map { curves.final[$0] }.max()!
    }
    let exact = EarlyStopping.twoRungs(curves, started: started, first: (k1, 1), second: (k2, 2))
    #expect(agrees(exact.mean, Brute.mean(values)))
  }

  /// Full trials are the best of n, with and without replacement.
  @Test func keepingAllIsTheBestOfN() throws {
    let curves = try curves().0
    let best = BestOfN(curves.final)
    let setting = StopSetting(started: 4, kept: 4, evaluations: 6)
    #expect(
      agrees(
        EarlyStopping.outcome(setting, curves, ties: .atRandom).mean,
        best.withoutReplacement(4).mean))
    #expect(
      agrees(
        EarlyStopping.outcomeWithReplacement(setting, curves).mean, best.withReplacement(4).mean))
  }

  /// Large settings agree with the closed form by thresholds, which another function counts.
  @Test func largeSettingsAgreeWithThresholds() {
    var numbers = SeededNumbers(seed: 8, purpose: 3)
    let curves = (0..<225).map { _ in
      (0..<30).map { Double($0 + numbers.below(60)) + Double(numbers.below(1_000)) / 1e6 }
    }
    let stop = StopCurves(curves)
    let setting = StopSetting(started: 40, kept: 7, evaluations: 12)
    let early = stop.best(after: 12)
    let other = EarlyStopping.meanRankedOtherwise(
      ranking: early, atStop: early, final: stop.final, started: 40, kept: 7)
    #expect(agrees(EarlyStopping.outcome(setting, stop, ties: .byIndex).mean, other))
    let search = StopSearch(stop, start: 40, kept: 7)
    #expect(agrees(search.values([setting], replacement: false)[0], other))
  }
}
