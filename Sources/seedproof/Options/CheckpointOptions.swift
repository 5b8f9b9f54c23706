import ArgumentParser

/// States of a trial that are kept beside its golden.
struct CheckpointOptions: ParsableArguments {
  @Option(
    name: .customLong("keep-checkpoints"),
    help: ArgumentHelp(
      """
      Keep this many checkpoints of each trial beside its golden, at anchors, so that \
      'verify --segments' can rerun segments of it.
      """, valueName: "n"))
  var keptCheckpointCount = 0

  func validate() throws {
    guard (0...100_000).contains(keptCheckpointCount) else {
      throw ValidationError("--keep-checkpoints must be 0...100000, not \(keptCheckpointCount)")
    }
  }
}
