import Experiment
import Processes

@testable import External

/// Lines of a trainer from bytes, without a process.
enum FuzzedLines {
  /// Reads all lines as those of one trial, as far as they are records.
  static func read(_ bytes: [UInt8]) {
    var buffer = LineBuffer(byteLimit: 1 << 16)
    var transcript = Transcript(Cell(wi: 0, do: 0))
    guard var lines = buffer.append(bytes[...]) else { return }
    if let rest = buffer.finish() { lines.append(rest) }
    for line in lines where (try? transcript.take(line)) == nil { return }
  }
}
