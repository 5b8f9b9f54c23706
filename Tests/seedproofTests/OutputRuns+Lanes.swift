import Files
import Foundation

/// Commands on a folder whose goldens lie in lanes.
extension OutputRuns {
  func runLanes() throws {
    let folder = place.file("lanes")
    let plan = external + "/experiment.yaml"
    for (lane, options) in [("cpu", ""), ("gpu", " loss=5 norm=7 data=d2")] {
      try run(
        "grid",
        ["grid", plan, "--out", folder, "--lane", lane, "--runner", Self.trainer + options])
    }
    try run("grid --status", ["grid", "--status", folder, "--lane", "cpu"])
    try run("verify", ["verify", folder, "--lane", "cpu", "--runner", Self.trainer])
    try run(
      "verify",
      [
        "verify", folder, "--lane", "cpu", "--runner", Self.trainer + " loss=3", "--tolerance",
        "cpu:loss=1e-5",
      ])
    try AtomicFile.write([0], to: folder + "/trials/gpu/wi=002,do=001.golden")
    let changed = ["verify", folder, "--lane", "cpu", "--runner", Self.trainer + " loss=4"]
    try run("verify", changed)
    _ = try Executable.run(changed + ["--record", "failed"])
    try run("accept", ["accept", folder, "--lane", "cpu", "--reason", "to see"])
  }
}
