import Files
import Foundation
import Scores
import Statistics
import TestSupport
import Testing
import Text

@testable import Audit

/// Rules that go by what a claim says and by logs.
@Suite struct RuleTests {
  @Test func aNumberStandsInItsLog() throws {
    try withClaims { folder in
      try folder.folder.write("step 1 loss: 2.5, lr: 1e-3\nstep 2 loss: 2.25\n", to: "a.log")
      try folder.folder.write("step 1 loss: 2.6, lr: 1e-3\nstep 2 loss: 2.35\n", to: "b.log")
      let claim = """
          - id: a
            scores: { loss: 2.30 }
            statistic: mean
            runs: 2
            logs: { files: [a.log, b.log], score: 'loss:{}', same: ['lr:{}'], values: [2.25, 2.35] }

        """
      #expect(try folder.finding(.log, claim)?.verdict == .holds)
      // The logs say their rate at the first update only.
      #expect(try folder.finding(.configuration, claim)?.verdict == .holds)
      let early = try folder.finding(.log, claim.replacing("[2.25", with: "[2.5"))
      #expect(early?.verdict == .refuted)
      #expect(
        early?.sentence.contains("2.5 stands in line 1 of a.log, which ends with 2.25.") ?? false)
      let absent = try folder.finding(.log, claim.replacing("[2.25", with: "[2.15"))
      #expect(absent?.sentence.contains("2.15 does not stand in a.log") ?? false)
      let mean = try folder.finding(.log, claim.replacing("2.30", with: "2.32"))
      #expect(mean?.verdict == .refuted)
      #expect(
        mean?.sentence.contains("The mean of the logs' last numbers is 2.3000, and not 2.32.")
          ?? false)
      let least = try folder.finding(.log, claim.replacing("2.30", with: "2.25"))
      #expect(least?.sentence.contains("and not 2.25. It can be their minimum.") ?? false)
      // 2.25 and 2.35 may be 2.2549 and 2.3549.
      let near = try folder.finding(.log, claim.replacing("2.30", with: "2.305"))
      #expect(near?.verdict == .holds)
      #expect(
        near?.sentence.contains("with the digits that they lack it may be 2.305.") ?? false,
        "\(near?.sentence ?? "")")
      let runs = try folder.finding(.log, claim.replacing("runs: 2", with: "runs: 3"))
      #expect(runs?.verdict == .refuted)
      let silent = try folder.finding(.log, claim.replacing("'loss:{}'", with: "'acc:{}'"))
      #expect(silent?.verdict == .undetermined)
      try folder.folder.replace("1e-3", with: "2e-3", in: "b.log")
      #expect(try folder.finding(.configuration, claim)?.verdict == .refuted)
    }
  }

  /// A mean of scores that were rounded before is the mean.
  @Test func roundedBefore() throws {
    try withClaims { folder in
      try folder.folder.write("loss: 1.0849", to: "a.log")
      try folder.folder.write("loss: 1.0748", to: "b.log")
      let claim = """
          - { scores: { loss: 1.0775 }, statistic: mean,
              logs: { files: [a.log, b.log], score: 'loss:{}', values: [1.085, 1.07] } }

        """
      let found = try folder.finding(.log, claim.replacing("1.07]", with: "1.075]"))
      #expect(found?.verdict == .refuted, "the mean of 1.085 and 1.075 is 1.0800")
      let rounded = claim.replacing("1.0775", with: "1.0800").replacing("1.07]", with: "1.075]")
      let holds = try folder.finding(.log, rounded)
      #expect(holds?.verdict == .holds)
      #expect(
        holds?.sentence.contains("1.0800 is that of the claimed scores, which are rounded.")
          ?? false,
        "\(holds?.sentence ?? "")")
    }
  }

  /// Values end at blanks, commas and brackets, or where the pattern goes on.
  @Test(arguments: [
    ("loss:{}", "loss:1.5 loss: 2.5,x\nval_loss:3", ["1.5", "2.5", "3"]),
    ("lr={}s", "lr=3s lr=4 lr=5s", ["3", "5"]),
    ("a {}", "a\nb", []), ("(x={})", "(x=7)(x=8", ["7"]), ("é:{}", "é:1", ["1"]),
  ])
  func patterns(pattern: String, text: String, values: [String]) {
    #expect(LogPattern(pattern).values(in: Array(text.utf8)).map(\.text) == values)
  }

  /// F and t with their p, by scipy 1.17: `scipy.stats.f.sf(29.26, 1, 48)` = 1.9945e-06 and so on.
  @Test(arguments: [
    ("kind: anova, statistic: 29.26, df: [1, 48], p: 2.0e-06", AuditVerdict.holds),
    ("kind: anova, statistic: 29.26, df: [1, 48], p: 2.1e-06", .refuted),
    ("kind: anova, statistic: 7.57, df: [1, 48], p: 8.3e-03", .holds),
    ("kind: t, statistic: 2.0, df: [10], p: 0.07", .holds),
    ("kind: t, statistic: -2.0, df: [10], p: 0.073", .holds),
    ("kind: t, statistic: 2.0, df: [10], p: 0.037, sides: 1", .holds),
    ("kind: t, statistic: 2.0, df: [10], p: 0.05", .refuted),
    // Which side is meant is not told.
    ("kind: t, statistic: -2.5, df: [20], p: 0.0106, sides: 1", .holds),
    ("kind: t, statistic: -2.5, df: [20], p: 0.0212, sides: 1", .refuted),
  ])
  func aTestByItself(test: String, verdict: AuditVerdict) throws {
    try withClaims { folder in
      let found = try folder.finding(.test, "  - { text: a test, test: { \(test) } }\n")
      #expect(found?.verdict == verdict, "\(found?.sentence ?? "")")
    }
  }

  @Test func theBestSeedWasChosen() throws {
    try withClaims { folder in
      var dice = Dice(4)
      let rows = (0..<36).map {
        "\($0 / 6),\($0 % 6),\(Double.random(in: 0.6...0.7, using: &dice))"
      }
      try folder.folder.write("wi,do,acc\n" + rows.joined(separator: "\n") + "\n", to: "grid.csv")
      let claim = """
          - { text: seeds differ, unit: share, table: { file: grid.csv, score: acc, seed: [wi, do] },
              test: { kind: anova, statistic: 3.1, df: [1, 10], p: 0.11, best_and_worst: wi } }

        """
      let selection = try #require(try folder.finding(.selection, claim))
      #expect(selection.verdict == .refuted)
      let evidence = Dictionary(uniqueKeysWithValues: selection.evidence.map { ($0.key, $0.value) })
      guard case .number(let rate)? = evidence["falsePositiveRate"] else {
        Issue.record("no rate")
        return
      }
      // Of two rows picked as the extremes of six, far more than 5 % differ.
      #expect((0.2...0.6).contains(Double(rate) ?? 0))
      #expect(try folder.finding(.test, claim)?.verdict == .refuted)
      let other = claim.replacing("seed: [wi, do]", with: "seed: wi")
      #expect(
        try folder.finding(.selection, other)?.sentence.contains("no complete table") ?? false)
    }
  }

  @Test func procedures() throws {
    try withClaims { folder in
      let claims = """
          - { id: best, task: RTE, scores: { accuracy: 77.3 }, statistic: maximum, runs: 625, set: dev, chosen_on: dev, better_than: [one, mean, best2, none] }
          - { id: one, task: RTE, scores: { accuracy: 70.4 }, statistic: one, set: dev }
          - { id: mean, task: MRPC, scores: { acc_and_f1: 70.4 }, statistic: maximum, runs: 625, set: test }
          - { id: best2, task: RTE, scores: { accuracy: 76.2 }, statistic: maximum, runs: 625, set: dev }

        """
      let found = try folder.report(claims).claims[0].findings
      let comparisons = found.filter { $0.rule == .comparison }
      #expect(comparisons.map(\.verdict) == [.refuted, .refuted, .holds, .undetermined])
      #expect(comparisons[0].sentence.contains("one is the maximum of 625 runs, the other one run"))
      #expect(comparisons[0].evidence.contains { $0.key == "with" && $0.value == ["one"] })
      #expect(comparisons[1].sentence.contains("one is accuracy, the other acc_and_f1"))
      #expect(comparisons[1].sentence.contains("the dev set, the other of the test set"))
      #expect(found.first { $0.rule == .heldOut }?.verdict == .refuted)
      // Means of other numbers of runs are numbers of one kind; one run and a mean are nearly so.
      for (a, b, verdict) in [
        ("mean, runs: 5", "mean, runs: 9", AuditVerdict.holds),
        ("one", "mean, runs: 9", .undetermined),
        ("maximum, runs: 5", "maximum, runs: 9", .refuted), ("maximum", "maximum", .undetermined),
        ("maximum, runs: 5", "mean", .refuted), ("ensemble", "one", .refuted),
        ("unknown", "one", .undetermined),
      ] {
        let claims = """
            - { scores: { accuracy: 77.3 }, statistic: \(a), better_than: [other] }
            - { id: other, scores: { accuracy: 70.4 }, statistic: \(b) }

          """
        #expect(try folder.finding(.comparison, claims)?.verdict == verdict, "\(a) \(b)")
      }
      let sets = [
        ("set: test, chosen_on: dev", AuditVerdict.holds),
        ("set: dev, reported_as: test", .refuted),
        ("set: dev, chosen_on: dev", .refuted),
      ]
      for (text, verdict) in sets {
        #expect(
          try folder.finding(.heldOut, "  - { text: x, \(text) }\n")?.verdict == verdict, "\(text)")
      }
    }
  }

  /// Ranks 1, 1, 2, 3 of 25: P(sum <= 7) = 35 / 25^4, by counting.
  @Test func aSeedThatIsGoodEverywhere() throws {
    try withClaims { folder in
      let found = try #require(
        try folder.finding(.commonSeed, "  - { seed_ranks: { seeds: 25, ranks: [1, 1, 2, 3] } }\n"))
      #expect(found.verdict == .holds)
      #expect(found.evidence.contains { $0.key == "p" && $0.value == .number(35.0 / 390_625) })
      let open = try folder.finding(
        .commonSeed, "  - { seed_ranks: { seeds: 25, ranks: [4, 6, 7, 9] } }\n")
      #expect(open?.verdict == .undetermined)
      let count = try folder.finding(
        .count, "  - { count: { of: looks, said: 30, recorded: 77...201 } }\n")
      #expect(
        count?.verdict == .refuted && count?.sentence.hasPrefix("30 looks are claimed") ?? false)
    }
  }
}
