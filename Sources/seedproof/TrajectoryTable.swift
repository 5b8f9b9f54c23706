import Files
import Tasks
import Training
import Trajectory

/// A trajectory in lines of at most 80 columns: its header, then a line a record.
struct TrajectoryTable {
  private static let width = 79
  let head: [String]
  let foot: String
  private let schema: RecordSchema
  private let metric: Metric?

  init(_ trajectory: ShownTrajectory) {
    schema = trajectory.schema
    let specification = try? TrialSpecification(header: trajectory.header, file: nil)
    metric = specification.flatMap { Metric(rawValue: $0.metric) }
    let facts = trajectory.facts.map { name, text in
      name + String(repeating: " ", count: 9 - name.count) + text
    }
    let titles =
      Self.right("update", 8) + Self.right("loss", 16) + Self.right("gradient norm", 16)
      + Self.right("batch", 10)
    head = facts + ["header"] + Self.members(trajectory.header, at: "") + ["", titles]
    foot = "outcome  \(trajectory.end)"
  }

  /// The record in one line.
  func line(_ event: TrajectoryEvent) -> String {
    switch event {
    case .step(let record):
      let columns = schema.stepColumns
      let text = Self.right("\(record.step)", 8) + Self.right("\(record.loss)", 16)
      let norm = columns.contains(.gradientNorm) ? Self.right("\(record.gradientNorm)", 16) : ""
      guard columns.contains(.batchDigest) else { return text + norm }
      let place = norm.isEmpty ? Self.right("", 16) : norm
      return text + place + Self.right(TrajectoryCSV.hex(record.batchDigest), 10)
    case .evaluation(let record):
      let text = "after \(record.step): evaluation, " + score(record)
      let counts = text + "; counts " + record.counts.map(String.init).joined(separator: " ")
      return counts.count <= Self.width ? counts : text
    case .anchor(let record):
      return "after \(record.step): anchor, state \(record.digest.description.prefix(40))..."
    }
  }

  private func score(_ record: EvaluationRecord) -> String {
    let total = record.counts.reduce(0, +)
    guard schema.labels > 0,
      let counts = ConfusionCounts(labels: schema.labels, counts: record.counts)
    else { return "\(record.counts.first ?? 0) of \(total) correct" }
    let correct = "\(counts.correct) of \(total) correct"
    guard let metric, total > 0, metric.accepts(labelCount: schema.labels) else { return correct }
    return "\(metric.rawValue) \(metric.score(counts).decimals(4)), \(correct)"
  }

  /// The members of the header, a line each; long ones go on in further lines.
  private static func members(_ value: JSONValue, at path: String) -> [String] {
    if let object = value.object {
      return object.sorted { $0.key < $1.key }.flatMap { key, value in
        members(value, at: path.isEmpty ? key : path + "." + key)
      }
    }
    let name = "  " + path.printable
    let text = (value.string ?? value.canonical).printable
    let whole = name + "  " + text
    if whole.count <= width { return [whole] }
    return pieces(name, width, indent: "") + pieces(text, width - 4, indent: "    ")
  }

  private static func pieces(_ text: String, _ width: Int, indent: String) -> [String] {
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      lines.append(indent + rest.prefix(width))
      rest = rest.dropFirst(width)
    }
    return lines
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}
