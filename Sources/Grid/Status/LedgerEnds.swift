import Experiment
import Files

/// What the ledgers of a folder say of the ends of its trials; a note, no evidence.
struct LedgerEnds {
  /// The end of an attempt.
  struct End {
    let event: LedgerEntry.Event
    let score: TrialScore?
    /// 0 where the line does not tell.
    let seconds: Int
    /// Whether the line is of the folder's plan, and not of an earlier one.
    let isOfPlan: Bool

    fileprivate init?(_ entry: LedgerEntry, scoredBefore: TrialScore?, isOfPlan: Bool) {
      guard [.completed, .nonfinite, .stopped, .failed].contains(entry.event) else { return nil }
      event = entry.event
      score = entry.score ?? (entry.event == .stopped ? scoredBefore : nil)
      seconds = entry.seconds ?? 0
      self.isOfPlan = isOfPlan
    }
  }

  /// The last end of each planned trial. Within a ledger the last line counts, between two the later time.
  private(set) var last: [Cell: End] = [:]
  /// Whether all lines are of the folder's plan.
  private(set) var isOfOnePlan = true
  /// Trials an hour, by the newest lines of the folder's plan; nil where these do not tell.
  private(set) var hourlyCount: Double?

  /// As many of the newest ends of trials give the pace.
  private static let paceCount = 100

  /// - Throws: `InputError` if a ledger cannot be read.
  init(of folder: ExperimentFolder) throws {
    var times: [Int] = []
    for ledger in Ledger.all(in: folder.path) {
      var own: [Cell: End] = [:]
      // A stopped trial is scored where it waits.
      var scores: [Cell: TrialScore] = [:]
      try ledger.visit { entry in
        let isOfPlan = entry.plan == folder.plan.digest
        if !isOfPlan { isOfOnePlan = false }
        guard let cell = entry.cell, entry.lane == folder.lane, folder.plan.cells.contains(cell)
        else { return }
        if entry.event == .waiting { scores[cell] = entry.score }
        guard let end = End(entry, scoredBefore: scores[cell], isOfPlan: isOfPlan) else { return }
        own[cell] = end
        if isOfPlan, end.event != .failed, end.seconds > 0 { times.append(end.seconds) }
      }
      last.merge(own) { $1.seconds > $0.seconds ? $1 : $0 }
    }
    let newest = times.sorted().suffix(Self.paceCount)
    if let first = newest.first, let last = newest.last, last > first {
      hourlyCount = Double(newest.count - 1) * 3600 / Double(last - first)
    }
  }
}
