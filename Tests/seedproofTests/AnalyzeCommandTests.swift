import Foundation
import TestSupport
import Testing

@Suite("seedproof analyze") struct AnalyzeCommandTests {
  static let committed = Repository.path("golden/acceptability")

  static let table = """
    task,wi,do,step,score
    t,1,1,1,0.1
    t,1,1,2,0.5
    t,1,2,1,0.3
    t,1,2,2,0.2
    t,2,1,1,0.6
    t,2,1,2,0.4
    t,2,2,1,0.5
    t,2,2,2,0.9
    """

  static func json(_ arguments: [String]) throws -> [String: Any] {
    let result = try Executable.run(["analyze", "--json"] + arguments)
    #expect(result.status == 0, "\(result.error)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(document as? [String: Any])
  }

  static func task(_ arguments: [String]) throws -> [String: Any] {
    let tasks = try #require(try json(arguments)["tasks"] as? [[String: Any]])
    #expect(tasks.count == 1)
    return try #require(tasks.first)
  }

  @Test("The goldens of the embedded experiment are a complete grid")
  func folder() throws {
    let task = try Self.task([Self.committed, "--score", "last"])
    #expect(task["task"] as? String == "embedded/acceptability")
    #expect(task["trials"] as? Int == 9)
    #expect(task["evaluations"] as? Int == 20)
    // The scores that the demo prints.
    let scores = [0.6275, 0.6303, 0.5973, 0.6091, 0.5640, 0.5930, 0.4506, 0.6447, 0.6017]
    let mean = try #require(task["mean"] as? Double)
    #expect(abs(mean - scores.reduce(0, +) / 9) < 0.0001)
    let best = try #require(task["best"] as? [String: Any])
    #expect(best["wi"] as? Int == 3 && best["do"] as? Int == 2)
    #expect((best["n"] as? [Int]) == Array(1...9))
    // Predictions are in the goldens and the labels in the program: the noise of the test set can be told.
    #expect(task["testSetNoise"] is [String: Any])
    // No run is degenerate, and the last score is not what early stopping wins.
    let refused = try #require(task["refused"] as? [[String: Any]])
    #expect(
      refused.map { $0["field"] as? String }
        == ["degenerate.wi.test", "degenerate.do.test", "earlyStopping"])
  }

  @Test("The JSON has the promised fields")
  func shape() throws {
    let file = try TemporaryFolder()
    let task = try Self.task([try file.write(Self.table, to: "a.csv")])
    let sd = try #require(task["sd"] as? [String: Any])
    #expect(Set(sd.keys) == ["overall", "sample", "sampleInterval", "givenWI", "givenDO"])
    // Best over training: .5 .3 / .6 .9
    #expect(abs(try #require(sd["givenWI"] as? Double) - 0.125) < 1e-12)
    #expect(abs(try #require(sd["givenDO"] as? Double) - 0.175) < 1e-12)
    let best = try #require(task["best"] as? [String: Any])
    for key in ["value", "n", "V", "U", "distinct"] { #expect(best[key] != nil, "\(key)") }
    let variance = try #require(task["variance"] as? [String: Any])
    for key in ["method", "wi", "do", "residual"] { #expect(variance[key] != nil, "\(key)") }
    for (group, keys) in [
      ("tests", ["F", "p", "permutationP"]), ("bestWorst", ["F", "p", "falsePositiveRate"]),
    ] {
      let factors = try #require(task[group] as? [String: [String: Any]])
      #expect(Set(factors.keys) == ["wi", "do"])
      for factor in factors.values { for key in keys { #expect(factor[key] is Double, "\(key)") } }
    }
  }

  @Test("Columns can have other names, and tabs between them")
  func columns() throws {
    let folder = try TemporaryFolder()
    let other = Self.table.replacing("task,wi,do,step,score", with: "set,w,d,k,mcc")
    let file = try folder.write(other.replacing(",", with: "\t"), to: "a.tsv")
    let named = try Executable.run([
      "analyze", "--json", file, "--task-column", "set", "--wi-column", "w", "--do-column", "d",
      "--step-column", "k", "--score-column", "mcc",
    ])
    let plain = try Executable.run(["analyze", "--json", try folder.write(Self.table, to: "a.csv")])
    // The column tells what the scores are.
    let expected = plain.output.replacing("\"metric\":null", with: "\"metric\":\"mcc\"")
    #expect(named.status == 0 && named.output == expected, "\(named.error)")
  }

  @Test("Tables are joined, and the same trial twice is an error")
  func joined() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write(Self.table, to: "a.csv")
    let second = try folder.write(Self.table.replacing("t,", with: "u,"), to: "b.csv")
    let tasks = try #require(try Self.json([first, second])["tasks"] as? [[String: Any]])
    #expect(tasks.map { $0["task"] as? String } == ["t", "u"])
    let twice = try Executable.run(["analyze", first, first])
    #expect(twice.status == 64 && twice.error.contains("twice"), "\(twice.error)")
  }

  /// What each bad table is called, its text, and what the message must say.
  static let badTables: [(name: String, text: String, reason: String)] = [
    ("missing column", "task,wi,do,step\nt,1,1,1\n", ":1: there is no column 'score'"),
    ("text in a number", table.replacing("0.3", with: "high"), ":4: column 'score': 'high' is not"),
    ("text in a seed", table.replacing("t,1,2,1,", with: "t,one,2,1,"), ":4: column 'wi': 'one'"),
    (
      "duplicate step", table.replacing("t,1,2,2", with: "t,1,2,1"),
      "they differ from the 2 steps"
    ),
    ("ragged evaluations", table + "\nt,2,3,1,0.5", "they differ from the 2 steps"),
    ("ragged row", table.replacing("t,1,2,1,0.3", with: "t,1,2,1"), ":4: 4 fields"),
    ("empty file", "", "empty"), ("header only", "task,wi,do,step,score\n", "no rows"),
    ("1 x 1 grid", "task,wi,do,score\nt,1,1,0.5\n", "1 trial: nothing can vary"),
    ("nothing finite", "task,wi,do,score\nt,1,1,nan\nt,1,2,\n", "0 completed trials and 2 others"),
    (
      "no limit for what is not finite", "task,wi,do,score\nt,1,1,nan\nt,1,2,0.5\n",
      "count those that were not finite with --diverged degenerate"
    ),
    ("not UTF-8 but binary", "\u{0}\u{1}\u{2}", "a.csv"),
  ]

  @Test("A bad table is a clear message and exit status 64", arguments: badTables.indices)
  func refuses(index: Int) throws {
    let (name, text, reason) = Self.badTables[index]
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "a.csv")
    for arguments in [["analyze", file], ["report", file, "--out", folder.path + "/r.html"]] {
      let result = try Executable.run(arguments)
      #expect(result.status == 64, "\(name)")
      #expect(result.output.isEmpty, "\(name): \(result.output)")
      #expect(result.error.hasPrefix("seedproof: \(file)"), "\(name): \(result.error)")
      #expect(result.error.contains(reason), "\(name): \(result.error)")
      #expect(result.error.split(separator: "\n").count == 1, "\(name): \(result.error)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/r.html"))
  }

  @Test("A grid with holes is analysed as far as it goes, and the missing cells are named")
  func holes() throws {
    let folder = try TemporaryFolder()
    let text = Self.table.replacing("t,2,2,1,0.5\n", with: "").replacing("t,2,2,2,0.9", with: "")
    let file = try folder.write(String(text.dropLast()), to: "a.csv")
    let task = try Self.task([file])
    #expect(task["mean"] as? Double != nil)
    let refused = try #require(task["refused"] as? [[String: Any]])
    // Three cells of two by two tell nothing from the rest.
    let variance = try #require(refused.first { $0["field"] as? String == "variance" })
    #expect((variance["reason"] as? String)?.contains("no cell is left") == true)
    for (form, words) in [
      (["--details"], "t: 1 cell without a trial: 2:2."),
      ([], "missing 1 cell without a trial: 2:2"),
    ] {
      let text = try Executable.run(["analyze", file] + form).output
      let unwrapped = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(unwrapped.contains(words), "\(text)")
    }
  }

  @Test(
    "Each form of output is complete",
    arguments: ["--markdown", "--latex", "--json", "--details", nil])
  func forms(form: String?) throws {
    let result = try Executable.run(["analyze", Self.committed] + (form.map { [$0] } ?? []))
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.hasSuffix("\n"))
    switch form {
    case "--markdown": #expect(result.output.contains("| task | trials | mean |"))
    case "--latex": #expect(result.output.contains("\\begin{tabular}{lrrrrrrr}"))
    case "--json": #expect(result.output.split(separator: "\n").count == 1)
    default:
      let lines = result.output.split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 80 })
    }
    #expect(
      try Executable.run(["analyze", Self.committed] + (form.map { [$0] } ?? [])).output
        == result.output)
  }

  @Test(
    "Wrong arguments are refused",
    arguments: [
      (["analyze"], "Missing expected argument"),
      (["analyze", "no-such-file.csv"], "no-such-file.csv: "),
      (["analyze", "x.csv", "--score", "median"], "'median' is invalid"),
      (["analyze", "x.csv", "--degenerate", "t"], "it has no task before an '='"),
      (["analyze", "x.csv", "--degenerate", "t=x"], "'x' is no finite number"),
      (["analyze", "x.csv", "--minimize", "--maximize"], "exclude each other"),
      (
        ["analyze", "x.csv", "--seed-column", "s", "--wi-column", "w"], "without WI and DO columns"
      ),
      (["analyze", "x.csv", "--diverged", "keep"], "'keep' is invalid"),
      (["analyze", "x.csv", "--json", "--markdown"], "exclude each other"),
      (["analyze", "x.csv", "--json", "--details"], "--details is for text"),
      (["compare", "x.csv", "y.csv", "--latex", "--details"], "--details is for text"),
      (
        ["analyze", committed, "--metric", "f2"], "scored by 'mcc', and tell nothing called 'f2'"
      ),
      (["analyze", committed, "--degenerate", "t=0.5"], "'t', which is not in the input"),
      (["report", committed], "Missing expected argument '--out <file>'"),
      (["report", committed, "--out", "r.html", "--pub", "key.pem"], "key.pem: no such file"),
      (["report", committed, "--out", "/no/such/folder/r.html"], "/no/such/folder/r.html"),
    ])
  func wrongArguments(arguments: [String], reason: String) throws {
    let result = try Executable.run(arguments)
    #expect(result.status == 64, "\(result.error)")
    #expect(result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
  }
}
