import Files
import TestSupport
import Testing
import Text

@testable import Tasks

/// Files of which some quote and some do not.
@Suite struct QuotingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func loaded(
    _ text: String, second: String? = nil, quoting: Quoting? = nil
  ) throws -> TaskData {
    try folder.write(text, to: "train.tsv")
    try folder.write(text, to: "dev.tsv")
    let description = TSVDescription(
      train: "train.tsv", development: "dev.tsv", first: "sentence", second: second,
      label: "label", labels: ["0", "1"], metric: .accuracy, quoting: quoting)
    return try load(.tsv(description), dataFolder: folder.path)
  }

  /// A file, and its first texts.
  static let quoted: [(text: String, first: [String])] = [
    // Python's csv and pandas: only where needed.
    (
      "sentence\tlabel\n\"he said \"\" the cat sat \"\" .\"\t1\nplain .\t0\n",
      ["he said \" the cat sat \" .", "plain ."]
    ),
    ("sentence\tlabel\n\"two\nlines\"\t1\n\"a\ttab\"\t0\n", ["two\nlines", "a\ttab"]),
    ("sentence\tlabel\r\n\"a \"\"b\"\"\"\t1\r\n\"\"\"\"\t0\r\n", ["a \"b\"", "\""]),
    // R, and Python's QUOTE_NONNUMERIC and QUOTE_ALL.
    ("\"sentence\"\t\"label\"\n\"yes\"\t1\n\"no\"\t0\n", ["yes", "no"]),
    ("\"sentence\"\t\"label\"\n\"yes\"\t\"1\"\n\"\"\t\"0\"\n", ["yes", ""]),
    // Cannot be read without.
    ("\"sentence\"\t\"label\"\nyes, it is\t1\nno\t0\n", ["yes, it is", "no"]),
    ("sentence\tlabel\n\"a\"\t1\n\"b\tc\"\t0\n", ["a", "b\tc"]),
    // Commas separate.
    ("label,sentence\n1,\"a, b\"\n0,c\n", ["a, b", "c"]), ("sentence,label\na,1\n", ["a"]),
    ("\u{feff}\"sentence\",\"label\"\n\"a\",\"1\"", ["a"]),
  ]

  @Test(arguments: quoted.indices)
  func whereTheWriterQuoted(_ index: Int) throws {
    let (text, first) = Self.quoted[index]
    let data = try loaded(text)
    #expect(data.train.map(\.first) == first && data.remarks == [])
    #expect(data.train == data.development)
    // The bytes once meant other examples: what is read with quotes has an identity of its own.
    #expect((data.trainDigest == Digest(of: text.utf8)) == !text.contains("\""))
  }

  /// Marks that are a part of the text.
  @Test(arguments: [
    ("\"hello world\"", "\"hello world\""), ("\"a\" and \"b\"", "\"a\" and \"b\""),
    ("say \"a\"", "say \"a\""), ("\" A b .", "\" A b ."), ("``a''", "``a''"), ("\"\"", "\"\""),
    ("\"a\"\"", "\"a\"\""), ("\"", "\""),
  ])
  func whereMarksAreText(_ written: String, _ text: String) throws {
    let file = "sentence\tlabel\n\(written)\t1\nother words\t0\n"
    let data = try loaded(file)
    #expect(data.train.map(\.first) == [text, "other words"])
    #expect(data.trainDigest == Digest(of: file.utf8) && data.remarks == [])
  }

  /// One field as `csv` would write it, another as it never would.
  @Test func whatLooksQuotedInPartIsRemarked() throws {
    let text = "sentence\tlabel\nsay \"a\"\t1\n\"he said \"\" b \"\" .\"\t0\n"
    let data = try loaded(text)
    #expect(data.train.map(\.first) == ["say \"a\"", "\"he said \"\" b \"\" .\""])
    #expect(
      data.remarks.count == 2 && data.remarks[0].contains("train.tsv:3: a field looks quoted"))
    #expect(try loaded(text, quoting: Quoting.none).remarks == [])
    #expect(
      try loaded(text, quoting: .csv).train.map(\.first) == ["say \"a\"", "he said \" b \" ."])
  }

  @Test func theIdentityIsThatOfTheExamples() throws {
    let minimal = "sentence\tlabel\n\"a \"\"b\"\"\\\"\t1\nc\t0\n"
    let all = "\"x\",\"label\",\"sentence\"\n\"\",\"1\",\"a \"\"b\"\"\\\"\n\"\",\"0\",\"c\"\n"
    let canonical = "1\ta \"b\"\\\\\n0\tc\n"
    #expect(try loaded(minimal).trainDigest == Digest(of: canonical.utf8))
    #expect(try loaded(all).trainDigest == Digest(of: canonical.utf8))
  }

  @Test(arguments: [
    ("sentence,label\n\"a,1\n", ":2: a quotation mark is not closed"),
    ("sentence,label\n\"a\" b,1\n", ":2: text follows a closing quotation mark"),
    ("sentence,label\n\"a\nb\",1\nc\n", ":4: has 1 comma-separated column, not 2"),
    ("sentence;label\na;1\n", ":1: its columns are separated by semicolons"),
    ("sentence \tlabel\na\t1\n", "its columns are 'sentence ', 'label'"),
    ("sentence\tlabel\na\t1\n\nb\t0\n", ":3: has 1 tab-separated column, not 2"),
    ("sentence\tlabel\ra\t1\r", ": its lines end with carriage returns alone"),
    ("sentence\tlabel\na\t-1\n", "Hugging Face marks test sets so"),
    ("a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\nx\n", "i, j, k, l and 1 more"),
  ])
  func refusals(_ text: String, _ reason: String) throws {
    let error = try #require(throws: InputError.self) { try loaded(text) }
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test func aFileInUTF16IsNamed() throws {
    try folder.write([0xff, 0xfe, 0x61, 0] as [UInt8], to: "train.tsv")
    let error = try #require(throws: InputError.self) {
      try DelimitedFile(folder.path + "/train.tsv", columns: ["a"])
    }
    #expect(error.reason == "is UTF-16 text")
  }

  /// Columns that nothing names, and blank lines at the end.
  @Test func whatIsNotUsedIsNotJudged() throws {
    let bytes = Array("id\tsentence\tid\tlabel\n".utf8) + [0xff] + Array("\ta\t\t1\n\n\r\n".utf8)
    try folder.write(bytes, to: "a.tsv")
    let file = try DelimitedFile(folder.path + "/a.tsv", columns: ["sentence", "label"])
    #expect(file.rows == [DelimitedFile.Row(line: 2, columns: ["a", "1"])])
    #expect(throws: InputError.self) {
      try DelimitedFile(folder.path + "/a.tsv", columns: ["id", "label"])
    }
  }
}

/// GLUE as Hugging Face exports it.
@Suite struct ExportedGLUETests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func otherColumnsAndNumbersForClasses() throws {
    try folder.write(
      "sentence1\tsentence2\tlabel\tidx\nA \"b.\tC.\t0\t0\nD.\tE.\t1\t1\n", to: "RTE/train.tsv")
    try folder.write(
      "idx,label,sentence2,sentence1\n0,not_entailment,\"C, d.\",A.\n1,entailment,F.,E.\n",
      to: "RTE/validation.csv")
    let data = try load(.glue(.rte), dataFolder: folder.path)
    #expect(
      data.train == [
        Example(first: "A \"b.", second: "C.", label: 0),
        Example(first: "D.", second: "E.", label: 1),
      ])
    #expect(
      data.development == [
        Example(first: "A.", second: "C, d.", label: 1),
        Example(first: "E.", second: "F.", label: 0),
      ])
  }

  @Test(arguments: [
    (GLUETask.cola, "cola", "unacceptable", "acceptable"), (.sst2, "sst2", "negative", "positive"),
  ])
  func singleTexts(_ task: GLUETask, _ name: String, _ zero: String, _ one: String) throws {
    try folder.write("\tsentence\tlabel\tidx\n0\ta \t1\t0\n1\tb\t0\t1\n", to: "\(name)/train.tsv")
    try folder.write("sentence\tlabel\tidx\nc\t\(one)\t0\nd\t\(zero)\t1\n", to: "\(name)/dev.tsv")
    let data = try load(.glue(task), dataFolder: folder.path)
    #expect(data.train == [Example(first: "a ", label: 1), Example(first: "b", label: 0)])
    #expect(data.development.map(\.label) == [1, 0] && data.labels == ["0", "1"])
  }

  /// The columns of GLUE's own file, and the quotes of pandas.
  @Test func anExportUnderGLUEsOwnHeader() throws {
    let text = "sentence\tlabel\n\"he said \"\"so\"\"\"\t1\nno\t0\n"
    for name in ["train", "dev"] { try folder.write(text, to: "SST-2/\(name).tsv") }
    let data = try load(.glue(.sst2), dataFolder: folder.path)
    #expect(data.train.map(\.first) == ["he said \"so\"", "no"])
    #expect(data.trainDigest != Digest(of: text.utf8))
  }

  @Test func twoFilesThatCouldBeMeant() throws {
    try folder.write("x", to: "RTE/train.csv")
    try folder.write("x", to: "rte/train.tsv")
    let error = try #require(throws: InputError.self) {
      try load(.glue(.rte), dataFolder: folder.path)
    }
    #expect(error.reason.contains("is there beside"))
  }
}
