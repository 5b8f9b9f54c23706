import Files
import Text
import Trajectory

/// The line of canonical JSON with which the file of a trial's state begins.
struct CheckpointHeader {
  /// The digest of the trial's specification.
  let trial: String
  /// Updates done.
  let step: Int
  let firstPower: Double
  let secondPower: Double
  /// The digest of the state's anchor.
  let state: String
  /// The line's bytes, its end included.
  let byteCount: Int

  /// Bytes of the line at most.
  static let limit = 1 << 16

  /// - Throws: `InputError` if the file does not begin with such a line.
  init(_ file: InputFile, format: String) throws {
    func power(_ json: JSONValue, _ key: String) -> Double? {
      json[key]?.string.flatMap { UInt64($0, radix: 16) }.map(Double.init(bitPattern:))
    }
    guard let end = file.data.prefix(Self.limit).firstIndex(of: UInt8(ascii: "\n")),
      let json = try? JSONParser.parse(file.data[..<end]), json["format"]?.string == format,
      let step = json["step"]?.integer, step >= 0, step < 1 << 40,
      let trial = json["trial"]?.string, let state = json["state"]?.string,
      let first = power(json, "firstPower"), let second = power(json, "secondPower")
    else { throw InputError(file: file.path, "is not a checkpoint of this version") }
    self.trial = trial
    self.step = Int(step)
    self.state = state
    firstPower = first
    secondPower = second
    byteCount = end + 1
  }

  /// The line for `trial` as it is at `anchor`.
  static func line(of trial: Trial, at anchor: AnchorRecord, format: String) throws -> [UInt8] {
    let state = trial.optimizer
    let json: JSONValue = [
      "format": .string(format),
      "trial": .string(try identity(of: trial)),
      "step": .integer(Int64(trial.stepsDone)),
      "firstPower": .string(String(state.firstPower.bitPattern, radix: 16)),
      "secondPower": .string(String(state.secondPower.bitPattern, radix: 16)),
      "state": .string(anchor.digest.description),
    ]
    return Array((json.canonical + "\n").utf8)
  }

  static func identity(of trial: Trial) throws -> String {
    identity(of: try trial.specification.header())
  }

  /// That of the trial that a golden with this header records.
  static func identity(of header: JSONValue) -> String {
    Digest(of: header.canonical.utf8).description
  }

  func restorePowers(_ trial: Trial) {
    trial.optimizer.firstPower = firstPower
    trial.optimizer.secondPower = secondPower
  }
}
