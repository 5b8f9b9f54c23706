import Foundation
import TestSupport
import Testing

@testable import seedproof

@Suite struct BenchTests {
  @Test func updatesOfTheEmbeddedExperiment() throws {
    let folder = try TemporaryFolder()
    let plan = """
      name: e
      task: embedded/acceptability
      model: embedded/tiny
      protocol: { max_length: 32, evaluations_per_epoch: 1 }
      seeds: { wi: 1, do: 1 }
      """
    let result = try Executable.run([
      "bench", folder.write(plan, to: "e.yaml"), "--updates", "2", "--rounds", "2", "--no-openblas",
      "--threads", "2",
      "--json",
    ])
    #expect(result.status == 0, "\(result.error)")
    struct Output: Decodable {
      struct Step: Decodable {
        let task: String
        let threads: Int
        let milliseconds: [Double]
        let medianMilliseconds: Double
        let phases: [String: Double]
      }
      let steps: [Step]
    }
    let output = try JSONDecoder().decode(Output.self, from: Data(result.output.utf8))
    let step = try #require(output.steps.first)
    #expect(output.steps.count == 1 && step.task == "e" && step.threads == 2)
    // Two groups of eleven updates, without the first of each and the one after the
    // anchor at update 21.
    #expect(step.milliseconds.count == 19)
    #expect(step.milliseconds.min()! <= step.medianMilliseconds)
    #expect(step.phases["products"]! > 0 && step.phases["attention"]! > 0)
    #expect(step.phases.values.reduce(0, +) <= 1)
  }

  @Test(arguments: [
    ["--rounds", "0"], ["--updates", "1"], ["--model", "bert-huge"], ["--length", "513"],
    ["--model", "minilm", "experiment.yaml"], ["missing.yaml"],
  ])
  func wrongUse(arguments: [String]) throws {
    let result = try Executable.run(["bench"] + arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
  }
}
