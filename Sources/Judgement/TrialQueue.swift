import Processes
import Synchronization

/// Trials that are heard by several threads: each is begun once, in order.
struct TrialQueue<Material: Sendable>: Sendable {
  private var places: [TrialEvidence?]
  /// That of the first trial whose material is preferred; else of the first that has any.
  private(set) var material: Material?
  private var materialRank = (2, Int.max)
  private var next = 0
  private var shares: [Double]
  private var shareSum = 0.0

  /// What was found, in order.
  var results: [TrialEvidence] { places.compactMap(\.self) }

  /// Hears trials 0 to `count - 1`, `jobs` at a time.
  ///
  /// - Parameters:
  ///   - progress: is told which share of all is done; from several threads.
  ///   - mayBegin: whether a trial is begun; none is after one that is not.
  ///   - hear: hears one, and says now and then which share of it is done.
  init(
    count: Int, jobs: Int, progress: @escaping @Sendable (Double) -> Void,
    mayBegin: @escaping @Sendable (Int) -> Bool = { _ in true },
    isPreferred: @escaping @Sendable (Material) -> Bool,
    hear: @escaping @Sendable (Int, _ progress: (Double) -> Void) -> (TrialEvidence, Material?)
  ) {
    precondition(count >= 0 && jobs >= 1, "\(count) trials, \(jobs) jobs")
    let state = Mutex(TrialQueue(count))
    TrialThreads.run(min(jobs, count)) { _ in
      while let index = state.withLock({ $0.begin(mayBegin) }) {
        let start = ContinuousClock.now
        var (evidence, material) = hear(index) { share in
          progress(state.withLock { $0.report(index, share) })
        }
        evidence.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        state.withLock { [evidence] in
          $0.end(index, evidence, material, material.map(isPreferred) ?? false)
        }
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

  private mutating func end(
    _ index: Int, _ evidence: TrialEvidence, _ found: Material?, _ isPreferred: Bool
  ) {
    places[index] = evidence
    guard let found else { return }
    let rank = (isPreferred ? 0 : 1, index)
    if rank < materialRank { (material, materialRank) = (found, rank) }
  }
}
