import Foundation
import TestSupport
import Testing

/// A folder with a grid of short trials, recorded by the program itself.
final class RecordedGrid {
  private let place: TemporaryFolder
  var path: String { place.path }
  var folder: String { path + "/grid" }
  var trials: String { folder + "/trials" }

  init(seeds: String = "{ wi: 1...2, do: 1 }", keptCheckpoints: Int = 0) throws {
    place = try TemporaryFolder()
    let plan = try ShortPlan.text(
      seeds: seeds, steps: 9, anchors: keptCheckpoints > 0 ? 30 : 3)
    let result = try Executable.run([
      "grid", place.write(plan, to: "plan.yaml"), "--out", folder, "--keep-checkpoints",
      "\(keptCheckpoints)",
    ])
    try #require(result.status == 0, "\(result.error)")
  }

  func golden(_ wi: Int, _ dataOrder: Int = 1) -> String {
    trials + "/wi=00\(wi),do=00\(dataOrder).golden"
  }

  func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}
