import TestSupport
import Testing

@testable import Statistics

/// Charts as Weights & Biases exports them.
@Suite struct ChartExportTests {
  /// The columns of a run.
  private static func head(_ name: String) -> String {
    ["", "__MIN", "__MAX"].map { "\"\(name)\($0)\"" }.joined(separator: ",")
  }

  /// A chart of runs with these values at each step; nil is empty.
  private static func text(
    _ names: [String], _ values: [[String?]], step: String = "Step"
  ) -> String {
    let rows = values.enumerated().map { place, row in
      "\"\(100 * (place + 1))\","
        + row.map { value in
          Array(repeating: "\"\(value ?? "")\"", count: 3).joined(separator: ",")
        }.joined(separator: ",")
    }
    return ([("\"\(step)\"," + names.map(head).joined(separator: ","))] + rows)
      .joined(separator: "\n") + "\n"
  }

  private static func read(
    _ text: String, metric: String? = nil, task: String? = "rte", onlyLast: Bool = false
  ) throws(TableError) -> TrialTable {
    var columns = TableColumns()
    columns.taskName = task
    columns.metricName = metric
    columns.onlyLast = onlyLast
    return try TrialTable(reading: Array(text.utf8), columns: columns)
  }

  private static func error(_ text: String, metric: String? = nil, task: String? = "rte") -> String
  {
    do throws(TableError) {
      _ = try read(text, metric: metric, task: task)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func runsAreTrials() throws {
    let read = try Self.read(
      Self.text(
        ["bert seed=7 - eval/accuracy", "bert seed=8 - eval/accuracy"],
        [["0.5", "0.4"], ["0.6", "0.7"]]))
    let task = read.tasks[0]
    #expect(task.name == "rte" && task.hasOneSeed && task.steps == [100, 200])
    #expect(task.trials.map(\.cell.wi) == [7, 8] && task.scoreName == "eval/accuracy")
    #expect(task.trials.map(\.scores) == [[0.5, 0.6], [0.4, 0.7]] && read.remarks.isEmpty)
  }

  @Test func grids() throws {
    let names = ["wi=1,do=1", "wi=1,do=2", "wi=2,do=1"].map { "\($0) - eval/acc" }
    let task = try Self.read(Self.text(names, [["0.5", "0.4", "0.3"]])).tasks[0]
    #expect(!task.hasOneSeed)
    #expect(
      task.trials.map(\.cell) == [Cell(wi: 1, do: 1), Cell(wi: 1, do: 2), Cell(wi: 2, do: 1)])
  }

  @Test(
    arguments: [
      ("bert-seed-3", [3, 3]), ("seed3", [3, 3]), ("Seed_12 of bert", [12, 12]),
      ("run (seed: 4)", []), ("seed:4", [4, 4]), ("wi1_do2", [1, 2]), ("x-do=2-wi=1", [1, 2]),
      ("lively-sun-12", []), ("seed", []), ("seed=", []), ("seed=0.5", []), ("seed3e4", []),
      ("seed=1 data_seed=2", []), ("seed=1,wi=1,do=1", []), ("wi=1", []), ("reseed=3", []),
      ("seed=99999999999", []), ("seed=4294967295", [4_294_967_295, 4_294_967_295]),
      ("seeds3", []), ("redo2-wi3", []),
    ] as [(String, [Int])])
  func names(_ name: String, _ seeds: [Int]) {
    let found = SeedsOfName(name)
    #expect(found.map { [$0.cell.wi, $0.cell.do] } ?? [] == seeds)
  }

  /// A run that wrote nothing crashed; one that ended early is told as in any table.
  @Test func runsWithoutValues() throws {
    let names = ["seed=1", "seed=2", "seed=3"].map { "\($0) - acc" }
    let crashed = try Self.read(
      Self.text(names, [["0.5", nil, "0.4"], ["0.6", nil, "0.7"]]))
    #expect(crashed.tasks[0].trials.map(\.status) == [.completed, .nonfinite, .completed])
    #expect(crashed.remarks.contains { $0.contains("1 of 3 trials without a finite score") })
    let short = Self.text(names, [["0.5", "0.3", "0.4"], ["0.6", nil, "NaN"]])
    #expect(Self.error(short).contains("--score last"))
    let last = try Self.read(short, onlyLast: true).tasks[0]
    #expect(last.trials.map(\.status) == [.completed, .completed, .nonfinite])
    #expect(last.trials[1].scores == [0.3])
  }

  @Test func severalMetrics() throws {
    let text = Self.text(
      ["seed=1 - acc", "seed=1 - loss", "seed=2 - acc", "seed=2 - loss"],
      [["0.5", "2", "0.4", "3"]])
    #expect(
      Self.error(text).contains("the metrics 'acc', 'loss'; name the one that counts with --metric")
    )
    #expect(
      Self.error(text, metric: "f1").contains("no column of the metric 'f1', only of 'acc', 'loss'")
    )
    let task = try Self.read(text, metric: "loss").tasks[0]
    #expect(task.trials.map(\.scores) == [[2], [3]] && task.scoreName == "loss")
  }

  @Test func refusals() {
    let good = Self.text(["seed=1 - acc", "seed=2 - acc"], [["0.5", "0.4"]])
    #expect(Self.error(good, task: nil).contains("name it with --task"))
    let names: [([String], String)] = [
      (
        ["lively-sun-12", "seed=2"],
        "column 'lively-sun-12 - acc': the run's name 'lively-sun-12' does not"
      ),
      (["bert seed=1", "roberta seed=1"], "'bert seed=1' and 'roberta seed=1' have the same seed"),
      (["seed=1", "wi=1,do=1"], "have the same seed"),
      (["seed=1", "wi=1,do=2"], "some runs are named by one seed, and others by WI and DO"),
    ]
    for (runs, reason) in names {
      let found = Self.error(Self.text(runs.map { "\($0) - acc" }, [["0.5", "0.4"]]))
      #expect(found.contains(reason) && found.hasPrefix("line 1"), "\(found)")
    }
    #expect(
      Self.error(good.replacing("\"100\"", with: "\"0.5\"")).contains("column 'Step': '0.5' is not")
    )
    #expect(
      Self.error(good.replacing("\"0.4\"", with: "\"high\"")).contains(
        "line 2: column 'seed=2 - acc'"))
    #expect(
      Self.error(
        good.replacing("\"Step\"", with: "\"Step\",\"epoch\"").replacing(
          "\"100\"", with: "\"100\",\"1\"")
      )
      .contains("2 columns beside them"))
  }

  /// Groups of runs, or smoothed curves.
  @Test func means() throws {
    let text = Self.text(["seed=1 - acc", "seed=2 - acc"], [["0.5", "0.4"]])
      .replacing("\"0.5\",\"0.5\",\"0.5\"", with: "\"0.5\",\"0.4\",\"0.6\"")
    let read = try Self.read(text)
    #expect(
      read.remarks.count == 1 && read.remarks[0].contains("values of 1 run are means of several"))
  }

  /// Columns that are named are taken as they are.
  @Test func namedColumns() throws {
    let text = "seed,a - b,a - b__MIN,a - b__MAX\n1,0.5,0,0\n2,0.6,0,0\n"
    var columns = TableColumns()
    (columns.taskName, columns.score) = ("t", "a - b")
    let read = try TrialTable(reading: Array(text.utf8), columns: columns)
    #expect(read.tasks[0].trials.map(\.scores) == [[0.5], [0.6]])
  }
}
