/// p-values of several tests, adjusted so that each can be compared with the level itself.
public enum Multiplicity {
  /// Holm's step-down: the chance of any false rejection stays at the level, under any dependence.
  public static func holm(_ p: [Double]) -> [Double] {
    var running = 0.0
    return adjust(p, p.indices.sorted { (p[$0], $0) < (p[$1], $1) }) { place, p, count in
      running = max(running, min(1, Double(count - place) * p))
      return running
    }
  }

  /// Hochberg's step-up: as Holm's, for tests that are independent or positively dependent.
  public static func hochberg(_ p: [Double]) -> [Double] {
    var running = 1.0
    return adjust(p, descending(p)) { place, p, _ in
      running = min(running, Double(place + 1) * p)
      return running
    }
  }

  /// Benjamini and Hochberg's step-up: the share of false ones among rejections, independent or positively dependent.
  public static func benjaminiHochberg(_ p: [Double]) -> [Double] { stepUp(p, factor: 1) }

  /// Benjamini and Yekutieli's step-up: the same share under any dependence.
  public static func benjaminiYekutieli(_ p: [Double]) -> [Double] {
    stepUp(p, factor: p.indices.reduce(0) { $0 + 1 / Double($1 + 1) })
  }

  private static func stepUp(_ p: [Double], factor: Double) -> [Double] {
    var running = 1.0
    return adjust(p, descending(p)) { place, p, count in
      running = min(running, p * Double(count) * factor / Double(count - place))
      return running
    }
  }

  private static func descending(_ p: [Double]) -> [Int] {
    p.indices.sorted { (p[$1], $0) < (p[$0], $1) }
  }

  private static func adjust(
    _ p: [Double], _ order: [Int], _ body: (_ place: Int, _ p: Double, _ count: Int) -> Double
  ) -> [Double] {
    var adjusted = p
    for (place, index) in order.enumerated() { adjusted[index] = body(place, p[index], p.count) }
    return adjusted
  }
}
