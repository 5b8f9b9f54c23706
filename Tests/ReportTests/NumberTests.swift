import Testing
import Text

@testable import Report

@Suite("Numbers as text")
struct NumberTests {
  @Test(arguments: [
    (0.82504, 4, "0.8250"), (-0.00001, 4, "0.0000"), (-0.5, 1, "-0.5"), (.nan, 2, "-"),
    (.infinity, 2, "-"),
  ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals) == text)
  }

  @Test(arguments: [
    (0.0003697, "0.000370"), (0.00003697, "3.70e-05"), (51.2345, "51.2"), (475.475, "475"),
    (0, "0"),
    (-12.5, "-12.5"), (2_500_000, "2.50e+06"),
    // In the form of what they are rounded to.
    (0.00009999, "0.000100"), (9.999, "10.0"), (999_999, "1.00e+06"),
  ])
  func significant(value: Double, text: String) {
    #expect(NumberText.significant(value) == text)
  }

  @Test(arguments: [(0.0331, "0.0331"), (0.000002, "2.0e-06"), (1, "1.0000"), (0, "0.0000")])
  func probability(value: Double, text: String) {
    #expect(NumberText.probability(value) == text)
  }

  @Test(arguments: [
    (0.5, "50.0%"), (0.0006, "0.1%"), (0.000037, "0.004%"), (0.000001, "0.0001%"),
    (-0.00002, "-0.002%"), (1e-17, "0.0%"), (0, "0.0%"),
  ])
  func percent(value: Double, text: String) {
    #expect(NumberText.percent(value) == text)
  }

  @Test func scores() {
    #expect(ScoreFormat(magnitude: 1).text(0.5) == "0.5000")
    #expect(ScoreFormat(magnitude: 95).text(0.5) == "0.50")
    #expect(ScoreFormat(magnitude: 1).signed(0.012) == "+0.0120")
    #expect(ScoreFormat(magnitude: 1).signed(0.00001) == "0.0000")
    #expect(ScoreFormat(magnitude: 1).text(nil as Double?) == "-")
    // Equal scores differ by rounding: that asks for no digits.
    #expect(ScoreFormat(magnitude: 0.7, spread: 1e-16).text(0.7) == "0.7000")
    #expect(ScoreFormat(magnitude: 0.7, spread: 1e-7).text(0.7) == "0.70000000")
  }

  @Test("JSON numbers read back as they were")
  func json() {
    for value in [0.1, 1e-300, 123456789.125, -2.5, 1e22, .leastNonzeroMagnitude, 3] {
      #expect(Double(JSONValue.number(value).text) == value)
    }
    #expect(JSONValue.number(.nan).text == "null")
    #expect(
      JSONValue.ordered(["b": 1, "a": "x\n\u{202e}\""]).text == #"{"b":1,"a":"x\n\u202e\""}"#)
  }

  @Test("Long tables are thinned")
  func thinning() {
    #expect(Thinning.oneTwoFive(upTo: 25) == [1, 2, 5, 10, 20, 25])
    #expect(Thinning.oneTwoFive(upTo: 1) == [1])
    #expect(Thinning.oneTwoFive(upTo: 0) == [])
    #expect(Thinning.evenly(30, atMost: 4) == [0, 9, 19, 29])
    let dense = Thinning.logarithmic(625)
    #expect(dense.first == 1 && dense.last == 625 && dense.count <= 70)
    #expect(zip(dense, dense.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Thinning.logarithmic(12) == Array(1...12))
  }
}
