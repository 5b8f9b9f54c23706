import Experiment
import Judgement
import Scores
import Training
import Trajectory

extension GoldenScores {
  /// Reads the evaluations of a golden one by one: of our trainer by the metric in its header, else by right answers.
  ///
  /// - Throws: `InputError` of kind malformed if the file changed under the reader.
  public init(of reader: GoldenReader) throws {
    let specification = (try? TrialSpecification(header: reader.header.value, file: nil))
      .flatMap { Metric(rawValue: $0.metric) == nil ? nil : $0 }
    self.init(metric: specification?.metric)
    var events = reader.events()
    while let event = try events.next() {
      guard case .evaluation(let record) = event,
        let (correct, total) = record.answers(reader.schema)
      else { continue }
      // Counts that are not those of the trial's examples have no score.
      let value = specification.map { record.score($0) } ?? Double(correct) / Double(total)
      guard let value else { continue }
      append(Score(step: record.step, value: value, correct: correct, total: total))
    }
  }
}

extension EvaluationRecord {
  /// Right answers, and all of them; nil where nothing was counted.
  fileprivate func answers(_ schema: RecordSchema) -> (correct: Int, total: Int)? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    guard schema.evaluation != .correct else { return (counts[0], total) }
    return ConfusionCounts(labels: schema.labels, counts: counts).map { ($0.correct, $0.total) }
  }
}
