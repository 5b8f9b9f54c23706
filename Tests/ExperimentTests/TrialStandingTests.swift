import TestSupport
import Testing
import Training
import Trajectory

import struct Statistics.StopRule

@testable import Experiment

/// What evaluations say of a trial at the rungs of a rule.
@Suite struct TrialStandingTests {
  /// A trial of 13 updates with evaluations after 4, 7, 10 and 13.
  private static func standing(_ rule: String) throws -> TrialStanding {
    let folder = try TemporaryFolder()
    let text = EmbeddedPlan.text(
      [
        "epochs": "1", "max_length": "32", "max_steps": "13", "evaluations_per_epoch": "20",
      ], wi: "1", do: "1")
    let plan = try ExperimentPlan.read(folder.write(text, to: "plan.yaml"))
    let inputs = try InputLoader().load(InputSource(plan), maximumLength: 32)
    let specification = try plan.specification(plan.cells[0], inputs, .init(threads: 1))
    return try TrialStanding(unfinished: specification, StopRule(rule), path: "a")
  }

  /// An evaluation with so many wrong answers.
  private static func evaluation(
    _ step: Int, wrong: Int, _ standing: TrialStanding
  ) -> TrajectoryEvent {
    let count = standing.setting?.data.developmentCount ?? 0
    let ones = count / 2
    return .evaluation(
      EvaluationRecord(step: step, counts: [count - ones, 0, wrong, ones - wrong]))
  }

  @Test func theBestScoreSoFarCounts() throws {
    var standing = try Self.standing("start 4, keep 2 at 0.5, keep 1 at 0.6")
    #expect(standing.steps == [7, 10])
    var scores: [[Double]] = []
    for (step, wrong) in [(4, 3), (7, 9), (10, 5), (13, 0)] {
      standing.append(Self.evaluation(step, wrong: wrong, standing))
      scores.append(standing.scores)
    }
    let best = try #require(scores[1].first)
    #expect(scores == [[], [best], [best, best], [best, best]])
    var other = try Self.standing("start 4, keep 2 at 0.5, keep 1 at 0.6")
    for (step, wrong) in [(4, 9), (7, 3), (10, 2)] {
      other.append(Self.evaluation(step, wrong: wrong, other))
    }
    #expect(other.scores[0] == best && other.scores[1] > best)
    #expect(other.stepCount == 10 && other.isBeside(standing))
  }

  /// A rung is reached by the evaluation at it, and by no other.
  @Test func noOtherEvaluationCounts() throws {
    var standing = try Self.standing("start 4, keep 2 at 0.5, keep 1 at 0.6")
    for step in [4, 10, 13] { standing.append(Self.evaluation(step, wrong: 1, standing)) }
    #expect(standing.scores.isEmpty)
  }

  /// Counts that are not of all examples give no score, and nothing after them counts.
  @Test func anEvaluationWithoutAScoreCountsForNothing() throws {
    var standing = try Self.standing("start 4, keep 2 at 0.5")
    standing.append(.evaluation(EvaluationRecord(step: 4, counts: [1, 2, 3, 4])))
    standing.append(Self.evaluation(7, wrong: 1, standing))
    #expect(standing.scores.isEmpty && standing.lacksScore && standing.stepCount == 7)
  }
}
