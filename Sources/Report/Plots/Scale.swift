import Foundation
import Text

/// From values to positions along one side of a plot.
struct Scale {
  /// How values are spread.
  enum Kind { case linear, logarithmic }

  let kind: Kind
  let domain: ClosedRange<Double>
  /// Position of the lowest and of the highest value.
  let start: Double
  let end: Double

  /// - Precondition: the domain has a length; a logarithmic one is above zero.
  init(_ kind: Kind, _ domain: ClosedRange<Double>, from start: Double, to end: Double) {
    precondition(
      domain.lowerBound < domain.upperBound && (kind == .linear || domain.lowerBound > 0),
      "a \(kind) scale over \(domain)")
    (self.kind, self.domain, self.start, self.end) = (kind, domain, start, end)
  }

  /// Where `value` stands; values outside the domain stand at its ends.
  func position(_ value: Double) -> Double {
    let value = min(max(value, domain.lowerBound), domain.upperBound)
    let fraction: Double
    switch kind {
    case .linear:
      fraction = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    case .logarithmic:
      fraction = log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
    }
    return start + (end - start) * fraction
  }

  /// `values` and a margin of `share` of their spread on both sides; a single value gets some room.
  static func padded(_ values: some Sequence<Double>, share: Double = 0.05) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    let margin = high > low ? (high - low) * share : max(abs(high) * share, 1e-6)
    return low - margin...high + margin
  }
}

/// A mark on an axis.
struct Tick: Equatable {
  let value: Double
  let label: String

  /// Round values in `domain`: multiples of 1, 2 or 5 times a power of ten, at most `limit` of them.
  static func linear(_ domain: ClosedRange<Double>, limit: Int, wholeOnly: Bool = false) -> [Tick] {
    let span = domain.upperBound - domain.lowerBound
    var exponent = Int(floor(log10(span / Double(max(1, limit))))) - 1
    while true {
      for factor in [1.0, 2, 5] {
        let step = factor * pow(10, Double(exponent))
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        guard last - first + 1 <= Double(max(1, limit)), !wholeOnly || step >= 1 else { continue }
        if last < first { return [] }
        return (Int(first)...Int(last)).map {
          Tick(value: Double($0) * step, label: label(Double($0) * step, exponent: exponent))
        }
      }
      exponent += 1
    }
  }

  private static func label(_ value: Double, exponent: Int) -> String {
    if exponent < -5, value != 0 { return NumberText.significant(value, 2) }
    if abs(value) >= 1e15 { return NumberText.significant(value) }
    let text = NumberText.fixed(value, max(0, -exponent))
    return exponent >= 0 && abs(value) >= 10_000 ? Int(value).grouped : text
  }

  /// Round values on a logarithmic scale, densest set of at most `limit`.
  static func logarithmic(_ domain: ClosedRange<Double>, limit: Int) -> [Tick] {
    let low = Int(floor(log10(domain.lowerBound)))
    let high = Int(ceil(log10(domain.upperBound)))
    func ticks(_ factors: [Double], every: Int) -> [Tick] {
      stride(from: low, through: high, by: every).flatMap { exponent in
        factors.map { factor in
          let value = factor * pow(10, Double(exponent))
          return Tick(value: value, label: Tick.logLabel(value, factor, exponent))
        }
      }.filter { domain.contains($0.value * (1 - 1e-9)) || domain.contains($0.value * (1 + 1e-9)) }
    }
    let sets = [([1.0, 2, 5], 1), ([1, 3], 1)] + (1...40).map { ([1], $0) }
    return sets.lazy.map(ticks).first { $0.count <= limit } ?? []
  }

  private static func logLabel(_ value: Double, _ factor: Double, _ exponent: Int) -> String {
    if exponent < -4 || exponent > 5 { return "\(Int(factor))e\(exponent)" }
    return exponent < 0
      ? NumberText.fixed(value, -exponent) : Int(value.rounded()).grouped
  }

  /// As many ticks of `scale` as have room for their labels side by side.
  static func beside(_ scale: Scale, wholeOnly: Bool = false) -> [Tick] {
    for limit in stride(from: 12, through: 2, by: -1) {
      let ticks = of(scale, limit: limit, wholeOnly: wholeOnly)
      let fits = zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
        let room = abs(scale.position(right.value) - scale.position(left.value))
        let widths = [left, right].map { TextWidth.units($0.label) }
        return room >= (widths[0] + widths[1]) / 2 + 8
      }
      if fits { return ticks }
    }
    return Array(of(scale, limit: 1, wholeOnly: wholeOnly).prefix(1))
  }

  /// As many ticks of `scale` as have room for their labels above each other.
  static func stacked(_ scale: Scale, wholeOnly: Bool = false) -> [Tick] {
    let room = abs(scale.end - scale.start)
    return of(scale, limit: max(2, min(8, Int(room / 28))), wholeOnly: wholeOnly)
  }

  private static func of(_ scale: Scale, limit: Int, wholeOnly: Bool) -> [Tick] {
    scale.kind == .linear
      ? linear(scale.domain, limit: limit, wholeOnly: wholeOnly)
      : logarithmic(scale.domain, limit: limit)
  }
}
