import Testing

@testable import Statistics

/// Tables in JSON documents.
@Suite struct JSONTableTests {
  private static func trials(
    _ text: String, _ change: (inout TableColumns) -> Void = { _ in }
  ) throws -> [(task: String, cells: [Int], scores: [Double])] {
    var columns = TableColumns()
    change(&columns)
    return try table(text, columns).tasks.map { task in
      (task.name, task.trials.map(\.cell.wi), task.trials.map { $0.scores[0] })
    }
  }

  @Test(arguments: [
    #"[{"task":"t","seed":1,"score":0.5},{"task":"t","seed":2,"score":0.75,"note":"a,b"}]"#,
    "{\"task\":\"t\",\"seed\":1,\"score\":0.5}\n{\"seed\":2,\"task\":\"t\",\"score\":0.75}\n",
    #"{"task":{"0":"t","1":"t"},"seed":{"0":1,"1":2},"score":{"0":0.5,"1":0.75}}"#,
    #"{"0":{"task":"t","seed":1,"score":0.5},"1":{"task":"t","seed":2,"score":0.75}}"#,
    "\u{feff} [ {\"task\":\"t\",\"seed\":\"1\",\"score\":5e-1,\"x\":[{}]},\n{\"task\":\"t\",\"seed\":2,\"score\":0.75}]",
  ])
  func objectsAreRows(_ text: String) throws {
    let found = try Self.trials(text)
    #expect(found.count == 1 && found[0].cells == [1, 2] && found[0].scores == [0.5, 0.75])
  }

  /// As the reference points of MLPerf are written: a list of numbers, one for each seed.
  @Test func listsAreRuns() throws {
    let text = """
      {
        "bert_ref_256": { "Benchmark": "bert", "BS": 256, "Hyperparams": { "lr": 0.00035 },
          "Epochs to converge": [2834944, 2508800, 2709504] },
        "bert_ref_448": { "Benchmark": "bert", "BS": 448, "Hyperparams": { "lr": 0.0004 },
          "Epochs to converge": [2609152, 2383360] }
      }
      """
    let found = try Self.trials(text) {
      ($0.task, $0.seed, $0.score) = (["name"], "index", "Epochs to converge")
    }
    #expect(found.map(\.task) == ["bert_ref_256", "bert_ref_448"])
    #expect(found[0].cells == [0, 1, 2] && found[1].scores == [2_609_152, 2_383_360])
    // A setting within a row is a column of its own.
    let byRate = try Self.trials(text) {
      ($0.task, $0.seed, $0.score) = (["Hyperparams.lr"], "index", "Epochs to converge")
    }
    #expect(byRate.map(\.task) == ["0.00035", "0.0004"])
  }

  @Test(arguments: [
    ("[1, 2]", "no table"), ("[]", "no table"), ("{", "is no JSON"),
    ("{\"a\":1}\n[", "no JSON object"),
    (#"{"a":{"x":[1,2],"y":[1]}}"#, "lists of different lengths"), ("{}", "no table"),
  ])
  func refusals(_ text: String, _ reason: String) {
    let error = #expect(throws: TableError.self) { try table(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  /// A fault is told by its row: the document has no line of it.
  @Test func places() {
    let error = #expect(throws: TableError.self) {
      try table(#"[{"task":"t","seed":1,"score":0.5},{"task":"t","seed":"x","score":0.7}]"#)
    }
    #expect(error?.line == nil && error?.column == "seed")
    #expect(error?.reason.hasPrefix("row 2: 'x' is not") == true, "\(error?.reason ?? "")")
  }

  /// What is not finite, and what is not there, is kept as for other tables.
  @Test func lostScores() throws {
    let read = try table(
      #"[{"task":"t","seed":1,"score":null},{"task":"t","seed":2,"score":0.7},{"task":"t","seed":3,"score":NaN},{"task":"t","seed":4,"score":0.8}]"#
    )
    #expect(read.tasks[0].trials.map(\.status) == [.nonfinite, .completed, .nonfinite, .completed])
  }
}
