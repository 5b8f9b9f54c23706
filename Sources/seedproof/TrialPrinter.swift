import Experiment
import Foundation
import Scores
import Tasks
import Text
import Training
import Trajectory

/// Shows a trial as it runs: a bar, a line for each evaluation, and the result.
final class TrialPrinter {
  private let trial: Trial
  private let output: OutputOptions
  private let bar: ProgressBar
  private let metric: Metric?
  private var evaluations: [JSONValue] = []
  private var lastLoss: Float = .nan

  init(_ trial: Trial, _ output: OutputOptions, title: String) {
    self.trial = trial
    self.output = output
    bar = output.progressBar(title)
    metric = Metric(rawValue: trial.specification.metric)
  }

  func report(_ report: RecordedTrial.Report) {
    switch report {
    case .resumed(let step): note("taken up at step \(step)")
    case .restarted(let reason): note("started anew: \(reason)")
    case .event(.step(let record)):
      lastLoss = record.loss
      let (done, count) = (record.step + 1, trial.schedule.stepCount)
      bar.update(Double(done) / Double(count), "step \(done) of \(count)")
    case .event(.evaluation(let record)): show(record)
    case .event(.anchor), .event(.series): break
    }
  }

  /// Prints a remark in a line of its own.
  func note(_ text: String) {
    bar.clear()
    StandardError.print("seedproof: \(text)")
  }

  private func show(_ record: EvaluationRecord) {
    guard
      let counts = ConfusionCounts(
        labels: trial.specification.labels.count, counts: record.counts)
    else { preconditionFailure("a confusion matrix of \(record.counts.count) counts") }
    let score = metric?.score(counts) ?? .nan
    if output.json {
      evaluations.append([
        "step": .integer(Int64(record.step)), "loss": .string(HexFloat.text(lastLoss)),
        "correct": .integer(Int64(counts.correct)), "total": .integer(Int64(counts.total)),
        "score": .string(score.decimals(4)),
      ])
      return
    }
    bar.clear()
    print(
      "step \(record.step)  loss \(Double(lastLoss).decimals(4))  "
        + "dev \(trial.specification.metric) \(score.decimals(4))  "
        + "(\(counts.correct) of \(counts.total) right)")
    // A log shows how far a trial is.
    fflush(nil)
  }

  /// - Parameters:
  ///   - golden: where the golden is, and `seal` what it holds, if one was asked for.
  ///   - saved: where the model is, if that was asked for.
  func finish(_ outcome: TrialOutcome, _ seal: GoldenSeal?, golden: String?, saved: String?) {
    bar.clear()
    if output.json {
      let result = JSONValue.object(present: [
        "outcome": .string(outcome.rawValue), "wi": .integer(Int64(trial.specification.wi)),
        "do": .integer(Int64(trial.specification.do)),
        "steps": .integer(Int64(trial.stepsDone)), "metric": .string(trial.specification.metric),
        "evaluations": .array(evaluations), "golden": golden.map { .string($0) },
        "contentDigest": seal.map { .string($0.contentDigest.description) },
        "bytes": seal.map { .integer(Int64($0.byteCount)) }, "model": saved.map { .string($0) },
      ])
      return OutputSchema.train.print(result)
    }
    print("\(outcome.rawValue) after \(trial.stepsDone) steps")
    if let golden, let seal {
      print("golden \(golden)  \(seal.byteCount) bytes  content \(seal.contentDigest)")
    }
    if let saved { print("model \(saved)") }
  }
}

extension TrialInputs {
  /// Tells what the user should know of model and data though they can be used.
  func printRemarks() {
    for remark in remarks { StandardError.print("seedproof: note: \(remark.printable)") }
  }
}
