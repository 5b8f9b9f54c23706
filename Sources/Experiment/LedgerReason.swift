import Files
import Text

/// An error that the ledger describes in other words than people are told: ledgers are committed, so that no host, user
/// or path may be in them, nor what another program printed.
public protocol LedgerReason: Error {
  var ledgerReason: String { get }
}

extension InputError: LedgerReason {
  /// The file by its name alone.
  public var ledgerReason: String {
    InputError(
      kind, file: file.map { FilePlace.name(of: $0) }, place: place, reason, advice: advice
    ).description
  }
}
