import Experiment
import Foundation
import TestSupport
import Testing

@testable import Export
@testable import Trajectory

/// The committed experiment and what it is exported as.
enum CommittedExport {
  static let path = Repository.path("golden/acceptability")

  /// A copy of the committed experiment.
  static func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["experiment.yaml", "trials"] {
      try FileManager.default.copyItem(
        atPath: path + "/" + name, toPath: folder.file(name))
    }
    return folder
  }

  static func lines(
    _ rows: ExportRows, _ format: ExportFormat, of path: String = path
  ) throws -> [String] {
    var lines: [String] = []
    let count = try GridExport(path).writeLines(rows, format) { lines.append($0) }
    #expect(count == lines.count - (format == .csv ? 1 : 0))
    return lines
  }

  /// The fields of a line; no quoted field of ours has a quote.
  static func fields(_ line: String) -> [String] {
    let parts = line.components(separatedBy: "\"")
    return parts.enumerated().reduce(into: [""]) { fields, part in
      guard part.offset % 2 == 0 else {
        fields[fields.count - 1] += part.element
        return
      }
      let pieces = part.element.components(separatedBy: ",")
      fields[fields.count - 1] += pieces[0]
      fields += pieces.dropFirst()
    }
  }

  /// The rows of a table of CSV as fields by name.
  static func table(_ lines: [String]) -> [[String: String]] {
    let names = fields(lines[0])
    return lines.dropFirst().map { line in
      let fields = fields(line)
      #expect(fields.count == names.count, "\(line)")
      return Dictionary(zip(names, fields)) { $1 }
    }
  }

  static func goldens() throws -> [(cell: Experiment.Cell, golden: Golden, digest: String)] {
    let folder = try ExperimentFolder.open(path)
    return try folder.plan.cells.map {
      let reader = try GoldenReader(folder.goldenPath($0))
      return ($0, try Golden(reader), "0x\(reader.contentDigest)")
    }
  }
}
