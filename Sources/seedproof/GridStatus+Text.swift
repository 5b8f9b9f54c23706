import Experiment
import Grid
import Report
import Text

extension GridStatus {
  /// For people: a line for each running trial, and for what is in the place of a golden; then the counts. Of at most 80
  /// columns.
  var text: String {
    let lines =
      Self.shortened(running.map(\.line), "running trials")
      + Self.shortened(malformed.map(Self.line(of:)), "files that are no goldens")
      + [notes, counts].compactMap { $0 }
    return lines.map { TextWrap.paragraph(Escaping.terminal($0)) }.joined(separator: "\n")
  }

  /// The first of `lines`, and how many there are beyond them.
  private static func shortened(_ lines: [String], _ what: String) -> [String] {
    let rest = lines.count - 20
    return lines.prefix(20) + (rest > 0 ? ["and \(rest) more \(what); --json names them all"] : [])
  }

  private static func line(of malformed: Cell) -> String {
    "malformed \(malformed): \(malformed.fileName) is no whole golden; move it away, and the next grid "
      + "trains the trial again"
  }

  private var counts: String {
    let left = running.count { $0.isLeft }
    let parts: [(Int, String)] = [
      (running.count - left, "running"), (left, "left by processes that are gone"),
      (waitingCount, "waiting"), (stoppedCount, "stopped"), (nonfiniteCount, "nonfinite"),
      (degenerateCount, "degenerate"), (failedCount, "failed"),
      (malformed.count, "malformed"), (missingCount, "missing"),
    ]
    let place = path + (lane.map { ", lane \($0)" } ?? "")
    return "\(place): \(finishedCount) of \(plannedCount) trials finished"
      + parts.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
  }

  /// What ledgers and goldens tell; nil if they tell nothing.
  private var notes: String? {
    let unscored = unscoredCount > 0 ? " (\(unscoredCount) trials have none)" : ""
    let parts = [
      best.map { "best score \($0.score.decimals(4)) of \($0.cell)\(unscored)" },
      hourlyCount.map { "\($0.decimals(1)) trials an hour" },
      hoursLeft.map { "\(ProgressBar.duration($0 * 3600)) left" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "so far: " + parts.joined(separator: ", ")
  }
}

extension GridStatus.Running {
  fileprivate var line: String {
    if isLeft { return "left \(cell): its process is gone; the next grid takes it up" }
    let share = done.map { "\(Int($0 * 100))%" } ?? "share unknown"
    return "running \(cell): \(share)" + (owner.map { ", process \($0)" } ?? "")
  }
}
