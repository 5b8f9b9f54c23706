/// What is known of the classification tasks that the paper uses.
struct KnownTask: Sendable {
  let majorityBaseline: Double
  let support: ClosedRange<Double>

  /// The task that `name` means, such as `rte`, `glue/RTE`, `sst` or `SST-2`; nil for others, and where a score lies
  /// outside the support, as percentages do.
  init?(name: String, scores: [Double]) {
    let last = name.split(separator: "/").last.map { $0.lowercased() } ?? ""
    switch last {
    case "rte": self.init(146.0 / 277, 0...1)
    // Mean of accuracy and F1 with every pair called a paraphrase.
    case "mrpc": self.init(46593.0 / 62288, 0...1)
    case "cola": self.init(0, -1...1)
    case "sst", "sst-2", "sst2": self.init(444.0 / 872, 0...1)
    default: return nil
    }
    if !scores.allSatisfy(support.contains) { return nil }
  }

  private init(_ majorityBaseline: Double, _ support: ClosedRange<Double>) {
    self.majorityBaseline = majorityBaseline
    self.support = support
  }
}
