import Text

/// What the ledgers of a folder say as a whole; a note, no evidence. Made in one pass over them.
public struct LedgerSummary: Sendable {
  /// As many hosts and kinds of machines are told apart.
  static let machineLimit = 100

  /// The lines that cannot be read.
  public private(set) var unreadable = Ledger.UnreadableLines()
  /// The earliest time of the ledgers' first lines and the latest of their last; nil without a line.
  public private(set) var times: (first: String, last: String)?
  /// Trials that were begun.
  public private(set) var attemptCount = 0
  /// What all attempts took.
  public private(set) var milliseconds = 0
  /// Instruction sets and threads, in words.
  public private(set) var machines: Set<String> = []
  /// Names of hosts, where lines have them.
  public private(set) var hosts: Set<String> = []
  /// Random names of runs, where lines have them.
  public private(set) var writers: Set<String> = []
  /// Whether a line says that a stop rule ended a trial.
  public private(set) var namesStopped = false
  /// What was planned here before.
  public private(set) var earlier: EarlierPlans

  /// Reads the ledgers of `folder`.
  ///
  /// - Throws: `InputError` as `Ledger.visit`.
  public init(of folder: ExperimentFolder) throws {
    earlier = EarlierPlans(folder: folder.path)
    var plans = EarlierPlans.Reading(folder.plan, folder.lane)
    for ledger in Ledger.all(in: folder.path) {
      var times: (first: String, last: String)?
      unreadable += try ledger.visit { entry in
        times = (times?.first ?? entry.time, entry.time)
        append(entry)
        plans.append(entry)
      }
      if let times { join(times) }
    }
    earlier = plans.end(folder)
  }

  private mutating func join(_ more: (first: String, last: String)) {
    let known = times ?? more
    times = (min(known.first, more.first), max(known.last, more.last))
  }

  private mutating func append(_ entry: LedgerEntry) {
    if entry.event == .started { attemptCount += 1 }
    if entry.event == .stopped { namesStopped = true }
    milliseconds += entry.milliseconds ?? 0
    let threads = entry.machine.threads
    let machine = "\(entry.machine.instructionSet) with \(threads.counted("thread"))"
    if machines.count < Self.machineLimit { machines.insert(machine) }
    if let host = entry.machine.host, hosts.count < Self.machineLimit { hosts.insert(host) }
    if let writer = entry.machine.writer, writers.count < Self.machineLimit {
      writers.insert(writer)
    }
  }
}
