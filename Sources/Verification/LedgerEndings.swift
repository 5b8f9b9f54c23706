import Experiment
import Files
import Synchronization
import Training

/// Which line of a folder's ledgers ended a trial. Each ledger is read once, however many trials ask. Safe to use from
/// several threads.
final class LedgerEndings: Sendable {
  /// As many trials of a folder are remembered; of others nothing is known.
  static let limit = 100_000

  private let known = Mutex<[String: [Cell: LedgerEntry]]>([:])

  /// The last line that ended the trial, in the ledgers beside the plan at `planPath`.
  func ending(of specification: TrialSpecification, beside planPath: String) -> LedgerEntry? {
    let folder = FilePlace.folder(of: planPath)
    return known.withLock { known in
      let endings = known[folder] ?? Self.endings(in: folder)
      known[folder] = endings
      return endings[Cell(specification)]
    }
  }

  private static func endings(in folder: String) -> [Cell: LedgerEntry] {
    var endings: [Cell: LedgerEntry] = [:]
    for ledger in Ledger.all(in: folder) {
      var own: [Cell: LedgerEntry] = [:]
      // What cannot be read tells nothing; it is a note only.
      _ = try? ledger.visit { entry in
        guard let cell = entry.cell, [.completed, .nonfinite, .stopped].contains(entry.event),
          endings.count + own.count < limit || own[cell] != nil
        else { return }
        own[cell] = entry
      }
      // Within a ledger the last line counts, between two the later time.
      endings.merge(own) { $1.time > $0.time ? $1 : $0 }
    }
    return endings
  }
}
