import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Tasks

/// Invented rows in the four layouts.
private let smallFiles: [GLUETask: String] = [
  .rte:
    "index\tsentence1\tsentence2\tlabel\n0\tA \"b.\tC\" d.\tentailment\n1\tE.\tF.\tnot_entailment\n",
  .mrpc:
    "\u{feff}Quality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t10\t11\t\" A b .\tC d .\n0\t12\t13\tE .\tF \" g .\n",
  .cola: "gj04\t1\t\tA b.\ngj04\t0\t*\tB \"a.",
  .sst2: "sentence\tlabel\nit 's \"a charm \t1\nbleak \t0\n",
]

@Suite struct GLUETests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ task: GLUETask, train: String, dev: String? = nil) throws {
    try folder.write(train, to: task.rawValue + "/train.tsv")
    try folder.write(dev ?? smallFiles[task]!, to: task.rawValue + "/dev.tsv")
  }

  @Test("each layout, without quoting, with LF and with CRLF", arguments: GLUETask.allCases)
  func layouts(_ task: GLUETask) throws {
    let text = try #require(smallFiles[task])
    try write(task, train: text, dev: text.replacingOccurrences(of: "\n", with: "\r\n"))
    let data = try load(.glue(task), dataFolder: folder.path)
    let expected: [Example] =
      switch task {
      case .rte:
        [
          Example(first: "A \"b.", second: "C\" d.", label: 0),
          Example(first: "E.", second: "F.", label: 1),
        ]
      case .mrpc:
        [
          Example(first: "\" A b .", second: "C d .", label: 1),
          Example(first: "E .", second: "F \" g .", label: 0),
        ]
      case .cola: [Example(first: "A b.", label: 1), Example(first: "B \"a.", label: 0)]
      case .sst2:
        [Example(first: "it 's \"a charm ", label: 1), Example(first: "bleak ", label: 0)]
      }
    #expect(data.train == expected)
    #expect(data.development == expected)
    #expect(data.name == "glue/" + task.rawValue)
    #expect(data.trainDigest == Digest(of: text.utf8))
    #expect(data.trainDigest != data.developmentDigest)
  }

  @Test(
    "what cannot be read is one line with its place",
    arguments: [
      ("", "is empty"),
      ("index\tsentence1\tsentence2\tlabel\n", "holds a header and no examples"),
      ("a\tb\tc\td\n0\tA\tB\tentailment\n", "1: is not the header of GLUE's RTE"),
      (
        "index\tsentence1\tsentence2\tlabel\n0\tA\tentailment\n",
        "2: has 3 tab-separated columns, not 4"
      ),
      ("index\tsentence1\tsentence2\tlabel\n\n", "2: has 1 tab-separated column, not 4"),
      (
        "index\tsentence1\tsentence2\tlabel\n0\tA\tB\tentailment\n1\tA\tB\tmaybe\n",
        "3: has the label 'maybe', which is none of entailment, not_entailment"
      ),
      (
        "index\tsentence1\tsentence2\tlabel\n0\tA\tB\tentailment\u{202e}\n",
        "2: has the label 'entailment\\u{202e}'"
      ),
    ])
  func refusals(_ text: String, _ reason: String) throws {
    try write(.rte, train: text)
    let error = try #require(throws: InputError.self) {
      try load(.glue(.rte), dataFolder: folder.path)
    }
    #expect(error.description.hasPrefix("\(folder.path)/RTE/train.tsv:"))
    #expect(error.description.contains(reason), "\(error)")
    #expect(!error.description.contains("\n"))
    #expect(error.kind == .usage)
  }

  @Test("text that is not UTF-8 is named by its line")
  func notUTF8() throws {
    try folder.write(
      Array("sentence\tlabel\ngood \t1\nb".utf8) + [0xff, 0x0a], to: "SST-2/train.tsv")
    try folder.write(smallFiles[.sst2]!, to: "SST-2/dev.tsv")
    let error = try #require(throws: InputError.self) {
      try load(.glue(.sst2), dataFolder: folder.path)
    }
    #expect(error.description == "\(folder.path)/SST-2/train.tsv:3: is not UTF-8 text")
  }

  @Test("a missing file and a missing folder")
  func missing() throws {
    try folder.write(smallFiles[.cola]!, to: "CoLA/train.tsv")
    let file = try #require(throws: InputError.self) {
      try load(.glue(.cola), dataFolder: folder.path)
    }
    #expect(file.description == "\(folder.path)/CoLA/dev.tsv: no such file")
    let none = try #require(throws: InputError.self) { try load(.glue(.cola), dataFolder: nil) }
    #expect(none.description.hasPrefix("task glue/CoLA needs its data"))
  }

  @Test("names of tasks", arguments: TaskReference.names)
  func names(_ name: String) throws {
    let tsv = TSVDescription(
      train: "a", development: "b", first: "x", label: "y", labels: ["0", "1"], metric: .f1)
    #expect(try TaskReference(named: name, tsv: tsv).name == name)
    for wrong in [name + "x", name.uppercased() + "/", "glue/", ""] {
      #expect(throws: InputError.self) { try TaskReference(named: wrong, tsv: tsv) }
    }
    #expect(throws: InputError.self) { try TaskReference(named: "tsv") }
    #expect(throws: InputError.self) { try load(.external, dataFolder: nil) }
  }

  // MARK: The real files, where they lie

  /// The folder in `SEEDPROOF_GLUE`, or `data/glue` of the package.
  static let realFolder: String? = {
    let folder =
      ProcessInfo.processInfo.environment["SEEDPROOF_GLUE"] ?? Repository.path("data/glue")
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()

  @Test(
    "GLUE's own files: examples and classes",
    .enabled(if: realFolder != nil, "no GLUE files: set SEEDPROOF_GLUE to their folder"),
    arguments: [
      (GLUETask.rte, 2490, [146, 131]), (.cola, 8551, [322, 721]), (.sst2, 67349, [428, 444]),
    ])
  func real(_ task: GLUETask, _ trainCount: Int, _ developmentClasses: [Int]) throws {
    let data = try load(.glue(task), dataFolder: Self.realFolder)
    #expect(data.train.count == trainCount)
    let classes = (0..<2).map { label in data.development.count { $0.label == label } }
    #expect(classes == developmentClasses)
  }

  @Test(
    "MRPC's own files, whole or in part: pairs of both classes",
    .enabled(if: realFolder != nil, "no GLUE files: set SEEDPROOF_GLUE to their folder"))
  func realPairs() throws {
    let data = try load(.glue(.mrpc), dataFolder: Self.realFolder)
    #expect(data.train.count > data.development.count)
    #expect(Set(data.development.map(\.label)) == [0, 1])
    #expect(data.development.allSatisfy { !$0.first.isEmpty && $0.second?.isEmpty == false })
  }
}
