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

  /// Asked to end by a signal, a trial keeps what it has done, and the same command takes it up there.
  @Test func aTrialThatIsAskedToEndIsTakenUp() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let golden = grid.path + "/t.golden"
    try grid.write(
      grid.text(grid.path + "/plan.yaml").replacing("max_steps: 9", with: "max_steps: 9000")
        .replacing("epochs: 1", with: "epochs: 40"),
      to: grid.path + "/long.yaml")
    let train = ["train", grid.path + "/long.yaml", "--wi", "1", "--do", "1", "--out", golden]
    let script = """
      "$0" "$@" --threads 1 & process=$!
      while [ ! -s "\(golden).partial" ]; do sleep 0.05; done
      sleep 0.5; kill -TERM $process; wait $process
      """
    let ended = try Executable.run(train, script: script)
    #expect(ended.status == 130, "\(ended.error)")
    #expect(ended.error.contains("the same command takes the trial up again"))
    #expect(ended.error.contains("updates, which are kept"))
    #expect(FileManager.default.fileExists(atPath: golden + ".checkpoint"))
    let again = try Executable.run(train, script: script)
    #expect(again.error.contains("taken up at step "), "\(again.error)")
  }
}
