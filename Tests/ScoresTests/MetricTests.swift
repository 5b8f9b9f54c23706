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
