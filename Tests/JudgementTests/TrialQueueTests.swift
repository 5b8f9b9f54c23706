import Foundation
import Synchronization
import Testing

@testable import Judgement

@Suite struct TrialQueueTests {
  private struct Part: Sendable {
    let index: Int
    let isComplete: Bool
  }

  /// A queue of trials whose material is complete or not, or that have none.
  private func queue(
    _ materials: [Bool?], jobs: Int = 1,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true },
    before: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> TrialQueue<Part> {
    TrialQueue(
      count: materials.count, jobs: jobs, progress: { _ in }, mayBegin: mayBegin,
      isPreferred: \.isComplete,
      hear: { index, _ in
        before(index)
        return (
          TrialEvidence(path: String(index)),
          materials[index].map { Part(index: index, isComplete: $0) }
        )
      })
  }

  /// Controls on a short beginning prove less: the first complete one is taken, wherever it stands.
  @Test func completeMaterialIsPreferred() {
    #expect(queue([false, nil, true, true]).material?.index == 2)
    #expect(queue([true, false, true]).material?.index == 0)
    #expect(queue([nil, false, false]).material?.index == 1)
    #expect(queue([nil, nil]).material == nil)
  }

  /// Which trial ends first says nothing: the first in order counts.
  @Test func materialIsThatOfTheFirstInOrder() {
    let second = DispatchSemaphore(value: 0)
    let queue = queue(
      [true, true], jobs: 2,
      before: { index in if index == 0 { second.wait() } else { second.signal() } })
    #expect(queue.material?.index == 0)
    #expect(queue.results.map(\.path) == ["0", "1"])
    #expect(!queue.results.contains { $0.milliseconds == nil })
  }

  @Test func noneIsBegunAfterOneThatIsNot() {
    let asked = Mutex<[Int]>([])
    let queue = queue(
      [true, true, true, true],
      mayBegin: { index in
        asked.withLock { $0.append(index) }
        return index != 2
      })
    #expect(queue.results.map(\.path) == ["0", "1"])
    #expect(asked.withLock { $0 } == [0, 1, 2])
  }

  @Test func progressIsTheShareOfAll() {
    let seen = Mutex<[Double]>([])
    _ = TrialQueue<Part>(
      count: 2, jobs: 1, progress: { share in seen.withLock { $0.append(share) } },
      isPreferred: \.isComplete,
      hear: { index, progress in
        progress(0.5)
        progress(1)
        return (TrialEvidence(path: String(index)), nil)
      })
    #expect(seen.withLock { $0 } == [0.25, 0.5, 0.75, 1])
  }
}
