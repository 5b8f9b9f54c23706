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
  public let step: Int
  private let file: InputFile
  private let header: JSONValue
  private let bodyOffset: Int

  private static let format = "seedproof-checkpoint/1"
  private static let headerLimit = 1 << 16

  /// Opens a checkpoint without reading it into a trial.
  ///
  /// - Throws: `InputError` if the file is absent or not a checkpoint.
  public init(_ path: String) throws {
    file = try InputFile(path, limit: 1 << 36)
    guard let end = file.data.prefix(Self.headerLimit).firstIndex(of: UInt8(ascii: "\n")),
      let header = try? JSONParser.parse(file.data[..<end]),
      header["format"]?.string == Self.format, let step = header["step"]?.integer, step >= 0,
      step < 1 << 40
    else { throw InputError(file: path, "is not a checkpoint of this version") }
    self.header = header
    self.step = Int(step)
    bodyOffset = end + 1
  }

  /// Writes the state of `trial` as it is at `anchor`.
  static func write(_ trial: Trial, at anchor: AnchorRecord, to path: String) throws {
    let state = trial.optimizer
    let header: JSONValue = [
      "format": .string(format),
      "trial": .string(try identity(of: trial)),
      "step": .integer(Int64(trial.stepsDone)),
      "firstPower": .string(String(state.firstPower.bitPattern, radix: 16)),
      "secondPower": .string(String(state.secondPower.bitPattern, radix: 16)),
      "state": .string(anchor.digest.description),
    ]
    try AtomicFile.write(to: path) { sink in
      try sink.append(Array((header.canonical + "\n").utf8))
      for arena in arenas(of: trial) { try arena.withBytes { try sink.append($0) } }
    }
  }

  private static func identity(of trial: Trial) throws -> String {
    Digest(of: try trial.specification.header().canonical.utf8).description
  }

  private static func arenas(of trial: Trial) -> [Vector] {
    [trial.parameters.arena, trial.optimizer.firstMoments, trial.optimizer.secondMoments]
  }

  /// Puts the state into `trial`, which is at its beginning.
  ///
  /// - Parameter anchor: what the trial's golden recorded after as many updates.
  /// - Throws: `InputError` if the checkpoint is of another trial or does not have the anchor's digest.
  public func restore(_ trial: Trial, verifying anchor: AnchorRecord) throws {
    let arenas = Self.arenas(of: trial)
    guard header["trial"]?.string == (try Self.identity(of: trial)) else {
      throw InputError(file: file.path, "is a checkpoint of another trial")
    }
    let byteCount = arenas.map { 4 * $0.count }.reduce(bodyOffset, +)
    guard let first = power("firstPower"), let second = power("secondPower"),
      file.data.count == byteCount
    else { throw InputError(file: file.path, "is damaged", advice: "remove it to start again") }
    var offset = file.data.startIndex + bodyOffset
    for arena in arenas {
      arena.withMutableBytes { bytes in
        _ = file.data[offset..<offset + bytes.count].copyBytes(to: bytes)
        offset += bytes.count
      }
    }
    trial.optimizer.firstPower = first
    trial.optimizer.secondPower = second
    trial.resume(at: step)
    guard trial.anchor() == anchor, header["state"]?.string == anchor.digest.description else {
      throw InputError(
        file: file.path, "does not hold the state that the trial recorded at step \(step)",
        advice: "remove it to start again")
    }
  }

  private func power(_ key: String) -> Double? {
    guard let text = header[key]?.string, let bits = UInt64(text, radix: 16) else { return nil }
    return Double(bitPattern: bits)
  }
}
