import Experiment
import Files

/// The ledger that one process writes: `ledger.jsonl` if no other process may be writing that, else a file of its own.
struct GridLedger: Sendable {
  /// The name of its claim.
  static let claim = "ledger"

  let folder: ExperimentFolder
  let machine: Machine
  let book: ClaimBook
  let files: any GridFiles

  private var path: String {
    let name =
      book.isLost(Self.claim) ? Ledger.name(ofFurther: book.owner) : Ledger.name
    return folder.path + "/" + name
  }

  /// Appends a line and brings it to the disk.
  func append(
    _ event: LedgerEntry.Event, _ cell: Cell? = nil, milliseconds: Int? = nil,
    detail: String? = nil, score: TrialScore? = nil, environment: TrainerEnvironment? = nil
  ) throws {
    try files.append(
      LedgerEntry(
        event, cell: cell, lane: folder.lane, plan: folder.plan.digest, machine: machine,
        milliseconds: milliseconds, detail: detail, score: score, environment: environment),
      to: path)
  }
}
