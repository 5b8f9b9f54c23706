import TestSupport
import Testing
import Text

@testable import Statistics

@Suite struct StopRuleTests {
  private static func rule(_ text: String) throws -> StopRule { try StopRule(text) }

  @Test(arguments: [
    "start 16, keep 6 at 0.3", "start 2, keep 1 at 0.000000001",
    "start 10000, keep 9999 at 0.999999999",
    "start 16, keep 8 at 0.2, keep 4 at 0.5, keep 1 at 0.75",
  ])
  func rulesAreReadAndWritten(text: String) throws {
    let rule = try Self.rule(text)
    #expect(rule.description == text)
    #expect(try Self.rule(text.replacing(" ", with: "  ").replacing("0.", with: ".")) == rule)
    #expect(
      (try? Self.rule(text + "0")) == (text.hasSuffix("1") || text.hasSuffix("9") ? nil : rule))
  }

  @Test(arguments: [
    "", "none", "start", "start 16", "start 16,", "keep 6 at 0.3", "start 16, keep 6",
    "start 16 keep 6 at 0.3",
    "start 16, keep 16 at 0.3", "start 16, keep 17 at 0.3", "start 16, keep 0 at 0.3",
    "start 1, keep 1 at 0.3",
    "start 16, keep -1 at 0.3", "start 10001, keep 1 at 0.3", "start 016, keep 6 at 0.3",
    "start 16, keep 6 at 0",
    "start 16, keep 6 at 0.0", "start 16, keep 6 at 1", "start 16, keep 6 at 1.0",
    "start 16, keep 6 at 3e-1",
    "start 16, keep 6 at 0.1234567891", "start 16, keep 6 at 30%",
    "start 16, keep 6 at 0.3, keep 6 at 0.5",
    "start 16, keep 6 at 0.3, keep 4 at 0.3", "start 16, keep 6 at 0.3, keep 4 at 0.2",
    "start 16, keep 6 at 0.3, stop", "Start 16, keep 6 at 0.3", "start 16, keep 6 at +0.3",
    "start 99999999999999999999, keep 6 at 0.3", "start 16, keep 6 at 0.3 of it",
  ])
  func othersAreRefused(text: String) {
    let error = #expect(throws: InputError.self) { try Self.rule(text) }
    #expect(error?.kind == .usage && error?.advice != nil)
  }

  /// The condition that fails is named, and how a number is written.
  @Test(arguments: [
    ("keep 6 at 0.3", "it must begin with 'start N'"),
    ("start 16 keep 6 at 0.3", "'start' is followed by one number and a comma"),
    ("start x, keep 6 at 0.3", "'start x' needs a whole number"),
    ("start 16", "no rung follows: add when how many go on, as in ', keep 6 at 0.3'"),
    ("start 16, keep 6", "'keep 6' is no rung: each must be 'keep N at SHARE'"),
    ("start 16,", "'' is no rung: each must be 'keep N at SHARE'"),
    ("start 16, keep 1.5 at 0.3", "'keep 1.5' needs a whole number"),
    ("start 1, keep 1 at 0.3", "'start 1' compares nothing: at least 2 trials are started"),
    ("start 99999, keep 1 at 0.3", "'start 99999' is too many: at most 10000 trials are compared"),
    ("start 16, keep 0 at 0.3", "'keep 0 at 0.3' keeps none: at least one trial goes on"),
    ("start 16, keep 16 at 0.3", "'keep 16 at 0.3' stops none of the 16: keep fewer"),
    (
      "start 16, keep 6 at 0.3, keep 6 at 0.5",
      "'keep 6 at 0.5' stops none of the 6 that 'keep 6 at 0.3' keeps: keep fewer"
    ),
    (
      "start 16, keep 6 at 0.3, keep 4 at 0.3",
      "'keep 4 at 0.3' is not later than 'keep 6 at 0.3': name the rungs in order of time"
    ),
    ("start 16, keep 6 at 1e-1", "'at 1e-1' is written in decimal digits: 0.1"),
    ("start 16, keep 6 at 50%", "'at 50%' is written in decimal digits: 0.5"),
    ("start 16, keep 6 at 33.3%", "'at 33.3%' is written in decimal digits: 0.333"),
    ("start 16, keep 6 at +.25", "'at +.25' is written in decimal digits: 0.25"),
    ("start 16, keep 6 at 1", "'at 1': a share lies between 0 and 1, without both"),
    ("start 16, keep 6 at nan", "'at nan': a share lies between 0 and 1, without both"),
    ("start 16, keep 6 at 30", "'at 30': a share lies between 0 and 1, without both"),
    (
      "start 16, keep 6 at 0.1234567891",
      "'at 0.1234567891' is too fine: a share has at most nine decimals"
    ),
    ("start 16, keep 6 at 1e-10", "'at 1e-10' is too fine: a share has at most nine decimals"),
    ("start 16, keep 6 at half", "'at half' needs a share of a trial's updates, such as 0.3"),
  ])
  func theConditionThatFailsIsNamed(text: String, reason: String) {
    let error = #expect(throws: InputError.self) { try Self.rule(text) }
    #expect(error?.reason == "'\(text)' is no stop rule: \(reason)")
  }

  /// A share is exact: 0.3 of 10 updates is 3 of them, though binary64 has no 0.3.
  @Test func sharesAreExact() throws {
    for count in [10, 100, 1000, 2_000_000_000] {
      for tenths in 1...9 {
        let share = try #require(StopShare("0.\(tenths)"))
        #expect(share.isReached(by: tenths * count / 10, of: count))
        #expect(!share.isReached(by: tenths * count / 10 - 1, of: count))
      }
    }
    let third = try #require(StopShare("0.333333333"))
    #expect(third.isReached(by: 1, of: 3) && !third.isReached(by: 333_333_332, of: 1_000_000_000))
    #expect(third.isReached(by: Int.max, of: Int.max) && !third.isReached(by: 0, of: Int.max))
  }

  @Test func groupsAreInPlanOrder() throws {
    let rule = try Self.rule("start 4, keep 3 at 0.5, keep 1 at 0.7")
    #expect(rule.group(of: 0, in: 10) == 0..<4 && rule.group(of: 3, in: 10) == 0..<4)
    #expect(rule.group(of: 4, in: 10) == 4..<8 && rule.group(of: 9, in: 10) == 8..<10)
    #expect(rule.group(of: 1, in: 2) == 0..<2)
    // Of a rest the same share goes on, rounded up.
    #expect((1...4).map { rule.keptCount(at: 0, of: $0) } == [1, 2, 3, 3])
    #expect((1...4).map { rule.keptCount(at: 1, of: $0) } == [1, 1, 1, 1])
    // Where all go on at every rung no score decides.
    #expect((1...4).map { rule.isSelective(inGroupOf: $0) } == [false, true, true, true])
    let first = try Self.rule("start 4, keep 3 at 0.5")
    #expect((1...4).map { first.isSelective(inGroupOf: $0) } == [false, false, false, true])
  }

  private static func standings(_ scores: [[Double]]) -> [StopStanding] {
    scores.map { StopStanding(scores: $0) }
  }

  @Test func theBestGoOn() throws {
    let rule = try Self.rule("start 4, keep 2 at 0.3")
    #expect(
      rule.decisions(Self.standings([[0.5], [0.7], [0.6], [0.1]]))
        == [.stops(at: 0), .completes, .completes, .stops(at: 0)])
  }

  @Test func ofEqualScoresTheFirstGoOn() throws {
    let rule = try Self.rule("start 5, keep 2 at 0.3")
    #expect(
      rule.decisions(Self.standings([[0.5], [0.6], [0.5], [0.5], [0.5]]))
        == [.completes, .completes, .stops(at: 0), .stops(at: 0), .stops(at: 0)])
    #expect(
      rule.decisions(Self.standings(Array(repeating: [0], count: 5))).prefix(3)
        == [.completes, .completes, .stops(at: 0)])
    // Zero is zero, whatever its sign.
    #expect(
      rule.decisions(Self.standings([[-0.0], [0], [0], [-1], [-1]])).prefix(3)
        == [.completes, .completes, .stops(at: 0)])
  }

  @Test func whatEndedBeforeIsWorst() throws {
    let rule = try Self.rule("start 3, keep 2 at 0.3")
    var group = Self.standings([[], [-1], [-0.5]])
    group[0].isEnded = true
    #expect(rule.decisions(group) == [.stops(at: 0), .completes, .completes])
    // It takes the place of nobody, even if there is room.
    group[1] = StopStanding(isEnded: true)
    #expect(rule.decisions(group) == [.completes, .stops(at: 0), .completes])
    // One that ended after the rung is compared by its score.
    group = Self.standings([[0.9], [0.1], [0.2]])
    group[0].isEnded = true
    #expect(rule.decisions(group) == [.completes, .stops(at: 0), .completes])
    #expect(
      rule.decisions(Self.standings([[.nan], [-1], [-0.5]]))
        == [.stops(at: 0), .completes, .completes])
  }

  @Test func aGroupWaitsForItsLast() throws {
    let rule = try Self.rule("start 3, keep 2 at 0.3, keep 1 at 0.6")
    #expect(
      rule.decisions(Self.standings([[], [], []])) == [.runs(to: 0), .runs(to: 0), .runs(to: 0)])
    #expect(
      rule.decisions(Self.standings([[0.1], [], [0.3]])) == [
        .waits(at: 0), .runs(to: 0), .waits(at: 0),
      ])
    #expect(
      rule.decisions(Self.standings([[0.1], [0.2], [0.3]]))
        == [.stops(at: 0), .runs(to: 1), .runs(to: 1)])
    #expect(
      rule.decisions(Self.standings([[0.1], [0.2, 0.9], [0.3]]))
        == [.stops(at: 0), .waits(at: 1), .runs(to: 1)])
    #expect(
      rule.decisions(Self.standings([[0.1], [0.2, 0.9], [0.3, 0.8]]))
        == [.stops(at: 0), .completes, .stops(at: 1)])
    // A score that a stopped trial has beyond its rung changes nothing.
    #expect(
      rule.decisions(Self.standings([[0.1, 1], [0.2, 0.9], [0.3, 0.8]])).first == .stops(at: 0))
  }

  /// In whatever order scores come, what was decided stays, and the end is the same.
  @Test(arguments: 1...200)
  func noDecisionIsTakenBack(seed: Int) throws {
    var dice = Dice(UInt64(seed))
    func number(_ limit: Int) -> Int { Int(dice.next() % UInt64(limit)) }
    let rule = try Self.rule("start 6, keep 4 at 0.2, keep 2 at 0.4, keep 1 at 0.6")
    let count = 1 + number(6)
    // Few values, so that many are equal.
    let scores = (0..<count).map { _ in
      (0..<3).map { _ in Double(number(4)) }.reduce(into: [Double]()) {
        $0.append(max($0.last ?? 0, $1))
      }
    }
    let ended = (0..<count).map { _ in number(8) == 0 ? number(3) : nil }
    let whole = (0..<count).map { i in
      StopStanding(scores: Array(scores[i].prefix(ended[i] ?? 3)), isEnded: ended[i] != nil)
    }
    let end = rule.decisions(whole)
    var known = Array(repeating: StopStanding(), count: count)
    while known != whole {
      let i = number(count)
      if known[i].scores.count < whole[i].scores.count {
        known[i].scores.append(whole[i].scores[known[i].scores.count])
      } else {
        known[i] = whole[i]
      }
      for (now, final) in zip(rule.decisions(known), end) {
        switch now {
        case .stops, .completes: #expect(now == final)
        case .runs(let rung), .waits(let rung):
          if case .stops(let last) = final { #expect(rung <= last) }
        }
      }
    }
    #expect(rule.decisions(known) == end)
    #expect(end.contains(.completes))
  }

  @Test func updatesAreCounted() throws {
    let rule = try Self.rule("start 4, keep 3 at 0.2, keep 1 at 0.5")
    func updates(_ count: Int) -> Int { rule.updateCount(of: count, at: [2, 5], stepCount: 10) }
    #expect(updates(4) == 2 + 5 + 5 + 10)
    #expect(updates(8) == 44 && updates(0) == 0)
    // A rest of one goes on; of two one is stopped at the second rung, of three two.
    #expect(updates(1) == 10 && updates(2) == 15 && updates(3) == 20)
    #expect(updates(6) == 22 + 15)
  }

  // MARK: The closed forms

  /// The best score of a group that is run by the rule.
  private static func outcome(
    _ rule: StopRule, _ curves: StopCurves, _ group: [Int], at rungs: [Int]
  ) -> Double {
    let standings = group.map { trial in
      StopStanding(scores: rungs.map { curves.best(after: $0)[trial] })
    }
    return zip(group, rule.decisions(standings)).map { trial, decision in
      switch decision {
      case .stops(let rung): curves.best(after: rungs[rung])[trial]
      default: curves.final[trial]
      }
    }.max() ?? -.infinity
  }

  /// What the rule gives on average over all groups is what the closed form says: it keeps the same trials.
  @Test(arguments: [(3, 1, 1), (4, 2, 2), (5, 1, 3), (6, 3, 2), (8, 7, 1), (2, 1, 5)])
  func oneRungIsKeepBest(started: Int, kept: Int, evaluations: Int) throws {
    let curves = StopCurves(try KnownAnswers("earlystop").root["curves"].table)
    let rule = try Self.rule("start \(started), keep \(kept) at 0.5")
    var (sum, count) = (0.0, 0.0)
    for group in Brute.subsets(of: curves.trialCount, started) {
      sum += Self.outcome(rule, curves, group, at: [evaluations])
      count += 1
    }
    let exact = EarlyStopping.outcome(
      StopSetting(started: started, kept: kept, evaluations: evaluations), curves, ties: .byIndex)
    #expect(agrees(sum / count, exact.mean))
  }

  @Test func twoRungsAreSuccessiveHalving() throws {
    let curves = StopCurves(try KnownAnswers("earlystop").root["curves"].table)
    let rule = try Self.rule("start 8, keep 4 at 0.3, keep 2 at 0.6")
    var (sum, count) = (0.0, 0.0)
    for group in Brute.subsets(of: curves.trialCount, 8) {
      sum += Self.outcome(rule, curves, group, at: [2, 4])
      count += 1
    }
    let exact = EarlyStopping.twoRungs(curves, started: 8, first: (4, 2), second: (2, 4))
    #expect(agrees(sum / count, exact.mean))
  }
}
