import Foundation
import TestSupport
import Testing
import Text

/// Data of one's own, from the plan to the analysis.
@Suite("Data of one's own") struct OwnDataCommandTests {
  private static func plan(_ name: String, _ data: String, rate: String = "1e-3") -> String {
    """
    name: \(name)
    task: tsv
    data: \(data)
    files: { train: train.tsv, dev: dev.tsv }
    columns: { first: text, label: label }
    labels: [low, middle, high]
    metric: macro_f1
    model: embedded/tiny
    protocol: { epochs: 1, batch_size: 4, learning_rate: \(rate), max_length: 16, evaluations_per_epoch: 2 }
    seeds: { wi: 1...2, do: 1...2 }
    """
  }

  private static let train = (0..<24).map { place in
    "the \(["dog", "cat", "girl"][place % 3]) saw \(place % 2 == 0 ? "it" : "her")\t\(["low", "middle", "high"][place % 3])"
  }
  private static let development = (0..<9).map { place in
    "a \(["dog", "cat", "girl"][place % 3]) ran\t\(["low", "middle", "high"][place % 3])"
  }

  private static func write(_ rows: [String], _ folder: TemporaryFolder, _ path: String) throws {
    _ = try folder.write((["text\tlabel"] + rows).joined(separator: "\n") + "\n", to: path)
  }

  private static func grid(_ folder: TemporaryFolder, _ plan: String, _ name: String) throws
    -> (path: String, error: String)
  {
    let file = try folder.write(plan, to: name + ".yaml")
    let result = try Executable.run(["grid", file, "--out", folder.path + "/" + name])
    #expect(result.status == 0, "\(result.error)")
    return (folder.path + "/" + name, result.error)
  }

  private static func tasks(_ arguments: [String]) throws -> [JSONValue] {
    let result = try Executable.run(["analyze"] + arguments + ["--json"])
    #expect(result.status == 0, "\(result.error)")
    return try JSONParser.parse(result.output.utf8, dialect: .foreign)["tasks"]?.array ?? []
  }

  @Test("Named by its plan, beside another, compared, and scored by any metric")
  func fromPlanToAnalysis() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: true)
    }
    // One text of the development set, which stands there three times, was trained on, and one is empty.
    try Self.write(Self.train + [Self.development[0], "\tlow"], folder, "one/train.tsv")
    try Self.write(Self.development, folder, "one/dev.tsv")
    try Self.write(Self.train, folder, "two/train.tsv")
    try Self.write(Array(Self.development.dropLast(3)), folder, "two/dev.tsv")
    let (first, error) = try Self.grid(folder, Self.plan("study-a", "one"), "a")
    #expect(error.contains("3 of 9 development texts stand in the training set too"))
    #expect(error.contains("1 training example has an empty text: number 26"))
    let (second, _) = try Self.grid(folder, Self.plan("study-b", "two"), "b")
    let (faster, _) = try Self.grid(folder, Self.plan("study-c", "one", rate: "5e-3"), "c")

    let both = try Self.tasks([first, second])
    #expect(both.map { $0["task"]?.string } == ["study-a", "study-b"])
    #expect(both[0]["metric"]?.string == "macro_f1")
    let classes = try #require(both[0]["classes"])
    #expect(classes["classes"]?.array?.map { $0["name"]?.string } == ["low", "middle", "high"])
    #expect(classes["classes"]?.array?.map { $0["examples"]?.canonical } == ["3", "3", "3"])
    #expect(try Self.tasks([first, "--task", "mine"])[0]["task"]?.string == "mine")
    let balanced = try Self.tasks([first, "--metric", "balanced_accuracy", "--score", "last"])[0]
    let known = classes["metrics"]?.array?.first { $0["metric"]?.string == "balanced_accuracy" }
    #expect(balanced["metric"]?.string == "balanced_accuracy")
    #expect(JSONNumber.double(balanced["mean"]) == JSONNumber.double(known?["mean"]))
    let screen = try Executable.run(["analyze", first])
    #expect(screen.output.hasPrefix("study-a: the best macro_f1 over training of 4 trials"))

    // What the export says of the last evaluation is what the analysis counts.
    let rows = try Executable.run(["export", first, "--format", "csv"]).output
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let place = try #require(rows[0].firstIndex(of: "last_balanced_accuracy"))
    // The name of the file has a comma.
    let exported = rows.dropFirst().compactMap { Double($0[place + 1]) }
    let mean = try #require(JSONNumber.double(balanced["mean"]))
    #expect(exported.count == 4 && abs(exported.reduce(0, +) / 4 - mean) < 1e-12)
    let byClass = try Executable.run(["export", first, "--format", "csv", "--rows", "classes"])
    #expect(byClass.output.split(separator: "\n").count == 1 + 4 * 2 * 3)

    // One data set, two recipes: no two tasks, but what 'compare' is for.
    let joined = try Executable.run(["analyze", first, faster])
    #expect(joined.status == 64 && joined.error.contains("seedproof compare"))
    let compared = try Executable.run(["compare", first, faster])
    #expect(compared.status == 0 && compared.output.hasPrefix("study-a\n"), "\(compared.error)")
    let apart = try Executable.run(["compare", first, second])
    #expect(apart.status == 64 && apart.error.contains("other development data"))
    let known2 = try Executable.run(["analyze", AnalyzeCommandTests.committed, "--task", "x"])
    #expect(known2.status == 64 && known2.error.contains("--task"))

    let page = folder.path + "/r.html"
    let report = try Executable.run(["report", first, "--compare", faster, "--out", page])
    #expect(report.status == 0, "\(report.error)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("id=\"comparison\"") && html.contains("a against c"))
    #expect(html.contains("best macro_f1 over training") && html.contains("Mean macro_f1 of 4"))
  }
}

/// Numbers of a JSON document.
private enum JSONNumber {
  static func double(_ value: JSONValue?) -> Double? {
    value.flatMap { Double($0.canonical) ?? $0.string.flatMap { Double($0) } }
  }
}
