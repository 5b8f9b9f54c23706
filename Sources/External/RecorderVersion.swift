import Experiment
import Processes
import Text
import Trajectory

/// The versions of the recorder for Python, `seedproof_recorder.py`.
///
/// A golden names the version that recorded it in its `trial`; those of version 0 name none. A newer recorder prints
/// what an older one would have, where it can.
enum RecorderVersion {
  /// The member of `trial`.
  static let member = "seedproof-recorder"

  /// What is recorded otherwise since a version.
  private static let changes = [
    "a watched Trainer's batch has a digest, its answers are counted as its metrics do, arrays of objects are "
      + "digested by content, and an infinite norm does not make a trial nonfinite",
    "a watched Trainer's metrics, further evaluations and skipped updates are recorded",
  ]

  /// The version in a declaration or header; 0 where none is named.
  static func declared(in trial: [String: JSONValue]) -> Int {
    trial[member]?.integer.flatMap(Int.init(exactly:)) ?? 0
  }

  /// That golden and rerun are of different recorders, so that a difference says nothing of the training.
  static func otherError(golden: Int, own: Int) -> InputError {
    let range = min(golden, own)..<max(golden, own)
    let new = range.clamped(to: 0..<changes.count).map { changes[$0] }.joined(separator: "; ")
    return InputError(
      .unverifiable, place: "trial.\(member)",
      "made with recorder \(golden), and this is recorder \(own)" + (new.isEmpty ? "" : ": \(new)"),
      advice: "rerun it with the recorder that made it, or record the trial anew")
  }
}

/// What a trainer is told by its environment.
enum RunnerEnvironment {
  /// That it runs for Seedproof, by the name of the protocol: elsewhere the recorder does nothing.
  static let runner = "SEEDPROOF_RUNNER"
  /// The columns of the golden's updates, parted by commas: the recorder prints no others.
  static let columns = "SEEDPROOF_COLUMNS"
  /// The names of the golden's series, parted by commas: the recorder prints no others.
  static let series = "SEEDPROOF_SERIES"
  /// The version of the recorder that made the golden.
  static let recorder = "SEEDPROOF_RECORDER"

  /// The launch of a trainer.
  ///
  /// - Parameter golden: the one with which its trial is compared; nil where there is none, of which nothing is told.
  static func told(_ launch: Launch, of golden: ExternalSpecification?) -> Launch {
    let protocols = RunnerLine.Declaration.protocols
    guard let golden else {
      let clean =
        launch.environment == nil
        ? [columns, series, recorder].reduce(launch) { $0.setting($1, nil) } : launch
      return clean.setting(runner, protocols[1])
    }
    let schema = golden.schema
    return
      launch
      .setting(runner, protocols[schema.series.isEmpty ? 0 : 1])
      .setting(columns, schema.stepColumns.map(\.name).joined(separator: ","))
      .setting(series, schema.series.map(\.name).joined(separator: ","))
      .setting(recorder, "\(RecorderVersion.declared(in: golden.trial))")
  }
}
