import ArgumentParser
import Files
import Trajectory

/// `seedproof show`
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints what a golden holds.",
    discussion: "With --json one object a line: the updates, the evaluations, the anchors, the end."
  )

  @Argument(help: "The golden.")
  var file: String

  @OptionGroup var output: JSONOption

  func run() throws {
    let reader = try GoldenReader(file)
    guard !output.json else { return try printObjects(reader) }
    print(reader.summary)
    var events = reader.events()
    while let event = try events.next() { print(event.line) }
    print("outcome \(reader.outcome.rawValue)")
  }

  /// One kind of record after another.
  private func printObjects(_ reader: GoldenReader) throws {
    for kind in TrajectoryEvent.Kind.allCases {
      var events = reader.events()
      while let event = try events.next() {
        if event.kind == kind { print(event.json(reader.schema).canonical) }
      }
    }
    print(reader.endJSON.canonical)
  }
}

extension GoldenReader {
  /// What the golden is, in a few lines.
  fileprivate var summary: String {
    """
    header   \(header.value.canonical)
    content  \(contentDigest)
    file     \(fileDigest), \(byteCount) bytes, format \(version)
    records  \(stepCount) steps, \(evaluationCount) evaluations, \(anchorCount) anchors
    """
  }
}

extension TrajectoryEvent {
  fileprivate enum Kind: CaseIterable { case step, evaluation, anchor }

  fileprivate var kind: Kind {
    switch self {
    case .step: .step
    case .evaluation: .evaluation
    case .anchor: .anchor
    }
  }

  /// The record in one line.
  fileprivate var line: String {
    switch self {
    case .step(let record):
      "step \(record.step)  loss \(Double(record.loss).decimals(6))  "
        + "norm \(Double(record.gradientNorm).decimals(6))"
    case .evaluation(let record):
      "  evaluation after \(record.step)  counts \(record.counts)"
    case .anchor(let record):
      "  anchor after \(record.step)  state \(record.digest)"
    }
  }
}
