/// Equal parts of training in the place of evaluations that lie unevenly, so that the cost of a stop is the share of
/// the training behind it.
///
/// A trainer may evaluate often at first and seldom later; its 50th evaluation of 107 is then not half of the training.
/// The parts are as many as the longest distance between two evaluations goes into the last step. At the end of a part
/// stands the best score of all evaluations so far, which is what a stop rule ranks by.
struct EqualParts: Sendable, Equatable {
  /// For each part, in order, how many evaluations there are up to its end; at least 1.
  let evaluationCounts: [Int]

  /// - Parameter steps: updates done at each evaluation, ascending.
  /// - Returns: nil where evaluations lie evenly: none of their distances is more than twice another, the last one left
  ///   out, which a training that ends early cuts. Evaluations at the ends of equal parts that are rounded up to whole
  ///   updates are even.
  init?(steps: [Int]) {
    guard steps.count > 2, let last = steps.last, steps[0] >= 0 else { return nil }
    let distances = zip(steps.dropFirst(), steps).map { $0 - $1 }
    let inner = distances.dropLast()
    guard let least = inner.min(), let most = inner.max(), least > 0, most - least > least else {
      return nil
    }
    let count = last / max(most, distances[distances.count - 1], steps[0])
    evaluationCounts = (1...count).map { part in
      // last * part / count without the product, which may be beyond an integer.
      let end = last / count * part + last % count * part / count
      return steps.prefix { $0 <= end }.count
    }
  }

  /// The best of the scores up to the end of each part.
  ///
  /// - Parameter scores: of one trial, higher is better; as many as there are steps.
  func best(of scores: [Double]) -> [Double] {
    evaluationCounts.map { scores.prefix($0).max()! }
  }
}
