import Testing

@testable import Scores

/// Counts of two labels, gold-major.
private func counts(_ tn: Int, _ fp: Int, _ fn: Int, _ tp: Int) throws -> ConfusionCounts {
  try #require(ConfusionCounts(labels: 2, counts: [tn, fp, fn, tp]))
}

@Suite struct MetricTests {
  @Test("counting")
  func recording() {
    var c = ConfusionCounts(labels: 3)
    for (gold, predicted) in [(0, 0), (0, 2), (1, 1), (2, 1), (2, 1), (2, 2)] {
      c.record(gold: gold, predicted: predicted)
    }
    #expect(c.counts == [1, 0, 1, 0, 1, 0, 0, 2, 1])
    #expect(c.total == 6 && c.correct == 3)
    #expect(c[2, 1] == 2 && c[1, 2] == 0)
    #expect(c.goldCount(2) == 3 && c.predictedCount(1) == 3)
    #expect(Metric.accuracy.score(c) == 0.5)
  }

  @Test("class 1 is positive")
  func positives() throws {
    let c = try counts(1, 2, 3, 4)
    #expect(c[0, 0] == 1 && c.falsePositives == 2)
    #expect(c.falseNegatives == 3 && c.truePositives == 4)
    #expect(Metric.f1.score(c) == 8.0 / 13)
    #expect(Metric.accuracyAndF1.score(c) == (0.5 + 8.0 / 13) / 2)
  }

  /// (tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn)), by hand.
  @Test("Matthews' coefficient of two classes")
  func correlation() throws {
    #expect(Metric.mcc.score(try counts(5, 0, 0, 7)) == 1)
    #expect(Metric.mcc.score(try counts(0, 5, 7, 0)) == -1)
    #expect(Metric.mcc.score(try counts(2, 2, 3, 3)) == 0)
    let mixed = Metric.mcc.score(try counts(1, 2, 3, 4))
    #expect((mixed - -2.0 / 504.0.squareRoot()).magnitude < 1e-15)
    let cola = Metric.mcc.score(try counts(200, 122, 60, 661))
    let squares: Double = 783 * 721 * 322 * 260
    let expected = 124_880 / squares.squareRoot()
    #expect((cola - expected).magnitude < 1e-15)
  }

  /// Gorodkin's R_K of [[2, 1, 0], [0, 3, 1], [1, 0, 2]]: (7 * 10 - 34) / (100 - 34).
  @Test("Matthews' coefficient of three classes")
  func threeClasses() throws {
    let c = try #require(ConfusionCounts(labels: 3, counts: [2, 1, 0, 0, 3, 1, 1, 0, 2]))
    #expect((Metric.mcc.score(c) - 36.0 / 66).magnitude < 1e-15)
  }

  /// By hand, of [[2, 1, 0], [0, 3, 1], [1, 0, 2]]: F1 4/6, 6/8 and 4/6, recalls 2/3, 3/4 and 2/3.
  @Test("figures of classes and their means")
  func classes() throws {
    let c = try #require(ConfusionCounts(labels: 3, counts: [2, 1, 0, 0, 3, 1, 1, 0, 2]))
    #expect(c.figures(1) == ClassFigures(goldCount: 4, predictedCount: 4, correctCount: 3))
    #expect(c.figures(0).precision == 2.0 / 3 && c.figures(2).recall == 2.0 / 3)
    let f1 = [2.0 / 3, 0.75, 2.0 / 3]
    #expect((0..<3).map { c.figures($0).f1 } == f1)
    #expect(abs(Metric.macroF1.score(c) - (f1[0] + f1[1] + f1[2]) / 3) < 1e-15)
    #expect(abs(Metric.weightedF1.score(c) - (3 * f1[0] + 4 * f1[1] + 3 * f1[2]) / 10) < 1e-15)
    #expect(abs(Metric.balancedAccuracy.score(c) - (2.0 / 3 + 0.75 + 2.0 / 3) / 3) < 1e-15)
    // A class that is neither there nor named: F1 0, and no part of the balance.
    let odd = try #require(ConfusionCounts(labels: 3, counts: [3, 1, 0, 0, 2, 0, 0, 0, 0]))
    #expect(odd.figures(2).f1 == 0 && odd.figures(2).precision == 0)
    #expect(abs(Metric.balancedAccuracy.score(odd) - (0.75 + 1) / 2) < 1e-15)
    #expect(abs(Metric.macroF1.score(odd) - (6.0 / 7 + 0.8) / 3) < 1e-15)
    #expect(Metric.reachable.count == 4 && Metric.mcc.support == -1...1)
  }

  @Test("where a score has no denominator")
  func undefined() throws {
    #expect(Metric.mcc.score(try counts(0, 322, 0, 721)) == 0)
    #expect(Metric.mcc.score(try counts(5, 5, 0, 0)) == 0)
    #expect(Metric.f1.score(try counts(9, 0, 0, 0)) == 0)
    #expect(Metric.f1.score(try counts(0, 9, 9, 0)) == 0)
  }

  /// Dodge et al. 2020: always the more frequent class of the development set.
  @Test("majority baselines of the four tasks")
  func baselines() throws {
    func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
    #expect(rounded(Metric.accuracy.score(try counts(146, 0, 131, 0))) == 0.5271)
    #expect(rounded(Metric.accuracyAndF1.score(try counts(0, 129, 0, 279))) == 0.7480)
    #expect(rounded(Metric.accuracy.score(try counts(0, 428, 0, 444))) == 0.5092)
    #expect(Metric.mcc.score(try counts(0, 322, 0, 721)) == 0)
  }

  @Test("stored counts are checked")
  func stored() {
    #expect(ConfusionCounts(labels: 2, counts: [1, 2, 3]) == nil)
    #expect(ConfusionCounts(labels: 2, counts: [1, 2, 3, -1]) == nil)
    #expect(ConfusionCounts(labels: 0, counts: []) == nil)
    #expect(ConfusionCounts(labels: 2, counts: [1 << 31, 1, 0, 0]) == nil)
    #expect(ConfusionCounts(labels: 2, counts: [.max, .max, 0, 0]) == nil)
  }

  @Test("a class outside the matrix, and a score of nothing, are our bugs")
  func bugs() async {
    await #expect(processExitsWith: .failure) {
      var c = ConfusionCounts(labels: 2)
      c.record(gold: 0, predicted: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Metric.accuracy.score(ConfusionCounts(labels: 2))
    }
  }
}
