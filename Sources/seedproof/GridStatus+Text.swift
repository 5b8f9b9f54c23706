import Grid
import Text

extension GridStatus {
  /// For people: a line for each running trial, then the counts.
  var text: String {
    let shown = running.prefix(20)
    let rest = running.count - shown.count
    let lines =
      shown.map(\.line)
      + (rest > 0 ? ["and \(rest) more running trials; --json names them all"] : [])
      + [notes, counts].compactMap { $0 }
    return lines.map(Escaping.terminal).joined(separator: "\n")
  }

  private var counts: String {
    let left = running.count { $0.isLeft }
    let parts: [(Int, String)] = [
      (running.count - left, "running"), (left, "left by processes that are gone"),
      (waitingCount, "waiting"), (stoppedCount, "stopped"), (nonfiniteCount, "nonfinite"),
      (degenerateCount, "degenerate"), (failedCount, "failed"),
      (missingCount, "missing"),
    ]
    return "\(path): \(finishedCount) of \(plannedCount) trials finished"
      + parts.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
  }

  /// What the ledgers tell; nil if they tell nothing.
  private var notes: String? {
    let unscored = unscoredCount > 0 ? " (\(unscoredCount) trials have none noted)" : ""
    let parts = [
      best.map { "best score \($0.score.decimals(4)) of \($0.cell)\(unscored)" },
      hourlyCount.map { "\($0.decimals(1)) trials an hour" },
      hoursLeft.map { "\(ProgressBar.duration($0 * 3600)) left" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "by the ledgers: " + parts.joined(separator: ", ")
  }
}

extension GridStatus.Running {
  fileprivate var line: String {
    if isLeft { return "left \(cell): its process is gone; the next grid takes it up" }
    let share = done.map { "\(Int($0 * 100))%" } ?? "share unknown"
    return "running \(cell): \(share)" + (owner.map { ", process \($0)" } ?? "")
  }
}
