import Testing
import Trajectory

@testable import Judgement

@Suite struct ControlSampleTests {
  private static let schema = try! RecordSchema(labels: 2, developmentExamples: 4)

  private func step(_ number: Int) -> TrajectoryEvent {
    .step(StepRecord(step: number, lossBits: 1))
  }
  private func anchor(_ step: Int) -> TrajectoryEvent {
    .anchor(AnchorRecord(step: step, components: []))
  }
  private func evaluation(_ step: Int) -> TrajectoryEvent {
    .evaluation(EvaluationRecord(step: step, counts: []))
  }

  private func sample(_ events: [TrajectoryEvent]) -> ControlSample {
    var sample = ControlSample(Self.schema)
    for event in events { sample.append(event) }
    return sample
  }

  /// A sample has eight updates, an evaluation, and an anchor besides that of the beginning.
  @Test func itGoesToTheFirstAnchorAfterAnUpdate() {
    let steps = (0..<8).map(step)
    let all = [anchor(0)] + steps + [evaluation(8), anchor(8)]
    #expect(sample(all).isComplete && sample(all + [step(8)]).recordCount == all.count)
    #expect(sample(all).updateCount == 8)
    #expect(!sample([anchor(0)] + steps + [evaluation(8)]).isComplete)
    #expect(!sample([anchor(0)] + steps + [anchor(8)]).isComplete)
    #expect(!sample([anchor(0)] + steps.dropLast() + [evaluation(7), anchor(7)]).isComplete)
  }

  /// Forgotten moments show in what follows the update that lacked them.
  @Test func whereMomentsAreForgotten() {
    for (events, place) in [
      ([], nil), ([anchor(0)], nil), ([anchor(0), step(0)], nil),
      ([step(0), anchor(1)], nil), ([step(0), step(1)], nil),
      // The loss of update 2 is the first that knows of what update 1 lacked.
      ([step(0), step(1), step(2)], .init(step: 1, isPinned: false)),
      ([step(0), step(1), evaluation(2)], .init(step: 1, isPinned: false)),
      ([step(0), step(1), anchor(2)], .init(step: 1, isPinned: true)),
      ([anchor(0)] + (0..<4).map(step), .init(step: 2, isPinned: false)),
      ([anchor(0)] + (0..<8).map(step), .init(step: 3, isPinned: false)),
      ((0..<8).map(step) + [anchor(8)], .init(step: 3, isPinned: true)),
    ] as [([TrajectoryEvent], ControlSample.Forgetting?)] {
      #expect(sample(events).forgetting == place, "\(events)")
    }
  }
}
