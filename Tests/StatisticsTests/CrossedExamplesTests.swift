import Scores
import TestSupport
import Testing

@testable import Statistics

@Suite struct CrossedExamplesTests {
  /// 3 WI x 4 DO x 6 examples, from a generator that every language has alike.
  static let small: [[Bool]] = {
    var x = 1
    return (0..<12).map { trial in
      (0..<6).map { k in
        x = (1_103_515_245 * x + 12_345) % (1 << 31)
        return (x >> 16) % 100 < 35 + 8 * (trial / 4) + 5 * (trial % 4) + 6 * k
      }
    }
  }()

  /// In exact rationals, by an oracle that shares no code.
  @Test func knownAnswers() {
    let found = CrossedExamples(correct: Self.small, wi: 3, do: 4)
    #expect(agrees(found.mean, 2.0 / 3, within: 1e-15) && found.value == .correctness)
    let expected: [Double] = [13, 18, -4, 30, -28, -3, 229]
    for (term, parts) in zip(CrossedTerm.allCases, expected) {
      #expect(agrees(found[term], parts / 1080, within: 1e-15), "\(term)")
    }
    let shares = found.shares ?? []
    #expect(shares.map(\.term) == [.wi, .do, .wiDo, .wiExample, .doExample, .wiDoExample])
    // 13 : 18 : 0 : 0 : 0 : 229 / 6, over 1080.
    let total = 13 + 18 + 229.0 / 6
    #expect(agree(shares.map(\.share), [13 / total, 18 / total, 0, 0, 0, 229.0 / 6 / total]))
  }

  /// 20 balanced tables whose seven estimates are positive, where moments and REML are one; by ci/oracle-lme4.
  @Test func agreesWithLme4() throws {
    let tables = try KnownAnswers("tables", file: "Statistics/crossed.json").root["all"].list
    #expect(tables.count == 20)
    for (index, table) in tables.enumerated() {
      let (a, b, n) = (table["wi"].int, table["do"].int, table["examples"].int)
      let scores = table["score"].numbers
      #expect(scores.count == a * b * n)
      let found = CrossedExamples(
        values: (0..<a * b).map { Array(scores[$0 * n..<($0 + 1) * n]) }, wi: a, do: b)
      let expected = table["components"].numbers
      let total = expected.reduce(0, +)
      let terms: [CrossedTerm] = [
        .wi, .do, .wiDo, .example, .wiExample, .doExample, .wiDoExample,
      ]
      for (term, other) in zip(terms, expected) {
        // Of the whole: as near as lme4's optimizers come.
        #expect(abs(found[term] - other) < 2e-6 * total, "table \(index), \(term): \(other)")
      }
    }
  }

  /// The two ways of counting are one table.
  @Test func wholeAndRealNumbersAgree() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var numbers = SeededNumbers(seed: seed, purpose: 0)
      let (a, b, n) = (2 + numbers.below(4), 2 + numbers.below(4), 2 + numbers.below(30))
      let correct = (0..<a * b).map { _ in (0..<n).map { _ in numbers.below(3) > 0 } }
      let whole = CrossedExamples(correct: correct, wi: a, do: b)
      let real = CrossedExamples(
        values: correct.map { $0.map { 1_000 + ($0 ? 1 : 0) } }, wi: a, do: b)
      for term in CrossedTerm.allCases {
        #expect(abs(whole[term] - real[term]) < 1e-12, "seed \(seed), \(term)")
      }
      #expect(abs(whole.mean + 1_000 - real.mean) < 1e-9)
    }
  }

  /// Trials without their seeds: what is known as the noise of the test set.
  @Test func oneFactorIsTheNoiseOfTheTestSet() {
    for trials in [Self.small, [0, 4, 8].map { Self.small[$0] }] {
      let noise = TestSetNoise(correct: trials)
      let found = TrialComponents(correct: trials)
      #expect(agrees(found.trial, noise.distribution))
      #expect(agrees(found.spread(examples: 6).total, noise.total))
      #expect(agrees(found.spread(examples: 6).goes, noise.total - noise.distribution))
    }
    let all = TrialComponents(correct: Self.small).spread(examples: 6)
    #expect(agree([all.total, all.goes, all.stays], [5.0 / 99, 7.0 / 220, 37.0 / 1980]))
    let some = TrialComponents(correct: [0, 4, 8].map { Self.small[$0] }).spread(examples: 6)
    #expect(agree([some.total, some.goes, some.stays], [1.0 / 36, 1.0 / 60, 1.0 / 90]))
    #expect(agrees(all.shareThatGoes, 7.0 / 220 * 99 / 5))
  }

  @Test func spreadsToExpect() {
    let trials = CrossedExamples(correct: Self.small, wi: 3, do: 4).trials
    let (s, k, e) = (13.0 / 1080 + 1.0 / 60 - 1.0 / 270, 1.0 / 36, (229.0 - 28 - 3) / 1080)
    #expect(agree([trials.trial, trials.example, trials.trialExample], [s, k, e]))
    #expect(agrees(trials.errorOfMean(trials: 5, examples: 100), s / 5 + k / 100 + e / 500))
    let table = trials.standardErrors(trials: [1, 20], examples: [6, 1_000])
    #expect(agrees(table[0][1], (s + k / 1_000 + e / 1_000).squareRoot()))
    #expect(agrees(table[1][0], (s / 20 + k / 6 + e / 120).squareRoot()))
    // What is negative does not make a spread smaller.
    let odd = TrialComponents(exampleCount: 4, trial: -1, example: 0.5, trialExample: 2)
    #expect(
      agrees(odd.standardErrors(trials: [2], examples: [4])[0][0], (0.125 + 0.25).squareRoot()))
    #expect(odd.spread(examples: 4).stays == -1 && odd.spread(examples: 4).shareThatGoes == 1)
    #expect(ScoreSpread(stays: -1, goes: 0).shareThatGoes == nil)
  }

  /// Tables of known components, seed 2026: each estimate's mean is within four standard errors of the truth.
  @Test func componentsAreUnbiased() {
    var numbers = SeededNumbers(seed: 2026, purpose: 1)
    // A sum of four uniform numbers: variance 1/3.
    func draws(_ count: Int, _ variance: Double) -> [Double] {
      (0..<count).map { _ in
        let sum = (0..<4).reduce(0) { total, _ in total + numbers.below(1 << 20) }
        return (Double(sum) / Double(1 << 20) - 2) * (3 * variance).squareRoot()
      }
    }
    let truth = [0, 0.4, 0.2, 0.1, 1, 0.3, 0.5, 0.8]
    let (a, b, n, rounds) = (4, 3, 8, 400)
    var sums = [Double](repeating: 0, count: 8)
    var squares = sums
    for _ in 0..<rounds {
      let effects = (0..<8).map { term in
        draws((term & 1 > 0 ? a : 1) * (term & 2 > 0 ? b : 1) * (term & 4 > 0 ? n : 1), truth[term])
      }
      let values = (0..<a * b).map { trial in
        (0..<n).map { k -> Double in
          let (i, j) = (trial / b, trial % b)
          return effects[1][i] + effects[2][j] + effects[3][trial] + effects[4][k]
            + effects[5][i * n + k] + effects[6][j * n + k] + effects[7][trial * n + k]
        }
      }
      let found = CrossedExamples(values: values, wi: a, do: b)
      for term in CrossedTerm.allCases {
        sums[term.rawValue] += found[term]
        squares[term.rawValue] += found[term] * found[term]
      }
    }
    for term in CrossedTerm.allCases {
      let mean = sums[term.rawValue] / Double(rounds)
      let variance = squares[term.rawValue] / Double(rounds) - mean * mean
      let error = (variance / Double(rounds)).squareRoot()
      #expect(
        abs(mean - truth[term.rawValue]) < 4 * error, "seed 2026, \(term): \(mean) +- \(error)")
    }
  }
}

@Suite struct PredictionTests {
  static let gold: [UInt8] = [0, 1, 1, 0, 1, 1]
  static let predictions = Predictions(
    labels: 2, gold: gold,
    trials: CrossedExamplesTests.small.map { zip($0, gold).map { $0 ? $1 : 1 - $1 } })

  @Test func pseudoValues() {
    // Accuracy: 1 where right.
    let correct = Self.predictions.correct
    for trial in correct.indices {
      let values = Self.predictions.pseudoValues(of: .accuracy, trial: trial)
      #expect(zip(values, correct[trial]).allSatisfy { abs($0 - ($1 ? 1 : 0)) < 1e-12 })
    }
    // F1 by leaving each example out in turn.
    for (metric, trial) in [(Metric.f1, 0), (.f1, 5), (.mcc, 1), (.accuracyAndF1, 3)] {
      let all = metric.score(Self.predictions.counts(trial))
      let values = Self.predictions.pseudoValues(of: metric, trial: trial)
      for k in 0..<6 {
        var (gold, row) = (Self.gold, Self.predictions.trials[trial])
        gold.remove(at: k)
        row.remove(at: k)
        let without = metric.score(Predictions(labels: 2, gold: gold, trials: [row]).counts(0))
        #expect(abs(values[k] - (6 * all - 5 * without)) < 1e-12, "\(metric), example \(k)")
      }
    }
  }

  @Test func metricsAreNamed() {
    let accuracy = CrossedExamples(Self.predictions, metric: .accuracy, wi: 3, do: 4)
    #expect(accuracy == CrossedExamples(correct: CrossedExamplesTests.small, wi: 3, do: 4))
    let f1 = CrossedExamples(Self.predictions, metric: .f1, wi: 3, do: 4)
    #expect(f1.value == .pseudoValue(.f1))
    let rows = (0..<12).map { Self.predictions.pseudoValues(of: .f1, trial: $0) }
    #expect(agrees(f1.mean, Brute.mean(rows.flatMap(\.self))))
    #expect(agrees(f1[.wi], CrossedExamples(values: rows, wi: 3, do: 4)[.wi]))
    // Two thirds of the trials' spread come from examples here; of the whole none is lost.
    let spread = f1.trials.spread(examples: 6)
    let terms = CrossedTerm.allCases.filter { $0 != .example }
    #expect(agrees(spread.total, terms.reduce(0) { $0 + f1.contribution($1, examples: 6) }))
  }

  /// Kappa of correctness as the oracle has it: labels 1 and 0 for right and wrong.
  @Test func agreement() {
    let right = Predictions(
      labels: 2, gold: Array(repeating: 1, count: 6),
      trials: CrossedExamplesTests.small.map { $0.map { $0 ? 1 : 0 } })
    let found = PredictionAgreement(right)
    #expect(agrees(found.disagreement, 83.0 / 198, within: 1e-15))
    #expect(agrees(found.kappa, 5.0 / 88, within: 1e-15))
    #expect(found.flipCount == 6 && found.neverRightCount == 0 && found.alwaysRightCount == 0)
  }

  @Test func agreementOfAFew() {
    let found = PredictionAgreement(
      Predictions(
        labels: 3, gold: [0, 1, 2, 2], trials: [[0, 1, 0, 1], [0, 1, 0, 2], [0, 2, 0, 1]]))
    #expect(found.trialCount == 3 && found.exampleCount == 4)
    #expect(found.flipCount == 2 && found.neverRightCount == 1 && found.alwaysRightCount == 1)
    // 4 of 12 pairs differ; classes come 6, 4 and 2 times.
    #expect(agrees(found.disagreement, 1.0 / 3))
    let chance = 1 - (36.0 + 16 + 4) / 144
    #expect(agrees(found.kappa, 1 - (1.0 / 3) / chance))
    let one = PredictionAgreement(
      Predictions(labels: 2, gold: [1, 0], trials: [[1, 1], [1, 1]]))
    #expect(one.kappa == nil && one.disagreement == 0 && one.flipCount == 0)
  }
}
