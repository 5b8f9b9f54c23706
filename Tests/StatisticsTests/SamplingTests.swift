import TestSupport
import Testing

@testable import Sampling
@testable import Statistics

@Suite struct SamplingTests {
  @Test func sizes() throws {
    for row in try KnownAnswers("audit").root["sizes"].list {
      let (total, p, alpha) = (row[0].int, Ratio(row[1].text)!, Ratio(row[2].text)!)
      #expect(AuditSampling.violation(of: p, total: total) == row[3].int)
      for failures in 0...2 {
        let size = AuditSampling.sampleSize(total: total, p: p, alpha: alpha, failures: failures)
        #expect(size == (row[4 + failures].isNull ? nil : row[4 + failures].int))
      }
    }
  }

  @Test func tails() throws {
    let answers = try KnownAnswers("audit").root
    func tail(_ total: Int, _ bad: Int, _ drawn: Int, _ count: Int) -> Double {
      Hypergeometric(total: total, bad: bad, drawn: drawn).cumulative(count)
    }
    #expect(agrees(tail(625, 32, 57, 0), answers["tail_625_32_57_0"][1].number))
    #expect(agrees(tail(625, 32, 57, 0), answers["tail_625_32_57_0"][0].number))
    #expect(agrees(tail(625, 32, 56, 0), answers["tail_625_32_56_0"].number))
    #expect(agrees(tail(225, 12, 80, 1), answers["tail_225_12_80_1"].number))
    #expect(agrees(3 / 57.0, answers["rule_of_three_n57"].number))
  }

  @Test func upperBounds() throws {
    for row in try KnownAnswers("audit").root["upper_95"].list {
      let bound = AuditSampling.upperBound(
        total: row[0].int, drawn: row[1].int, failures: row[2].int, alpha: Ratio(1, 20))
      #expect(bound == row[3].int)
    }
  }

  @Test func grinding() throws {
    let answers = try KnownAnswers("audit").root["grinding_625_32"]
    for bits in answers.keys {
      let size = AuditSampling.sampleSizeAgainstGrinding(
        total: 625, bad: 32, alpha: Ratio(1, 20), bits: Int(bits)!)
      #expect(size == answers[bits].int)
    }
  }

  @Test func sequentialAudit() throws {
    let answers = try KnownAnswers("audit").root
    func run(_ outcomes: [Bool], eta: Double) -> [Double] {
      var audit = SequentialAudit(total: 625, p: Ratio(1, 20), eta: eta)
      return outcomes.map {
        audit.append(reproduced: $0)
        return audit.p
      }
    }
    let clean = run([Bool](repeating: true, count: 60), eta: 1)
    #expect(agrees(clean[56], answers["alpha_eta1_n57"].number))
    let failed = run((0..<200).map { $0 != 30 }, eta: 0.99)
    let expected = answers["alpha_eta.99_one_failure_at_31"]
    #expect(agrees(failed[29], expected["p30"].number))
    #expect(agrees(failed[30], expected["p31_T"].number))
    #expect(agrees(failed[199], expected["p200"].number))
    #expect(failed.firstIndex { $0 <= 0.05 }! + 1 == expected["first_n_p<=.05"].int)
    let patient = run([Bool](repeating: true, count: 120), eta: 0.99)
    #expect(
      patient.firstIndex { $0 <= 0.05 }! + 1 == answers["alpha_eta.99_no_failure_first_n"].int)
  }

  /// Looking after each rerun rejects a true null of 6 trials with at most its level.
  @Test func sequentialAuditKeepsItsLevel() {
    // A third of 6 allows 2 bad; the null has 3.
    let orders = Set(Brute.permutations(6).map { $0.map { $0 < 3 } })
    var rejections = 0
    for order in orders {
      var audit = SequentialAudit(total: 6, p: Ratio(1, 3), eta: 0.9)
      var lowest = 1.0
      for outcome in order {
        audit.append(reproduced: outcome)
        lowest = min(lowest, audit.p)
      }
      if lowest <= 0.5 { rejections += 1 }
    }
    #expect(orders.count == 20 && rejections > 0 && rejections <= 10)
  }

  @Test(arguments: [(8, 3, 4), (9, 0, 3), (7, 7, 2), (6, 2, 6), (6, 2, 0)])
  func massesAgreeWithEnumeration(total: Int, bad: Int, drawn: Int) {
    let subsets = Brute.subsets(of: total, drawn)
    for count in 0...drawn {
      let share = Brute.mean(subsets.map { $0.count { $0 < bad } <= count ? 1 : 0 })
      let law = Hypergeometric(total: total, bad: bad, drawn: drawn)
      #expect(agrees(law.cumulative(count), share))
    }
  }

  /// P(no bad one) is exactly 1/20 here: whole numbers must decide, on either side.
  @Test func decisionsAtTheLevelAreExact() {
    #expect(Hypergeometric(total: 20, bad: 1, drawn: 19).isAtMost(Ratio(1, 20), 0))
    #expect(
      AuditSampling.sampleSize(total: 20, p: Ratio(1, 100), alpha: Ratio(1, 20)) == 19)
    #expect(!Hypergeometric(total: 20, bad: 1, drawn: 18).isAtMost(Ratio(1, 20), 0))
    // 1/1000000 more or less than 3/10.
    let law = Hypergeometric(total: 10, bad: 1, drawn: 7)
    #expect(law.isAtMost(Ratio(300_000, 1_000_000), 0))
    #expect(!law.isAtMost(Ratio(299_999, 1_000_000), 0))
    // All of x = 0...2 of 3 bad: 1 - 1/56 for 5 of 8... counted in whole numbers too.
    let some = Hypergeometric(total: 8, bad: 3, drawn: 5)
    #expect(some.isAtMost(Ratio(46, 56), 2) && !some.isAtMost(Ratio(45, 56), 2))
    #expect(Hypergeometric(total: 8, bad: 6, drawn: 5).isAtMost(Ratio(6, 56), 3) == false)
    #expect(Hypergeometric(total: 8, bad: 6, drawn: 5).isAtMost(Ratio(20, 56), 3))
  }

  @Test(arguments: [5, 9, 20])
  func upperBoundsCover(_ total: Int) {
    for drawn in [1, 3, total] {
      for bad in 0...total {
        let law = Hypergeometric(total: total, bad: bad, drawn: drawn)
        let coverage = law.range.reduce(0.0) { sum, failures in
          let bound = AuditSampling.upperBound(
            total: total, drawn: drawn, failures: failures, alpha: Ratio(1, 20))
          return sum + (bound >= bad ? law.mass(failures) : 0)
        }
        #expect(coverage >= 0.95 - 1e-12)
      }
    }
  }

  @Test func beaconRounds() throws {
    let rounds = try KnownAnswers("audit").root["drand_round"]
    #expect(BeaconChain.quicknet.latest(at: 1_776_643_200) == rounds[0].int)
    #expect(BeaconChain.quicknet.latest(at: 1_776_688_245) == rounds[1].int)
    let beacon = BeaconChain(hash: "x", genesis: 100, period: 30, signatureByteCount: 48)
    #expect([99, 100, 129, 130].map(beacon.latest) == [nil, 1, 1, 2])
  }

  @Test func segments() {
    let alpha = Ratio(1, 20)
    #expect(
      [Ratio(1, 10), Ratio(1, 20), Ratio(1, 100)].map {
        AuditSampling.segmentCount(p: $0, alpha: alpha)
      } == [29, 59, 299])
    #expect(agrees(AuditSampling.segmentDetection(total: 90, forged: 1, drawn: 30), 1.0 / 3))
  }

  @Test func ratios() {
    #expect(Ratio("5%") == Ratio(5, 100) && Ratio("0.05") == Ratio(5, 100))
    #expect(
      Ratio("1/20") == Ratio(1, 20) && Ratio(".5") == Ratio(5, 10)
        && Ratio("2.5%") == Ratio(25, 1000))
    for text in ["", "%", "1/0", "-1", "1e-2", "a", "1/2/3", "0.123456789", "1/2%", "1.2.3", " 1"] {
      #expect(Ratio(text) == nil, "\(text)")
    }
  }
}
