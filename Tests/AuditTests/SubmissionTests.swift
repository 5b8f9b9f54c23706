import Files
import TestSupport
import Testing
import Text

@testable import Audit

/// Folders of logs and a summary, in the forms that are known.
@Suite struct SubmissionTests {
  private func withSubmission<R>(
    _ summary: String, _ body: (TemporaryFolder) throws -> R
  ) throws -> R {
    try withFolder { folder in
      try folder.write(summary, to: "submission.json")
      for (seed, score) in [("42", "1.1742"), ("7", "1.1744"), ("1337", "1.1755")] {
        try folder.write(
          "step:1 val_bpb:1.9\nstep:2 val_bpb:\(score)\nsaved\n", to: "train_seed\(seed).log")
      }
      return try body(folder)
    }
  }

  private static let summary = """
    {"val_bpb": 1.1747, "seeds": [42, 7, 1337], "seed_results": {"42": {"val_bpb": 1.1742},
     "7": {"val_bpb": 1.1744}, "1337": {"val_bpb": 1.1755}}}
    """

  private func report(
    _ folder: TemporaryFolder, _ name: String = "parameter-golf", against: Double? = nil
  ) throws -> AuditReport {
    let rules = try #require(SubmissionRules.preset(name))
    return try Submission(folder.path, rules: rules, against: against).report()
  }

  @Test func eachNumberStandsInItsLog() throws {
    try withSubmission(Self.summary) { folder in
      let holds = try report(folder)
      #expect(holds.verdict == .holds, "\(holds.claims[0].findings.map(\.sentence))")
      #expect(
        holds.claims[0].findings[0].sentence.contains(
          "Each of the 3 numbers ends the log of its run."))
      let better = try report(folder, against: 1.2)
      #expect(better.claims[0].findings.first { $0.rule == .threshold }?.verdict == .holds)
      let worse = try report(folder, against: 1.175)
      #expect(worse.claims[0].findings.first { $0.rule == .threshold }?.verdict == .refuted)
    }
  }

  @Test(arguments: [
    ("1.1744}", "1.1743}", "1.1743 does not stand in train_seed7.log"),
    ("1.1744}", "1.9}", "1.9 stands in line 1 of train_seed7.log, which ends with 1.1744"),
    ("1.1747", "1.1744", "and not 1.1744"), ("[42, 7, 1337]", "[42, 7]", "is of 2 runs"),
  ])
  func whatTheLogsDoNotGive(old: String, new: String, reason: String) throws {
    try withSubmission(Self.summary.replacing(old, with: new)) { folder in
      let report = try report(folder)
      #expect(report.verdict == .refuted)
      #expect(report.claims[0].findings[0].sentence.contains(reason))
    }
  }

  @Test(arguments: [
    ("{", "is no JSON"), ("{\"val_bpb\": [1]}", "is no number"),
    ("{\"seeds\": 3}", "no list of seeds"),
    ("{\"seed_results\": {\"42\": {\"val_bpb\": 1.1}}}", "has no score of the seed"),
  ])
  func aSummaryThatCannotBeRead(text: String, reason: String) throws {
    try withSubmission(text) { folder in
      let error = #expect(throws: InputError.self) { try report(folder) }
      #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
    }
  }

  @Test func presetsAreRead() throws {
    for (name, text) in SubmissionRules.presets {
      #expect(try SubmissionRules(text, path: name).name == name)
    }
    try withFolder { folder in
      #expect(throws: InputError.self) { try report(folder, "nanogpt-track-3") }
      for (seed, loss) in [3.2777, 3.2781, 3.2779].enumerated() {
        try folder.write("step:3160/3160 val_loss:\(loss) train_time:9ms\n", to: "seed\(seed).txt")
      }
      let found = try report(folder, "nanogpt-track-3").claims[0].findings
      #expect(found.map(\.rule) == [.threshold, .stopping])
      // .0021 below, times sqrt(3) = .0036.
      #expect(found[0].verdict == .refuted)
    }
  }

  @Test(arguments: [
    ("logs: a.log\nscore: 'x:{}'", "one '{seed}'"), ("logs: 'a{seed}'\nscore: x", "one '{}'"),
    ("logs: 'a/{seed}'\nscore: 'x:{}'", "one '{seed}'"), ("score: 'x:{}'", "lacks the key 'logs'"),
    ("logs: '{seed}.log'\nscore: 'x:{}'\nmean: a", "members of a 'summary'"),
  ])
  func wrongRules(text: String, reason: String) {
    let error = #expect(throws: InputError.self) { try SubmissionRules(text, path: "rules.yaml") }
    #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
  }
}
