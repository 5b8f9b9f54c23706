import Statistics
import TestSupport
import Testing

@testable import Sampling

/// What a sample is to certify, and what its reruns say of it.
@Suite struct SampleGoalTests {
  private static func goal(_ fraction: String, _ confidence: String = "0.95") throws -> SampleGoal {
    let (share, level) = try (#require(Ratio(fraction)), #require(Ratio(confidence)))
    return try #require(SampleGoal(fraction: share, confidence: level))
  }

  @Test func sizesAreTheKnownOnes() throws {
    var count = 0
    for row in try KnownAnswers("audit").root["sizes"].list {
      let alpha = try #require(Ratio(row[2].text))
      let share = try #require(Ratio(row[1].text))
      let confidence = Ratio(alpha.denominator - alpha.numerator, alpha.denominator)
      let goal = try #require(SampleGoal(fraction: share, confidence: confidence))
      #expect(goal.alpha == alpha)
      let total = row[0].int
      let size = goal.size(of: total)
      #expect(size == row[4].int)
      // That many without failure certify it, and one less does not.
      #expect(goal.finding([Bool](repeating: true, count: size), of: total).isCertified)
      #expect(!goal.finding([Bool](repeating: true, count: size - 1), of: total).isCertified)
      count += 1
    }
    #expect(count == 30)
  }

  @Test func boundsAreTheKnownOnes() throws {
    let goal = try Self.goal("5%")
    for row in try KnownAnswers("audit").root["upper_95"].list {
      let (total, drawn, failures, bound) = (row[0].int, row[1].int, row[2].int, row[3].int)
      let finding = goal.finding((0..<drawn).map { $0 >= failures }, of: total)
      #expect(finding.upperBound == bound && finding.failures == failures)
      #expect(finding.isCertified == (20 * bound <= total))
    }
  }

  /// With eta = 0.99 an audit of 625 trials may end after 66 reruns without failure, or after 103 with one at the 31st.
  @Test func anAuditMayStopOrGoOn() throws {
    let goal = try Self.goal("0.05")
    func end(_ isGood: (Int) -> Bool) -> Int? {
      (1...200).first { count in goal.finding((0..<count).map(isGood), of: 625).maySettle }
    }
    let answers = try KnownAnswers("audit").root
    #expect(end { _ in true } == answers["alpha_eta.99_no_failure_first_n"].int)
    #expect(
      end { $0 != 30 } == answers["alpha_eta.99_one_failure_at_31"]["first_n_p<=.05"].int)
    let finding = goal.finding((0..<31).map { $0 != 30 }, of: 625)
    #expect(
      agrees(finding.anytimeP, answers["alpha_eta.99_one_failure_at_31"]["p31_T"].number))
  }

  @Test(arguments: [("0", "0.95"), ("1", "0.95"), ("0.05", "0"), ("0.05", "1"), ("2", "0.5")])
  func sharesLieBetweenNothingAndAll(_ fraction: String, _ confidence: String) throws {
    let shares = try (#require(Ratio(fraction)), #require(Ratio(confidence)))
    #expect(SampleGoal(fraction: shares.0, confidence: shares.1) == nil)
  }

  /// Of few trials all must be rerun; a goal that nothing could violate is met by one.
  @Test func smallGrids() throws {
    #expect(try Self.goal("0.05").size(of: 1) == 1)
    #expect(try Self.goal("0.05").size(of: 4) == 4)
    #expect(try Self.goal("0.25").size(of: 4) == 3)
    #expect(try Self.goal("0.05", "0.5").size(of: 1) == 1)
  }
}
