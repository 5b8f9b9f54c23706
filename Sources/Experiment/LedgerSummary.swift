/// What the ledger of a folder says as a whole; a note, no evidence. Made in one pass over it.
public struct LedgerSummary: Sendable {
  /// As many hosts and kinds of machines are told apart.
  static let machineLimit = 100

  /// The lines that cannot be read.
  public private(set) var unreadable = Ledger.UnreadableLines()
  /// The times of the first and of the last line; nil without a line.
  public private(set) var times: (first: String, last: String)?
  /// Trials that were begun.
  public private(set) var attemptCount = 0
  /// What all attempts took.
  public private(set) var milliseconds = 0
  /// Instruction sets and threads, in words.
  public private(set) var machines: Set<String> = []
  public private(set) var hosts: Set<String> = []
  /// What was planned here before.
  public private(set) var earlier: EarlierPlans

  /// Reads the ledger of `folder`.
  ///
  /// - Throws: `InputError` as `Ledger.visit`.
  public init(of folder: ExperimentFolder) throws {
    earlier = EarlierPlans(folder: folder.path)
    var plans = EarlierPlans.Reading(folder.plan)
    unreadable = try Ledger(folder.ledgerPath).visit { entry in
      append(entry)
      plans.append(entry)
    }
    earlier = plans.end(folder)
  }

  private mutating func append(_ entry: LedgerEntry) {
    times = (times?.first ?? entry.time, entry.time)
    if entry.event == .started { attemptCount += 1 }
    milliseconds += entry.milliseconds ?? 0
    let threads = entry.machine.threads
    let machine = "\(entry.machine.instructionSet) with \(threads) thread\(threads == 1 ? "" : "s")"
    if machines.count < Self.machineLimit { machines.insert(machine) }
    if hosts.count < Self.machineLimit { hosts.insert(entry.machine.host) }
  }
}
