/// p-values of several tests, adjusted so that each can be compared with the level itself.
public enum Multiplicity {
  /// Holm's step-down: the chance of any false rejection stays at the level, under any dependence.
  public static func holm(_ p: [Double]) -> [Double] {
    var (adjusted, running) = (p, 0.0)
    for (place, index) in p.indices.sorted(by: { (p[$0], $0) < (p[$1], $1) }).enumerated() {
      running = max(running, min(1, Double(p.count - place) * p[index]))
      adjusted[index] = running
    }
    return adjusted
  }
}
