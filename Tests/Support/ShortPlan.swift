import Foundation

/// The plan of `Tests/Fixtures/Grid/short.yaml`, whose trials take a moment.
package enum ShortPlan {
  /// Its text, with these values in the place of its own; nil leaves one as it is.
  package static func text(
    seeds: String? = nil, steps: Int? = nil, anchors: Int? = nil
  ) throws -> String {
    let text = try String(contentsOfFile: Repository.fixture("Grid/short.yaml"), encoding: .utf8)
    let values = [
      "seeds": seeds, "  max_steps": steps.map(String.init),
      "  anchors_per_epoch": anchors.map(String.init),
    ]
    return text.split(separator: "\n").map { line in
      let key = String(line.prefix { $0 != ":" })
      guard let value = values[key] ?? nil else { return line + "\n" }
      return "\(key): \(value)\n"
    }.joined()
  }
}
