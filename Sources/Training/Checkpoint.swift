import Arithmetic
import Encoder
import Files
import Foundation
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

  /// Writes the state of `trial` as it is at `anchor`.
  static func write(_ trial: Trial, at anchor: AnchorRecord, to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      try sink.append(CheckpointHeader.line(of: trial, at: anchor, format: format))
      for arena in CheckpointHeader.arenas(of: trial) {
        try arena.withBytes { try sink.append($0) }
      }
    }
  }

  /// Puts the state into `trial`, which is at its beginning.
  ///
  /// - Parameter anchor: what the trial's golden recorded after as many updates.
  /// - Throws: `InputError` if the checkpoint is of another trial or does not have the anchor's digest.
  public func restore(_ trial: Trial, verifying anchor: AnchorRecord) throws {
    let arenas = CheckpointHeader.arenas(of: trial)
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
    guard trial.anchor() == anchor, header.state == anchor.digest.description else {
      throw InputError(
        file: file.path, "does not hold the state that the trial recorded at step \(step)",
        advice: "remove it to start again")
    }
  }
}
