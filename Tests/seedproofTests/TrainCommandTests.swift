import Foundation
import Testing

@Suite struct TrainCommandTests {
  /// Before the training, which may take hours.
  @Test func placesThatAreTakenAreRefused() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let golden = grid.path + "/t.golden"
    let train = ["train", grid.path + "/plan.yaml", "--wi", "1", "--do", "1"]
    for (arguments, place) in [
      (["--out", golden, "--save-model", grid.trials], grid.trials),
      (["--save-model", grid.golden(1)], grid.golden(1)), (["--out", grid.trials], grid.trials),
    ] {
      let result = try Executable.run(train + arguments)
      #expect(result.status == 64, "\(arguments)")
      #expect(result.output.isEmpty)
      #expect(result.error.hasPrefix("seedproof: \(place): is "), "\(result.error)")
      #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
    }
    #expect(!FileManager.default.fileExists(atPath: golden))
  }
}
