import Arithmetic
import Encoder
import Files
import Foundation
import Text
import Trajectory

/// A trial's state in a file, to resume from.
///
/// The file is a line of canonical JSON, then parameters, first and second moments as little-endian
/// binary32 in the layout of the parameters. The state's anchor is in the line and in the golden: a
/// checkpoint whose content does not have that digest is refused.
public struct Checkpoint {
  /// Updates done.
  public var step: Int { header.step }
  private let file: InputFile
  private let header: CheckpointHeader

  private static let format = "seedproof-checkpoint/1"

  /// Opens a checkpoint without reading it into a trial.
  ///
  /// - Throws: `InputError` if the file is absent or not a checkpoint.
  public init(_ path: String) throws {
    file = try InputFile(path, limit: 1 << 36)
    header = try CheckpointHeader(file, format: Self.format)
  }

  /// Sees that a checkpoint can take the place at `path`: that nothing is there, or a checkpoint of some state.
  ///
  /// - Throws: `InputError` of kind usage.
  static func checkPlace(_ path: String) throws {
    // As the line of canonical JSON begins.
    let beginning = Array(#"{"firstPower":""#.utf8)
    try OutputPlace.check(path, what: "checkpoint", beginning: beginning)
  }

  /// Whether it is of the trial that a golden with this header records.
  func isOfTrial(_ header: JSONValue) -> Bool {
    self.header.trial == CheckpointHeader.identity(of: header)
  }

  /// Removes the checkpoint at `path` if it is a state that the golden `golden` has passed.
  static func removeFinished(_ path: String, _ golden: GoldenReader) {
    StrayFiles.removeIfDead(path) { _ in
      let checkpoint = try Checkpoint(path)
      guard checkpoint.isOfTrial(golden.header.value) else { return false }
      var events = golden.events()
      var stepCount = 0
      while let event = try events.next() {
        stepCount = event.updateCount
        if case .anchor(let anchor) = event, anchor.step == checkpoint.step {
          return anchor.digest.description == checkpoint.header.state
        }
      }
      // Written where the trial was asked to end, or stopped, between two anchors.
      return checkpoint.step <= stepCount
    }
  }

  /// Writes the state of `trial` as it is at `anchor`.
  static func write(_ trial: Trial, at anchor: AnchorRecord, to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      try sink.append(CheckpointHeader.line(of: trial, at: anchor, format: format))
      for arena in trial.arenas { try arena.withBytes { try sink.append($0) } }
    }
  }

  /// Puts the state into `trial`, which is at its beginning.
  ///
  /// - Parameter anchor: what the trial's golden recorded after as many updates; nil where it has no anchor there,
  ///   and the file's own digest is all there is.
  /// - Throws: `InputError` if the checkpoint is of another trial or does not have the anchor's digest.
  public func restore(_ trial: Trial, verifying anchor: AnchorRecord?) throws {
    let arenas = trial.arenas
    guard header.trial == (try CheckpointHeader.identity(of: trial)) else {
      throw InputError(file: file.path, "is a checkpoint of another trial")
    }
    guard file.data.count == arenas.map({ 4 * $0.count }).reduce(header.byteCount, +) else {
      throw InputError(file: file.path, "is damaged", advice: "remove it to start again")
    }
    var offset = file.data.startIndex + header.byteCount
    for arena in arenas {
      arena.withMutableBytes { bytes in
        _ = file.data[offset..<offset + bytes.count].copyBytes(to: bytes)
        offset += bytes.count
      }
    }
    header.restorePowers(trial)
    trial.resume(at: step)
    let found = trial.anchor()
    guard anchor == nil || found == anchor, header.state == found.digest.description else {
      throw InputError(
        file: file.path, "does not hold the state that the trial recorded at step \(step)",
        advice: "remove it to start again")
    }
  }
}
