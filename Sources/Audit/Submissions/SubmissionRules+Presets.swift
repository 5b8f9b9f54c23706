extension SubmissionRules {
  /// Rules for the forms of leaderboards, by their names.
  ///
  /// - Source: their public rules and records, looked at in November 2026.
  public static let presets: [(name: String, text: String)] = [
    (
      "parameter-golf",
      """
      # openai/parameter-golf: a folder a record; bits per byte, less is better. A record must gain .005 nats on the one
      # before at p < .01: name what it must be below, that one less the gain in bits per byte, with --against.
      name: parameter-golf
      summary: submission.json
      logs: train_seed{seed}.log
      score: 'val_bpb:{}'
      metric: val_bpb
      mean: val_bpb
      of_seed: seed_results.{seed}.val_bpb
      seeds: seeds
      lower_is_better: true
      threshold: { level: 0.01 }
      """
    ),
    (
      "nanogpt-track-3",
      """
      # KellerJordan/modded-nanogpt, track 3: logs of runs, each of which ends with its validation loss. The mean loss must
      # be below 3.28 by .004 / sqrt(runs), where runs are taken to scatter by .0013.
      name: nanogpt-track-3
      logs: '{seed}.txt'
      score: 'val_loss:{}'
      metric: val_loss
      lower_is_better: true
      threshold: { against: 3.28, sigma: 0.0013, margin: 0.004 }
      stopping: unknown
      """
    ),
  ]

  /// The preset of that name.
  public static func preset(_ name: String) -> SubmissionRules? {
    presets.first { $0.name == name }.map { name, text in
      // A preset is ours, and a test reads each.
      guard let rules = try? SubmissionRules(text, path: name) else {
        preconditionFailure("the preset \(name) cannot be read")
      }
      return rules
    }
  }
}
