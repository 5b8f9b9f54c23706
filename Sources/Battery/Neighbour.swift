import Judgement
import Processes
import Synchronization

/// Another trial that runs, again and again, as long as one is looked at.
struct Neighbour: Sendable {
  private let run: @Sendable (Interruption) throws -> Void

  /// - Parameter run: one run of it, which ends early once the interruption is requested.
  init(_ run: @escaping @Sendable (Interruption) throws -> Void) { self.run = run }

  typealias Found = (VariationResult.Finding, detail: String?)

  /// What `body` finds while the neighbour runs.
  ///
  /// - Throws: what `body` throws.
  func during(_ body: @escaping @Sendable () throws -> Found) throws -> Found {
    let end = Interruption()
    let found = Mutex<Result<Found, any Error>?>(nil)
    let failure = Mutex<(any Error)?>(nil)
    TrialThreads.run(2) { slot in
      guard slot == 0 else {
        while !end.isRequested {
          do { try run(end) } catch is Interrupted { return } catch {
            return failure.withLock { $0 = error }
          }
        }
        return
      }
      let result = Result { try body() }
      found.withLock { $0 = result }
      end.request()
    }
    if let error = failure.withLock({ $0 }) {
      return (.notRun("the trial beside it failed: \(error)"), nil)
    }
    guard let result = found.withLock({ $0 }) else {
      return (.notRun("no thread could be had"), nil)
    }
    return try result.get()
  }
}
