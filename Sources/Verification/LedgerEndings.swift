import Experiment
import Files
import Synchronization
import Training

/// Which line of a ledger ended a trial. Each ledger is read once, however many trials ask. Safe to use from
/// several threads.
final class LedgerEndings: Sendable {
  /// As many trials of a ledger are remembered; of others nothing is known.
  static let limit = 100_000

  private let known = Mutex<[String: [Cell: LedgerEntry]]>([:])

  /// The last line that ended the trial, in the ledger beside the plan at `planPath`.
  func ending(of specification: TrialSpecification, beside planPath: String) -> LedgerEntry? {
    let path = FilePlace.path(of: "ledger.jsonl", in: FilePlace.folder(of: planPath))
    return known.withLock { known in
      let endings = known[path] ?? Self.endings(in: path)
      known[path] = endings
      return endings[Cell(wi: specification.wi, do: specification.do)]
    }
  }

  private static func endings(in path: String) -> [Cell: LedgerEntry] {
    var endings: [Cell: LedgerEntry] = [:]
    // What cannot be read tells nothing; it is a note only.
    _ = try? Ledger(path).visit { entry in
      guard let cell = entry.cell, [.completed, .nonfinite, .stopped].contains(entry.event),
        endings.count < limit || endings[cell] != nil
      else { return }
      endings[cell] = entry
    }
    return endings
  }
}
