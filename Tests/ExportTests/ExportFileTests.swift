import Experiment
import Files
import Foundation
import GRDB
import TestSupport
import Testing
import Text

@testable import Export
@testable import Trajectory

/// Files that an export writes, and folders of which it writes none.
@Suite struct ExportFileTests {
  @Test func aDatabaseHasTheSameRows() throws {
    let place = try TemporaryFolder()
    let path = place.file("grid.sqlite")
    let count = try GridExport(CommittedExport.path).write(nil, .sqlite, to: path)
    #expect(try place.names() == ["grid.sqlite"])
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    var total = 0
    for rows in ExportRows.allCases {
      let expected = CommittedExport.table(try CommittedExport.lines(rows, .csv))
      let found = try queue.read {
        try Row.fetchAll($0, sql: "SELECT * FROM \(rows.rawValue) ORDER BY rowid")
      }
      #expect(found.count == expected.count)
      total += found.count
      // Our own trainer records no series.
      #expect(expected.isEmpty == (rows == .series))
      if let first = found.first {
        #expect(Array(first.columnNames) == ExportTable(rows).fieldNames)
      }
      for (row, fields) in zip(found, expected) {
        for column in ExportTable(rows).columns.flatMap(\.fields) {
          let text = fields[column.name] ?? ""
          switch column.kind {
          case .integer: #expect((row[column.name] as Int?) == Int(text))
          case .real, .binary32:
            // A binary32 number is kept as it is, not as its decimals read in binary64.
            let isRecorded = fields[column.name + "_hex"] != nil
            let number = isRecorded ? Float(text).map(Double.init) : Double(text)
            #expect((row[column.name] as Double?) == number)
          case .text: #expect((row[column.name] as String?) == text)
          }
        }
      }
    }
    #expect(count == total)
    let again = #expect(throws: DatabaseError.self) {
      try queue.write { try $0.execute(sql: "DELETE FROM trials") }
    }
    #expect(again?.resultCode == .SQLITE_READONLY)
  }

  @Test func theKeyOfATableIsOne() throws {
    let place = try TemporaryFolder()
    let path = place.file("x.sqlite")
    let error = #expect(throws: InputError.self) {
      try SQLiteFile.write(to: path, target: "x.sqlite", [ExportTable(.evaluations)]) { file in
        let values: [ExportValue] = [
          .integer(1), .integer(2), .integer(3), .integer(4), .integer(5), .real(0.5), .text("4 1"),
        ]
        let row = values + ExportTable.metrics.map { _ in .none }
        try file.append(row, to: .evaluations)
        try file.append(row, to: .evaluations)
      }
    }
    #expect(error?.file == "x.sqlite")
    #expect(error?.reason.contains("UNIQUE") == true, "\(error?.reason ?? "")")
  }

  @Test func whatIsMissingIsSaid() throws {
    let folder = try CommittedExport.copy()
    try folder.remove("trials/wi=002,do=002.golden")
    let export = try GridExport(folder.path)
    #expect(export.remark?.contains("1 of 9 planned trials have no golden") == true)
    #expect(try CommittedExport.lines(.trials, .csv, of: folder.path).count == 9)
    #expect(try GridExport(CommittedExport.path).remark == nil)
    for name in try folder.names(in: "trials") { try folder.remove("trials/" + name) }
    let error = #expect(throws: InputError.self) { try GridExport(folder.path) }
    #expect(error?.reason == "holds no finished trial")
  }

  /// Nothing is written of a folder with a golden that is not what it should be.
  @Test(arguments: ["flipped", "exchanged", "without counts", "of another plan"])
  func aWrongGoldenEndsTheExport(fault: String) throws {
    let folder = try CommittedExport.copy()
    let name = "trials/wi=003,do=003.golden"
    switch fault {
    case "flipped":
      var bytes = try folder.bytes(of: name)
      bytes[bytes.count / 2] ^= 1
      try folder.write(bytes, to: name)
    case "exchanged": try folder.write(folder.bytes(of: "trials/wi=001,do=001.golden"), to: name)
    case "without counts":
      var golden = try Golden(folder.file(name))
      golden.evaluations[1].counts = [1, 0, 0, 0]
      try golden.write(to: folder.file(name))
    default:
      try folder.replace("batch_size: 16", with: "batch_size: 8", in: "experiment.yaml")
    }
    let place = try TemporaryFolder()
    for format in ExportFormat.allCases {
      let error = #expect(throws: InputError.self) {
        try GridExport(folder.path).write(.trials, format, to: place.file("out"))
      }
      #expect(error?.kind == .malformed, "\(fault): \(error?.description ?? "")")
    }
    #expect(try place.names().isEmpty)
  }

  @Test func onlyAnExportIsReplaced() throws {
    let place = try TemporaryFolder()
    for format in ExportFormat.allCases {
      let path = place.file(format.rawValue)
      let first = try GridExport(CommittedExport.path).write(.trials, format, to: path)
      let bytes = try place.bytes(of: format.rawValue)
      #expect(bytes.starts(with: format.beginning))
      #expect(try GridExport(CommittedExport.path).write(.trials, format, to: path) == first)
      #expect(try place.bytes(of: format.rawValue) == bytes)
      for other in ExportFormat.allCases where other != format {
        #expect(throws: InputError.self) {
          try GridExport(CommittedExport.path).write(.trials, other, to: path)
        }
      }
      #expect(try place.bytes(of: format.rawValue) == bytes)
    }
    try place.write("mine\n", to: "notes")
    #expect(throws: InputError.self) {
      try GridExport(CommittedExport.path).write(.trials, .csv, to: place.file("notes"))
    }
    #expect(try place.read("notes") == "mine\n")
  }
}
