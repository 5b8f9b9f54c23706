import Foundation
import TestSupport
import Testing
import Trajectory

/// Goldens that are whole, and not what an analysis can use.
@Suite("seedproof analyze and strange goldens") struct AnalyzeGoldensTests {

  /// A copy of the committed experiment in which some goldens are changed.
  private static func experiment(
    _ change: (inout Golden, _ index: Int) throws -> Void = { _, _ in }
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["experiment.yaml", "trials"] {
      try FileManager.default.copyItem(
        atPath: AnalyzeCommandTests.committed + "/" + name, toPath: folder.path + "/" + name)
    }
    let trials = folder.path + "/trials/"
    for (index, name) in try FileManager.default.contentsOfDirectory(atPath: trials).sorted()
      .enumerated()
    {
      let whole = try Golden(trials + name)
      var golden = whole
      try change(&golden, index)
      if golden == whole { continue }
      try FileManager.default.removeItem(atPath: trials + name)
      _ = try golden.write(to: trials + name)
    }
    return folder
  }

  private static func expectRefusal(
    _ folder: TemporaryFolder, _ reason: String, status: Int32 = 3
  ) throws {
    for score in ["best", "last"] {
      let result = try Executable.run(["analyze", folder.path, "--score", score])
      #expect(result.status == status, "\(result.error)")
      #expect(result.output.isEmpty && result.error.contains(reason), "\(result.error)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }
  }

  @Test("Trials whose seeds share the orders of another program")
  func sharedOrders() throws {
    let folder = try Self.experiment { golden, _ in
      guard var members = golden.header.object else { return }
      members["streams"] = "trainer/5.24"
      golden.header = .object(members)
    }
    try folder.replace("seeds:", with: "streams: trainer/5.24\nseeds:", in: "experiment.yaml")
    let result = try Executable.run(["analyze", folder.path])
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("3 of 3 DO seeds share"), "\(result.output)")
    let own = try Executable.run(["analyze", AnalyzeCommandTests.committed])
    #expect(!own.output.contains("DO seeds share"))
  }

  @Test("A trial that ended without an evaluation")
  func noEvaluation() throws {
    let folder = try Self.experiment { golden, _ in golden.evaluations = [] }
    try Self.expectRefusal(folder, "wi=001,do=001.golden: is completed without an evaluation")
  }

  @Test("A confusion matrix of other examples than the development set's", arguments: [0, 7])
  func otherCounts(count: Int) throws {
    let folder = try Self.experiment { golden, index in
      if index == 1 { golden.evaluations[2].counts = [count, 0, 0, 0] }
    }
    try Self.expectRefusal(folder, "wi=001,do=002.golden")
  }

  @Test("The arithmetic of another version, whose name begins like the plan's")
  func otherArithmetic() throws {
    let folder = try Self.experiment { golden, _ in
      guard var members = golden.header.object else { return }
      members["numerics"] = "seedproof-f32/10"
      golden.header = .object(members)
    }
    try Self.expectRefusal(folder, "wi=001,do=001.golden: holds another trial than its plan")
  }

  @Test("A metric that is not defined for the classes")
  func otherMetric() throws {
    let folder = try Self.experiment { golden, _ in
      var members = try #require(golden.header.object)
      members["metric"] = "f1"
      members["labels"] = 3
      members["labelNames"] = ["a", "b", "c"]
      golden.header = .object(members)
      for index in golden.evaluations.indices {
        golden.evaluations[index].counts += [0, 0, 0, 0, 0]
      }
    }
    try Self.expectRefusal(folder, "f1")
  }

  @Test("Evaluations after other updates than those of the other trials")
  func otherSteps() throws {
    let folder = try Self.experiment { golden, index in
      if index == 4 { golden.evaluations[3].step += 1 }
    }
    try Self.expectRefusal(folder, "wi=002,do=002.golden: is evaluated after other updates")
  }

  @Test("A plan that is not the goldens'")
  func otherPlan() throws {
    let folder = try Self.experiment()
    let plan = folder.path + "/experiment.yaml"
    let text = try String(contentsOfFile: plan, encoding: .utf8)
    let other = text.replacing(/learning_rate: *[0-9.e-]+/, with: "learning_rate: 7e-5")
    #expect(other != text)
    try Data(other.utf8).write(to: URL(filePath: plan))
    try Self.expectRefusal(folder, "holds another trial than its plan")
  }

  @Test("Another trainer's trials")
  func external() throws {
    let folder = try TemporaryFolder()
    let plan = try folder.write(ExternalCommandTests.plan, to: "p.yaml")
    let grid = folder.path + "/grid"
    let recorded = try Executable.run([
      "grid", plan, "--out", grid, "--runner", ExternalCommandTests.command,
    ])
    #expect(recorded.status == 0, "\(recorded.error)")
    // What it got right of all is an accuracy.
    let result = try Executable.run(["analyze", grid, "--json"])
    #expect(result.status == 0, "\(result.error)")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let task = try #require(((document as? [String: Any])?["tasks"] as? [[String: Any]])?.first)
    #expect(task["task"] as? String == "f" && task["trials"] as? Int == 2)
    let rows = try Executable.run(["export", grid, "--format", "csv", "--rows", "evaluations"])
    let shares = rows.output.split(separator: "\n").dropFirst().map { line -> Double in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return (Double(fields[3]) ?? 0) / (Double(fields[4]) ?? 1)
    }
    #expect((task["best"] as? [String: Any])?["value"] as? Double == shares.max())
    let page = folder.path + "/r.html"
    #expect(try Executable.run(["report", grid, "--out", page]).status == 0)
  }
}
