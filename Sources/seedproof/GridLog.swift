import Grid
import Synchronization
import Text

/// How far a grid is, on standard error: a bar on a terminal, or lines for a log.
final class GridLog: Sendable {
  private let bar: ProgressBar
  private let writesJSON: Bool
  private let interval = Duration.seconds(10)
  private let last = Mutex<(time: ContinuousClock.Instant, ended: Int)?>(nil)

  /// - Parameter writesJSON: whether progress is told as lines of JSON, at least each ten seconds.
  init(_ title: String, _ output: OutputOptions, writesJSON: Bool) {
    self.writesJSON = writesJSON
    bar = output.progressBar(title, isHidden: writesJSON)
  }

  func update(_ progress: GridProgress) {
    guard writesJSON else { return bar.update(progress.fraction, progress.words) }
    let now = ContinuousClock.now
    let isDue = last.withLock { last in
      let ended = progress.endedCount + progress.elsewhereCount
      guard let known = last, known.ended == ended, now - known.time < interval else {
        last = (now, ended)
        return true
      }
      return false
    }
    if isDue { StandardError.print(OutputSchema.gridProgress.text(of: progress.json)) }
  }

  /// Takes the bar away, so that other lines can be printed.
  func clear() { bar.clear() }
}
