import Foundation
import TestSupport
import Testing

/// A plan in the place of a golden is no broken golden: it is said what to name.
@Suite struct PlanAsGoldenTests {
  private static let folder = Repository.path("golden/acceptability")
  private static let golden = folder + "/trials/wi=001,do=001.golden"

  @Test(arguments: [["verify"], ["show"], ["diff", golden], ["accept", folder, "--reason", "x"]])
  func thePlanOfAFolder(words: [String]) throws {
    let result = try Executable.run(words + [Self.folder + "/experiment.yaml"])
    #expect(result.status == 64 && result.output.isEmpty, "\(result.output)")
    #expect(
      result.error.contains(
        "is a plan, not a golden; name the folder of its goldens, '\(Self.folder)'"),
      "\(result.error)")
  }

  @Test(arguments: ["plan.yaml", "experiment.yaml", "PLAN.YML"])
  func aPlanAlone(name: String) throws {
    try withFolder { folder in
      let plan = try folder.write(ShortPlan.text(), to: name)
      let result = try Executable.run(["verify", plan])
      #expect(result.status == 64 && result.error.contains("run 'seedproof grid'"))
    }
  }

  /// Under whatever name, a golden is one; and what is none is malformed.
  @Test func theNameAloneDoesNotDecide() throws {
    try withFolder { folder in
      let golden = try folder.write(
        Data(contentsOf: URL(filePath: Self.golden)), to: "experiment.yaml")
      #expect(try Executable.run(["show", golden]).status == 0)
    }
    try withFolder { folder in
      let text = try folder.write("name: short\n", to: "x.golden")
      #expect(try Executable.run(["verify", text]).status == 3)
    }
  }
}
