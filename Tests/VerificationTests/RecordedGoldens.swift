import Foundation
import Synchronization

/// Goldens that tests of this process have recorded: each is a function of its plan and cell, so that one run serves all.
enum RecordedGoldens {
  private static let known = Mutex<[[String]: Data]>([:])

  /// Puts the golden of `key` at `path`; `record` does so where none of this key was recorded before.
  static func place(_ key: [String], at path: String, _ record: () throws -> Void) throws {
    if let bytes = known.withLock({ $0[key] }) {
      return try bytes.write(to: URL(filePath: path))
    }
    try record()
    let bytes = try Data(contentsOf: URL(filePath: path))
    known.withLock { $0[key] = bytes }
  }
}
