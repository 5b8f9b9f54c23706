import Testing

@testable import Statistics

@Suite("What is known of the tasks of GLUE") struct KnownTaskTests {
  /// The task, the name of the score's column, the majority baseline, the support.
  static let columns:
    [(task: String, column: String, baseline: Double?, support: ClosedRange<Double>?)] = [
      ("MRPC", "score", (279.0 / 408 + 558.0 / 687) / 2, 0...1),
      ("glue/MRPC", "best", (279.0 / 408 + 558.0 / 687) / 2, 0...1),
      ("mrpc", "acc_and_f1", (279.0 / 408 + 558.0 / 687) / 2, 0...1),
      ("mrpc", "eval_accuracy", 279.0 / 408, 0...1),
      ("mrpc", "acc", 279.0 / 408, 0...1),
      ("mrpc", "f1", 558.0 / 687, 0...1),
      ("mrpc", "mcc", 0, -1...1),
      ("CoLA", "score", 0, -1...1),
      ("CoLA", "matthews_correlation", 0, -1...1),
      ("CoLA", "accuracy", 721.0 / 1043, 0...1),
      ("RTE", "score", 146.0 / 277, 0...1),
      ("RTE", "Accuracy", 146.0 / 277, 0...1),
      ("SST-2", "dev acc", 444.0 / 872, 0...1),
      // Which class is positive is no custom for RTE; averages over classes are other scores.
      ("RTE", "f1", nil, nil),
      ("CoLA", "balanced_accuracy", nil, nil),
      ("MRPC", "macro_f1", nil, nil),
      ("other", "accuracy", nil, nil),
    ]

  @Test("The column's name tells the metric", arguments: columns.indices)
  func metric(_ index: Int) throws {
    let (name, column, baseline, support) = Self.columns[index]
    var columns = TableColumns()
    columns.score = column
    let text = "task,wi,do,\(column)\n\(name),1,1,0.7\n\(name),1,2,0.8\n"
    let task = try table(text, columns).tasks[0]
    #expect(task.majorityBaseline == baseline, "\(name), \(column)")
    #expect(task.support == support, "\(name), \(column)")
  }

  @Test("Where it does not, the text says which metric is assumed")
  func assumed() throws {
    func source(_ column: String) throws -> String? {
      var columns = TableColumns()
      columns.score = column
      let text = "task,wi,do,\(column)\nmrpc,1,1,0.7\nmrpc,1,2,0.8\n"
      return Analysis.run(try table(text, columns)).tasks[0].degenerate.value?.thresholdSource
    }
    #expect(
      try source("score") == "majority baseline of acc_and_f1 (assumed) on the development set")
    #expect(try source("accuracy") == "majority baseline of accuracy on the development set")
  }

  @Test("Rounding of the last bits does not hide a degenerate run")
  func lastBits() throws {
    let text = """
      task,wi,do,score
      mrpc,1,1,0.7480253018237863
      mrpc,1,2,0.7480253018237865
      mrpc,2,1,0.7480253018238
      mrpc,2,2,0.9
      """
    let found = Analysis.run(try table(text)).tasks[0].degenerate.value
    #expect(found?.cells == [Cell(wi: 1, do: 1), Cell(wi: 1, do: 2)])
  }

  @Test("A threshold that was given is taken as it is")
  func givenThreshold() throws {
    let text = "task,wi,do,score\nt,1,1,0.52\nt,1,2,0.53\nt,2,1,0.6\nt,2,2,0.7\n"
    var options = AnalysisOptions()
    options.degenerateThresholds = ["t": 0.525]
    let found = Analysis.run(try table(text), options: options).tasks[0].degenerate.value
    #expect(found?.cells == [Cell(wi: 1, do: 1)])
  }
}
