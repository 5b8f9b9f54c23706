import Foundation
import TestSupport
import Testing
import Text

@testable import seedproof

/// `audit possible`, as a user gives it.
@Suite struct AuditCommandTests {
  private func run(_ words: String...) throws -> Executable.Result {
    try Executable.run(["audit", "possible"] + words)
  }

  @Test func aScoreIsJudged() throws {
    let holds = try run("--task", "MRPC", "--metric", "accuracy=86.0", "--metric", "f1=90.1")
    #expect(holds.status == 0, "\(holds.error)")
    #expect(
      holds.prose.hasPrefix(
        "holds: accuracy 86.0 and f1 90.1 of 408 examples as one run; 3 of 36,400 confusion matrices of one run "
          + "give all of them"), "\(holds.output)")
    #expect(holds.output.contains("    accuracy 86.0: 351 right answers\n"))
    #expect(!holds.output.split(separator: "\n").contains { $0.count > 80 })
    let refuted = try run("--examples", "277", "--metric", "accuracy=88.0", "--json")
    #expect(refuted.status == 1)
    let document = try JSONParser.parse(refuted.output.utf8, dialect: .foreign)
    let claim = try #require(document["claims"]?.array?.first)
    #expect(document["schema"] == "seedproof-audit/1" && claim["rule"] == "possible")
    #expect(claim["verdict"] == "refuted")
    #expect(claim["evidence"]?["scores"]?.array?[0]["possibleValues"] == 278)
    let open = try run(
      "--positives", "279", "--negatives", "129", "--metric", "f1=90.123", "--statistic", "mean",
      "--runs", "3")
    #expect(open.status == 2 || open.status == 0)
    #expect(try run("--examples", "4", "--metric", "accuracy=0.3", "--shares").status == 0)
    #expect(
      try run("--examples", "4", "--metric", "accuracy=0.2", "--shares", "--rounding", "half-up")
        .status == 1)
  }

  @Test(arguments: [
    (["--metric", "accuracy=1"], "name the development set"),
    (["--examples", "9"], "--metric"),
    (["--examples", "9", "--task", "RTE", "--metric", "accuracy=1"], "name the development set"),
    (["--positives", "9", "--metric", "accuracy=1"], "name the development set"),
    (["--examples", "0", "--metric", "accuracy=1"], "--examples must be 1...1000000"),
    (["--examples", "9", "--metric", "f1=50.0"], "f1 needs the classes"),
    (["--examples", "9", "--metric", "accuracy=5e1"], "is no score such as"),
    (["--examples", "9", "--metric", "acc=50"], "is no score such as"),
    (["--task", "WNLI", "--metric", "accuracy=50"], "no development set of 'WNLI' is known"),
    (["--examples", "9", "--metric", "accuracy=50", "--runs", "5"], "name it by --statistic"),
    (["--examples", "9", "--metric", "accuracy=50", "--statistic", "best"], "statistic"),
  ])
  func wrongUseIsRefused(words: [String], reason: String) throws {
    let result = try Executable.run(["audit", "possible"] + words)
    #expect(result.status == 64 && result.error.contains(reason), "\(result.error)")
  }
}
