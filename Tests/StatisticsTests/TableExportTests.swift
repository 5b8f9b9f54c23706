import TestSupport
import Testing

@testable import Statistics

/// Tables as trackers and data frames write them.
@Suite struct TableExportTests {
  /// Weights & Biases: every field in quotes, notes with line breaks, a crashed run without a score.
  @Test func wandb() throws {
    let text = #"""
      "Name","State","Notes","Tags","seed","_step","val_acc"
      "calm-sky-1","finished","first
      try, ""good""","","1","300","0.7112"
      "old-sea-2","crashed","","","2","",""
      "red-hill-3","finished","","","3","300","0.7256"
      """#
    var columns = TableColumns()
    (columns.score, columns.taskName) = ("val_acc", "rte")
    let read = try table(text, columns)
    #expect(
      read.tasks[0].hasOneSeed
        && read.tasks[0].trials.map(\.status) == [.completed, .nonfinite, .completed])
  }

  /// MLflow's metrics: a row for each metric and step.
  static let long = """
    run_id,key,value,step,params.seed
    a,loss,0.61,1,1
    a,val_acc,0.70,1,1
    a,val_acc,0.72,2,1
    b,loss,0.59,1,2
    b,val_acc,0.68,1,2
    b,val_acc,0.71,2,2
    """

  @Test func mlflow() throws {
    var columns = TableColumns()
    (columns.seed, columns.taskName, columns.metricName) = ("params.seed", "rte", "val_acc")
    let task = try table(Self.long, columns).tasks[0]
    #expect(task.trials.map(\.scores) == [[0.70, 0.72], [0.68, 0.71]] && task.steps == [1, 2])
    #expect(task.scoreName == "val_acc" && task.metric == TaskMetric("accuracy"))
    columns.metricName = nil
    let several = try #require(throws: TableError.self) { try table(Self.long, columns) }
    #expect(
      several.reason.contains("'loss', 'val_acc'") && several.advice?.contains("--metric") == true)
    columns.metricName = "f1"
    let none = try #require(throws: TableError.self) { try table(Self.long, columns) }
    #expect(none.reason.contains("no row of the metric 'f1'"))
    // A single metric needs no name.
    columns.metricName = nil
    let single = Self.long.split(separator: "\n").filter { !$0.contains("loss") }
    #expect(try table(single.joined(separator: "\n"), columns).tasks[0].trials.count == 2)
  }

  /// pandas: an index without a name, whole numbers as floats beside a gap.
  @Test func pandas() throws {
    let text = ",task,seed,score\n0,t,1.0,0.5\n1,t,2.0,\n2,t,3.0,0.7\n"
    let trials = try table(text).tasks[0].trials
    #expect(trials.map(\.cell.wi) == [1, 2, 3] && trials[1].status == .nonfinite)
  }

  /// McCoy et al. 2020, 100 BERTs on MNLI: a byte-order mark, seeds as words, summaries and empty rows below.
  @Test func summariesBelow() throws {
    let text =
      "\u{FEFF}Run,MNLI dev acc.,Lexical (entailed)\nRun 0,0.8456444,0.9614\nRun 1,0.8436067,0.9428\n"
      + "Run 2,0.8476821,0.9532\nMinimum,0.83667856,0.9296\nStandard deviation,0.00241974,0.011\n,,\n,,\n"
    var columns = TableColumns()
    (columns.seed, columns.score, columns.taskName) = ("Run", "MNLI dev acc.", "mnli")
    let read = try table(text, columns)
    #expect(read.tasks[0].trials.map(\.cell.wi) == [0, 1, 2])
    #expect(
      read.remarks.contains {
        $0.contains("2 rows left out, as they summarize others: line 5 ('Minimum'), line 6")
      })
    let other = try #require(throws: TableError.self) {
      try table(text.replacing("Run 2", with: "Try 2"), columns)
    }
    #expect(other.reason.contains("does not begin as the other seeds, with 'Run '"))
  }

  /// Several columns name a task together.
  @Test func namesOfSeveralColumns() throws {
    let text = "model,task,seed,failed\nbert,rte,0,1\nbert,rte,1,0\nt5,rte,0,0\nt5,rte,1,1\n"
    var columns = TableColumns()
    (columns.task, columns.score) = (["model", "task"], "failed")
    #expect(try table(text, columns).tasks.map(\.name) == ["bert, rte", "t5, rte"])
  }

  @Test func severalRecipes() throws {
    let text = "task,model,seed,score\nt,b,1,.5\nt,a,1,.6\nt,b,2,.4\nt,a,2,.7\n"
    var columns = TableColumns()
    columns.recipe = "model"
    let found = try TrialTable.recipes(reading: Array(text.utf8), columns: columns)
    #expect(found.map(\.name) == ["b", "a"])
    #expect(found[1].table.tasks[0].trials.map(\.scores) == [[0.6], [0.7]])
    // Without it the rows of a seed are several runs.
    #expect(try table(text).remarks.contains { $0.contains("several runs") })
  }
}
