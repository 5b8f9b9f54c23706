import Foundation
import TestSupport
import Testing

/// The tables that people have, as a user gives them.
@Suite("Tables of a first user") struct TableCommandTests {
  static let five =
    "task,seed,score\nrte,1,.7112\nrte,2,.6931\nrte,3,.7256\nrte,4,.7040\nrte,5,.7148\n"

  static let two =
    "task,model,seed,score\n"
    + zip([0.7112, 0.6931, 0.7256, 0.7040, 0.7148], [0.6679, 0.6606, 0.6715, 0.6787, 0.6570])
    .enumerated().map { "rte,large,\($0 + 1),\($1.0)\nrte,base,\($0 + 1),\($1.1)\n" }.joined()

  static let crashed = """
    task,wi,do,score
    mine,1,1,0.7112
    mine,1,2,0.6931
    mine,1,3,0.7256
    mine,2,1,0.7040
    mine,2,2,
    mine,2,3,0.7148
    mine,3,1,0.6895
    mine,3,2,0.7076
    mine,3,3,0.7184

    """

  /// Runs a command on a table, and expects success within a screen, on which a line is left for what is typed next.
  static func screen(_ command: [String], _ text: String, lines: Int = 23) throws -> String {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "a.csv")
    let result = try Executable.run([command[0], file] + command.dropFirst())
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let shown = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(shown.count <= lines + 1, "\(shown.count) lines:\n\(result.output)")
    #expect(shown.allSatisfy { $0.count <= 80 }, "\(result.output)")
    return result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("Five seeds of one model")
  func fiveSeeds() throws {
    let words = try Self.screen(["analyze"], Self.five)
    #expect(words.contains("mean 0.7097 0.6947 to 0.7248 over fresh seeds, 95% sure"), "\(words)")
    #expect(words.contains("SD 0.0121 0.0073 to 0.0349 over fresh seeds"))
    #expect(words.contains("best 0.7256 seed 3; to expect of the best of n: 0.7173 for 2"))
    #expect(words.contains("degenerate 0 of 5 at or below 0.5271"))
    #expect(words.contains("not computed: what needs a grid of WI and DO seeds"))
    let whole = try Self.screen(["analyze", "--details"], Self.five, lines: 50)
    #expect(whole.contains("rte 5 0.7097 0.6947 0.7248 0.0121 0.0073 0.0349 0.7256 3"), "\(whole)")
    #expect(
      whole.contains("What needs a grid of WI and DO seeds: the table has one column of seeds."))
    #expect(!words.contains("3:3") && !words.contains("missing"))
  }

  @Test("Five seeds of two models")
  func twoModels() throws {
    let words = try Self.screen(["compare", "--recipe-column", "model"], Self.two)
    #expect(words.contains("large is better than base, 95% sure."), "\(words)")
    #expect(words.contains("difference +0.0426 large less base; +0.0"))
    #expect(words.contains("so many trials reach no p below 0.0625"))
    #expect(words.contains("dividing by the number less 1"))
    #expect(words.contains("random steps use seed 1."))
    let whole = try Self.screen(
      ["compare", "--recipe-column", "model", "--details"], Self.two, lines: 50)
    #expect(whole.contains("difference of means +0.0426"))
    // As two tasks: a mean of each, and whether seeds are good on both.
    let tasks = try Self.screen(["analyze", "--task-column", "model"], Self.two)
    #expect(tasks.contains("Kendall's W"), "\(tasks)")
    let one = try Executable.run(["compare", "x.csv"])
    #expect(one.status == 64 && one.error.contains("--recipe-column"))
  }

  @Test("A 3 x 3 grid with one crashed run")
  func crashedRun() throws {
    let words = try Self.screen(["analyze"], Self.crashed)
    #expect(words.contains("1 of 9 trials without a finite score: 1 empty"))
    #expect(words.contains("of the variance"), "\(words)")
    #expect(words.contains("if it had no effect, by permutation"))
    #expect(words.components(separatedBy: "2:2").count == 2)
    let whole = try Self.screen(["analyze", "--details"], Self.crashed, lines: 80)
    #expect(whole.contains("Where the variance comes from") && whole.contains("generalized"))
    #expect(whole.contains("shuffles among the cells that are there"))
  }

  /// A chart of Weights & Biases, as `Export chart data` writes it.
  static let chart = """
    "Step","bert-seed-1 - eval/accuracy","bert-seed-1 - eval/accuracy__MIN","bert-seed-1 - eval/accuracy__MAX",\
    "bert-seed-2 - eval/accuracy","bert-seed-2 - eval/accuracy__MIN","bert-seed-2 - eval/accuracy__MAX"
    "100","0.61","0.61","0.61","0.58","0.58","0.58"
    "200","0.66","0.66","0.66","0.64","0.64","0.64"

    """

  @Test("The export of a tracker's chart is read as it is")
  func chart() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.chart, to: "wandb.csv")
    let task = try AnalyzeCommandTests.task([file, "--task", "rte"])
    #expect(task["trials"] as? Int == 2 && task["evaluations"] as? Int == 2)
    #expect(abs(try #require(task["mean"] as? Double) - 0.65) < 1e-12)
    let bare = try Executable.run(["analyze", file])
    #expect(bare.status == 64 && bare.error.contains("name it with --task"), "\(bare.error)")
    let odd = try folder.write(
      Self.chart.replacing("bert-seed-2", with: "lively-sun-2"), to: "b.csv")
    let refused = try Executable.run(["analyze", odd, "--task", "rte"])
    #expect(refused.status == 64 && refused.output.isEmpty)
    #expect(
      refused.error.contains("b.csv:1: column 'lively-sun-2 - eval/accuracy': the run's name"),
      "\(refused.error)")
  }

  @Test("Losses are asked about, and turned over")
  func losses() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "task,wi,do,val_loss\nt,1,1,3.2811\nt,1,2,3.2770\nt,2,1,3.2790\nt,2,2,3.2850\n", to: "l.csv")
    let asked = try Executable.run(["analyze", file, "--score-column", "val_loss"])
    #expect(asked.status == 64 && asked.output.isEmpty)
    #expect(asked.error.contains("'val_loss' is named as a loss; say --minimize"), "\(asked.error)")
    let task = try AnalyzeCommandTests.task([file, "--score-column", "val_loss", "--minimize"])
    let best = try #require(task["best"] as? [String: Any])
    #expect(best["value"] as? Double == 3.277 && best["wi"] as? Int == 1 && best["do"] as? Int == 2)
    let other = try AnalyzeCommandTests.task([file, "--score-column", "val_loss", "--maximize"])
    #expect((other["best"] as? [String: Any])?["value"] as? Double == 3.285)
    // Digits by the spread, and not 0.00.
    let text = try Executable.run(["analyze", file, "--score-column", "val_loss", "--minimize"])
    #expect(text.output.contains("3.2805") && text.output.contains("0.0030"), "\(text.output)")
    #expect(text.output.contains("Lower is better"))
    let both = try Executable.run(["compare", file, file + "x", "--minimize"])
    #expect(both.status == 64)
  }

  @Test("Trials that were not finite, dropped or counted", arguments: ["drop", "degenerate"])
  func diverged(how: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.crashed, to: "a.csv")
    let task = try AnalyzeCommandTests.task([
      file, "--diverged", how, "--degenerate", "mine=0.5",
    ])
    let effect = try #require(task["diverged"] as? [String: Any])
    #expect(effect["treatment"] as? String == how && effect["score"] as? Double == 0.5)
    #expect(task["scored"] as? Int == (how == "drop" ? 8 : 9))
    let mean = try #require(task["mean"] as? Double)
    #expect(
      abs(mean - (try #require(effect[how == "drop" ? "meanWithout" : "meanWith"] as? Double)))
        < 1e-12)
    let without = try Executable.run(["analyze", file, "--diverged", "degenerate"])
    #expect(without.status == 64 && without.error.contains("name it, such as --degenerate "))
  }

  @Test("A grid of which every trial is degenerate is analyzed, in each form and as a page")
  func allDegenerate() throws {
    let folder = try TemporaryFolder()
    let rows = (1...3).flatMap { wi in (1...3).map { "rte,\(wi),\($0),0.5271" } }
    let file = try folder.write("task,wi,do,acc\n" + rows.joined(separator: "\n"), to: "a.csv")
    for form in [[], ["--json"], ["--latex"], ["--markdown"]] {
      let result = try Executable.run(["analyze", file, "--score-column", "acc"] + form)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    }
    let page = folder.path + "/r.html"
    let report = try Executable.run(["report", file, "--score-column", "acc", "--out", page])
    #expect(report.status == 0, "\(report.error)")
  }

  @Test("Runs are looked at one by one where that is asked for")
  func sequential() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.two, to: "a.csv")
    let result = try Executable.run([
      "compare", file, "--recipe-column", "model", "--sequential", "--bound", "0.2", "--json",
    ])
    #expect(result.status == 0, "\(result.error)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let task = try #require(((document as? [String: Any])?["tasks"] as? [[String: Any]])?.first)
    let pair = try #require((task["pairs"] as? [[String: Any]])?.first)
    let sequence = try #require(pair["sequence"] as? [String: Any])
    #expect(sequence["runs"] as? Int == 5 && sequence["bound"] as? Double == 0.2)
    #expect(try #require(sequence["eValueA"] as? Double) > 1)
    for (words, reason) in [
      (["--bound", "0.2"], "--bound is for --sequential"),
      (["--sequential", "--bound", "0"], "a number above 0"),
      (["--degenerate", "rte=0.5"], "for --diverged degenerate"),
    ] {
      let wrong = try Executable.run(["compare", file, "--recipe-column", "model"] + words)
      #expect(wrong.status == 64 && wrong.error.contains(reason), "\(wrong.error)")
    }
  }

  @Test("Early stopping does not hinder whom only the last score interests")
  func unequalCurves() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "task,seed,step,score\nt,1,1,0.5\nt,1,2,0.6\nt,2,1,0.4\nt,3,1,0.4\nt,3,2,0.7\n", to: "a.csv")
    let best = try Executable.run(["analyze", file])
    #expect(best.status == 64 && best.error.contains("--score last"), "\(best.error)")
    let task = try AnalyzeCommandTests.task([file, "--score", "last"])
    #expect(abs(try #require(task["mean"] as? Double) - 1.7 / 3) < 1e-12)
  }
}
