import Processes
import Synchronization

/// A true rerun of the beginning of a trial, on which controls can run.
package protocol ControlMaterial: Sendable {
  /// Whether every kind of record is in it.
  var isComplete: Bool { get }
}

/// What is known of a trial, or of a part of it, that was verified.
package protocol TimedResult: Sendable {
  /// How long its verification took.
  var milliseconds: Int? { get set }
}

/// Trials that are verified by several threads: each is begun once, in order.
package struct TrialQueue<Result: TimedResult, Material: ControlMaterial>: Sendable {
  private var places: [Result?]
  /// That of the first trial whose material is complete; else of the first that has any.
  package private(set) var material: Material?
  private var materialRank = (2, Int.max)
  private var next = 0
  private var shares: [Double]
  private var shareSum = 0.0

  /// What was found, in order.
  package var results: [Result] { places.compactMap(\.self) }

  /// Verifies trials 0 to `count - 1`, `jobs` at a time.
  ///
  /// - Parameters:
  ///   - progress: is told which share of all is done; from several threads.
  ///   - mayBegin: whether a trial is begun; none is after one that is not.
  ///   - verify: verifies one, and says now and then which share of it is done.
  package init(
    count: Int, jobs: Int, progress: @escaping @Sendable (Double) -> Void,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true },
    verify: @escaping @Sendable (Int, _ progress: (Double) -> Void) -> (Result, Material?)
  ) {
    precondition(count >= 0 && jobs >= 1, "\(count) trials, \(jobs) jobs")
    let state = Mutex(TrialQueue(count))
    TrialThreads.run(min(jobs, count)) { _ in
      while let index = state.withLock({ $0.begin(mayBegin) }) {
        let start = ContinuousClock.now
        var (result, material) = verify(index) { share in
          progress(state.withLock { $0.report(index, share) })
        }
        result.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        state.withLock { [result] in $0.end(index, result, material) }
      }
    }
    self = state.withLock { $0 }
  }

  private init(_ count: Int) {
    places = Array(repeating: nil, count: count)
    shares = Array(repeating: 0, count: count)
  }

  private mutating func begin(_ mayBegin: (Int) -> Bool) -> Int? {
    guard next < places.count, mayBegin(next) else { return nil }
    next += 1
    return next - 1
  }

  /// The share of all that is done.
  private mutating func report(_ index: Int, _ share: Double) -> Double {
    shareSum += share - shares[index]
    shares[index] = share
    return shareSum / Double(shares.count)
  }

  private mutating func end(_ index: Int, _ result: Result, _ found: Material?) {
    places[index] = result
    guard let found else { return }
    let rank = (found.isComplete ? 0 : 1, index)
    if rank < materialRank { (material, materialRank) = (found, rank) }
  }
}

/// When no more trials are begun.
package struct TrialDeadline: Sendable {
  let instant: ContinuousClock.Instant
  /// So many are begun in any case.
  let requiredCount: Int

  package func allows(_ index: Int) -> Bool {
    index < requiredCount || ContinuousClock.now < instant
  }
}

extension TrialSelection {
  /// The end of a budget of time that begins now; nil without one.
  package func deadline() -> TrialDeadline? {
    budget.map { TrialDeadline(instant: .now + $0, requiredCount: requiredCount) }
  }
}
