import Trajectory

/// A trajectory as comma-separated values, one line a record.
///
/// A column that is not recorded is an empty field. Lists are separated by spaces, and digests carry `0x`, so that a spreadsheet takes neither for a number.
enum TrajectoryCSV {
  static let head = "record,updates,loss,gradientNorm,batchDigest,counts,predictions,anchor"

  /// `updates` is the number of the update for a step, and how many were done for the others.
  static func line(_ event: TrajectoryEvent, _ schema: RecordSchema) -> String {
    let fields: [String] =
      switch event {
      case .step(let record):
        [
          "step", "\(record.step)", "\(record.loss)",
          schema.stepColumns.contains(.gradientNorm) ? "\(record.gradientNorm)" : "",
          schema.stepColumns.contains(.batchDigest) ? "0x" + hex(record.batchDigest) : "",
          "", "", "",
        ]
      case .evaluation(let record):
        [
          "evaluation", "\(record.step)", "", "", "", list(record.counts),
          list(record.predictions), "",
        ]
      case .anchor(let record):
        ["anchor", "\(record.step)", "", "", "", "", "", "0x\(record.digest)"]
      }
    return fields.joined(separator: ",")
  }

  private static func list(_ values: [some BinaryInteger]) -> String {
    values.map { "\($0)" }.joined(separator: " ")
  }

  /// Eight digits.
  static func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
