import Statistics
import TestSupport
import Testing

@testable import Scores

@Suite struct ReachabilityTests {
  static let classes = [
    "RTE": ClassCounts(positives: 146, negatives: 131),
    "MRPC": ClassCounts(positives: 279, negatives: 129),
    "CoLA": ClassCounts(positives: 721, negatives: 322),
    "SST-2": ClassCounts(positives: 444, negatives: 428),
  ]
  static let metrics = [
    "acc": Metric.accuracy, "f1": .f1, "acc_f1": .accuracyAndF1, "mcc": .mcc,
  ]

  @Test func printedTable() throws {
    let table = try KnownAnswers("reachable").root["table1"]
    for row in table.keys {
      for task in table[row].keys {
        let entry = table[row][task]
        let classes = try #require(Self.classes[task])
        let score = try #require(ReportedScore(entry[0].text))
        for metric in entry[1].keys {
          let claim = Reachability.Claim(try #require(Self.metrics[metric]), score)
          #expect(Reachability.count([claim], classes) == entry[1][metric].int, "\(row) \(task)")
        }
        if !entry[2].isNull {
          let correct = score.multiples(of: classes.positives + classes.negatives)
          #expect(correct.map { $0.map(String.init) } ?? [] == entry[2].list.map(\.text))
        }
      }
    }
  }

  /// Decimals are cut off towards zero.
  @Test(arguments: [
    ("60.0", 6_000, true), ("60.0", 6_009, true), ("60.0", 6_010, false), ("60.0", 5_999, false),
    ("-60.0", -6_000, true), ("-60.0", -6_009, true), ("-60.0", -5_999, false),
    ("-60.0", -6_011, false), ("0.0", 9, true), ("0.0", -9, true), ("-0.0", -9, true),
  ])
  func decimalsAreCutOff(text: String, value: Int, isPossible: Bool) throws {
    let score = try #require(ReportedScore(text, rounding: .truncated))
    #expect(score.contains(value, over: 10_000) == isPossible)
  }

  @Test func density() throws {
    let answers = try KnownAnswers("reachable").root["density_1_decimal"]
    for task in answers.keys {
      let classes = try #require(Self.classes[task])
      let count = classes.positives + classes.negatives
      let missed = (0...1000).filter {
        ReportedScore("\($0 / 10).\($0 % 10)")!.multiples(of: count) == nil
      }
      #expect(answers[task]["of"].int - missed.count == answers[task]["reachable"].int)
      let high = missed.filter { $0 >= 900 }.prefix(40).map { Double($0) / 10 }
      #expect(high == answers[task]["unreachable_from_90"].numbers)
      let hundredths = Set((0...count).map { (20_000 * $0 + count) / (2 * count) })
      #expect(hundredths.count == answers[task]["two_decimals_half_up"].int)
      // Each of these is the half-up print of its share.
      for value in hundredths {
        let text = "\(value / 100)." + (value % 100 < 10 ? "0" : "") + "\(value % 100)"
        #expect(ReportedScore(text, rounding: .halfUp)!.multiples(of: count) != nil)
      }
    }
  }

  @Test func jointClaims() throws {
    let answers = try KnownAnswers("reachable").root["mrpc_joint"]
    for key in answers.keys {
      let texts = key.split(separator: "|").map(String.init)
      var claims: [Reachability.Claim] = []
      for (text, metric) in zip(texts, [Metric.accuracy, .f1, .accuracyAndF1])
      where text != "None" {
        claims.append(Reachability.Claim(metric, try #require(ReportedScore(text))))
      }
      expect(claims, Self.classes["MRPC"]!, answers[key], limit: 4)
    }
  }

  @Test func correlations() throws {
    let answers = try KnownAnswers("reachable").root["cola_mcc"]
    for text in answers.keys {
      let claim = Reachability.Claim(.mcc, try #require(ReportedScore(text)))
      expect([claim], Self.classes["CoLA"]!, answers[text], limit: 3)
    }
  }

  private func expect(
    _ claims: [Reachability.Claim], _ classes: ClassCounts, _ answer: KnownAnswers.Node, limit: Int
  ) {
    #expect(Reachability.count(claims, classes) == answer[0].int)
    let cells = Reachability.cells(claims, classes, limit: limit)
    #expect(
      cells.map { [Double($0.truePositives), Double($0.falsePositives)] } == answer[1].table)
  }

  @Test func singleValues() throws {
    let answers = try KnownAnswers("reachable").root["kat"]
    let cola = ConfusionCell(truePositives: 690, falsePositives: 140)
    let (top, bottom) = Metric.mccParts(cola, Self.classes["CoLA"]!)
    #expect(top == answers["CoLA tp=690 fp=140"]["num"].int)
    #expect(Int(bottom) == answers["CoLA tp=690 fp=140"]["den"].int)
    #expect(
      agrees(
        Double(top) / Double(bottom).squareRoot(), answers["CoLA tp=690 fp=140"]["mcc"].number))
    let mrpc = ConfusionCell(truePositives: 262, falsePositives: 20)
    for (metric, key) in [
      (Metric.accuracy, "acc"), (.f1, "f1"), (.accuracyAndF1, "acc_f1"),
      (.accuracyAndF1, "float"),
    ] {
      let (top, bottom) = metric.fraction(mrpc, Self.classes["MRPC"]!)
      #expect(agrees(Double(top) / Double(bottom), answers["MRPC tp=262 fp=20"][key].number))
    }
    for (task, classes) in Self.classes {
      let all = ConfusionCell(
        truePositives: classes.positives, falsePositives: classes.negatives)
      let (top, bottom) = Metric.accuracy.fraction(all, classes)
      #expect(agrees(Double(top) / Double(bottom), answers["majority"][task][0].number))
      #expect(agrees(Double(top) / Double(bottom), answers["majority"][task][1].number))
      if task == "MRPC" {
        let (top, bottom) = Metric.accuracyAndF1.fraction(all, classes)
        #expect(agrees(Double(top) / Double(bottom), answers["MRPC majority acc_f1"][0].number))
      }
    }
    let none = ConfusionCell(truePositives: 0, falsePositives: 0)
    #expect(Metric.accuracy.fraction(none, Self.classes["RTE"]!) == (131, 277))
    #expect(Metric.f1.fraction(none, Self.classes["RTE"]!).0 == 0)
    #expect(Metric.mcc.compare(none, Self.classes["RTE"]!, with: 0, over: 1) == 0)
  }

  @Test(arguments: 1...40)
  func agreesWithEnumeration(_ seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed, purpose: 5)
    let classes = ClassCounts(positives: 1 + numbers.below(25), negatives: 1 + numbers.below(25))
    let value = numbers.below(1001)
    let text = (seed % 4 == 0 ? "-" : "") + "\(value / 10).\(value % 10)"
    for rounding in [ReportedScore.Rounding.any, .halfUp, .truncated] {
      let score = try #require(ReportedScore(text, rounding: rounding))
      for metric in Metric.reachable {
        var count = 0
        for tp in 0...classes.positives {
          for fp in 0...classes.negatives {
            let cell = ConfusionCell(truePositives: tp, falsePositives: fp)
            let low = metric.compare(cell, classes, with: score.lower, over: score.denominator)
            let high = metric.compare(cell, classes, with: score.upper, over: score.denominator)
            if low >= 0 && (high < 0 || high == 0 && score.includesUpper) { count += 1 }
          }
        }
        #expect(Reachability.count([Reachability.Claim(metric, score)], classes) == count)
      }
    }
  }

  @Test func textIsReadStrictly() {
    #expect(ReportedScore("70.0")!.denominator == 2000 && ReportedScore("70")!.denominator == 200)
    #expect(ReportedScore("0.7000", unit: 1)!.lower == 13_999)
    for text in [
      "", ".5", "5.", "1e2", "+1", "--1", "1.2.3", "1.1234567", "nan", "9999999999", "１",
    ] {
      #expect(ReportedScore(text) == nil, "\(text)")
    }
    // Exactly on the edge: 0.5 of 1 is 50.0, and 49.95 and 50.05 are its ends.
    #expect(ReportedScore("50.0")!.multiples(of: 2) == 1...1)
    #expect(ReportedScore("49.95", rounding: .truncated)!.contains(4995, over: 10_000))
    #expect(ReportedScore("49.9")!.contains(4995, over: 10_000))
    #expect(!ReportedScore("49.9", rounding: .halfUp)!.contains(4995, over: 10_000))
    #expect(ReportedScore("-1.0")!.multiples(of: 100) == -1 ... -1)
  }
}
