import Foundation
import Testing

@testable import Report

@Suite("Plots")
struct PlotTests {
  @Test(
    "Ticks are round, inside, and no more than asked",
    arguments: [
      (0.0...1.0, 6), (0.52...0.77, 5), (-81.0...873, 4), (1e-7...3e-7, 5), (0...1, 1),
      (12345...99999, 8),
    ])
  func linearTicks(domain: ClosedRange<Double>, limit: Int) {
    let ticks = Tick.linear(domain, limit: limit)
    #expect(ticks.count <= limit)
    #expect(limit < 3 || ticks.count >= 2, "\(ticks)")
    for tick in ticks {
      #expect(Scale.padded([domain.lowerBound, domain.upperBound]).contains(tick.value))
    }
    #expect(Set(ticks.map(\.label)).count == ticks.count, "\(ticks)")
  }

  @Test func tickLabels() {
    #expect(
      Tick.linear(0...1, limit: 6).map(\.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Tick.linear(0...30, limit: 4, wholeOnly: true).map(\.label) == ["0", "10", "20", "30"])
    #expect(Tick.linear(0...2, limit: 8, wholeOnly: true).map(\.label) == ["0", "1", "2"])
    #expect(
      Tick.logarithmic(1...625, limit: 12).map(\.label)
        == ["1", "2", "5", "10", "20", "50", "100", "200", "500"])
    #expect(
      Tick.logarithmic(0.0001...0.2, limit: 5).map(\.label)
        == ["0.0001", "0.001", "0.01", "0.1"])
    #expect(Tick.linear(0...4e30, limit: 4).map(\.label).last == "4.00e+30")
    #expect(Tick.linear(0...4e6, limit: 4).map(\.label).last == "4,000,000")
  }

  @Test("Labels side by side have room", arguments: [1.0, 30, 625, 99_999, 0.00031])
  func beside(end: Double) {
    let scale = Scale(.linear, 0...end, from: 50, to: 460)
    let ticks = Tick.beside(scale)
    #expect(ticks.count >= 2)
    for (a, b) in zip(ticks, ticks.dropFirst()) {
      let widths = [a, b].map { TextWidth.units($0.label) }
      #expect(scale.position(b.value) - scale.position(a.value) > (widths[0] + widths[1]) / 2)
    }
  }

  @Test func paths() {
    #expect(
      PathText([(x: 1.0, y: 2.0), (x: 3.0, y: 2.0), (x: 3.0, y: 4.25), (x: 2.5, y: 3.0)]).text
        == "M1 2h2v2.3l-.5-1.3")
    #expect(PathText([(x: 0.0, y: 0.0), (x: 0.01, y: 0.01)]).text == "M0 0")
    #expect(Coordinate.text(-0.04) == "0")
    #expect(Coordinate.text(-0.5) == "-.5")
  }

  @Test func scales() {
    let scale = Scale(.logarithmic, 1...100, from: 0, to: 200)
    #expect(abs(scale.position(10) - 100) < 1e-9)
    #expect(scale.position(1000) == 200)
    #expect(Scale.padded([Double]()) == 0...1)
    let flat = Scale.padded([0.5, 0.5])
    #expect(flat.lowerBound < 0.5 && flat.upperBound > 0.5)
  }

  @Test func colours() {
    #expect(PlotStyle.colour(0) == "#440154")
    #expect(PlotStyle.colour(1) == "#fde725")
    #expect(PlotStyle.colour(2) == PlotStyle.colour(1))
  }

  @Test("Text on every colour of a heat map stands out: WCAG asks 3 of large text, 4.5 of small")
  func contrast() throws {
    func luminance(_ colour: String) throws -> Double {
      let value = try #require(Int(colour.dropFirst(), radix: 16))
      let parts = [value >> 16, value >> 8 & 255, value & 255].map { part in
        let share = Double(part) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    for step in 0...100 {
      let fraction = Double(step) / 100
      let paper = try luminance(PlotStyle.colour(fraction))
      let ink = try luminance(PlotStyle.inkClass(fraction) == "on-dark" ? "#ffffff" : "#111111")
      #expect((max(paper, ink) + 0.05) / (min(paper, ink) + 0.05) > 4.3, "\(fraction)")
    }
  }

  @Test("Bins cover all values once")
  func bins() {
    let bins = Bins(0.5271...0.7726, target: 30)
    #expect(bins.count >= 15 && bins.count <= 40)
    #expect(bins.index(0.5271) == 0)
    #expect(bins.index(0.7726) == bins.count - 1)
    for index in 0..<bins.count {
      let edges = bins.edges(index)
      #expect(bins.index((edges.lowerBound + edges.upperBound) / 2) == index)
    }
  }

  @Test("Names are shortened and stay different")
  func names() {
    let long = String(repeating: "x", count: 100)
    let names = DisplayNames([long + "a", long + "b", "short", "漢" + long])
    #expect(names["short"] == "short")
    #expect(names[long + "a"] != names[long + "b"])
    for name in [long + "a", long + "b", "漢" + long] {
      #expect(TextWidth.columns(names[name]) <= 40, "\(names[name])")
    }
  }
}
