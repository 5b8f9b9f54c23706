/// What the code of Dodge et al. 2020 does in the place of what the paper describes.
///
/// Source: github.com/dodgejesse/bert_on_stilts, `glue/runners.py` at commit a13dc0d, which counts the updates of each
/// epoch anew, and BertAdam of pytorch-pretrained-bert 0.4.0, which counts them through.
extension Schedule {
  /// T' = the whole part of n / batch size * epochs: full batches only, and so below T unless all batches are full.
  ///
  /// - Rounding: one division, then one product.
  /// - Edge cases: 1 where it would be 0, with which the code ends in a division by zero.
  static func countedSteps(_ settings: TrainingProtocol, exampleCount: Int) -> Int {
    let count = Double(exampleCount) / Double(settings.batchSize) * Double(settings.epochs)
    return max(1, Int(count.rounded(.down)))
  }

  /// The rate of update t, which is update k of its epoch:
  ///
  ///     rate(t) = peak * w(k / T') * w(t / T'),    w(x) = x / warmup where x < warmup, else 1 - x
  ///
  /// The training loop applies the first w, to the updates of the epoch, and the optimizer the second, to all.
  ///
  /// - Rounding: binary64, each operation; the products from the left.
  /// - Edge cases: w falls at once from near 1 to 1 - warmup where the warm-up ends, and nothing keeps it at 0 or
  ///   above: update T' has a rate of 0, and those after it, where there are any, negative ones, which climb instead of
  ///   descend. A product of 0 and a negative number is -0.
  func rateAppliedTwice(at step: Int) -> Double {
    func w(_ count: Int) -> Double {
      let share = Double(count) / Double(countedSteps)
      return share < warmup ? share / warmup : 1 - share
    }
    return peakRate * w(step % stepsPerEpoch) * w(step)
  }

  /// Numbers of updates done after which the development data are evaluated, ascending, with E parts an epoch.
  ///
  /// With k counted from 0 in each epoch, and d = min(S div E, 100), there is an evaluation after update k where k is
  /// a multiple of d; and in the first epoch after each of the first 50 updates, and until k = 299 where the binary64
  /// d / E leaves no remainder. The code has E = 10.
  ///
  /// The code evaluates after each epoch too, and prints that score apart; it is none of those that the paper is about,
  /// and no point here. So the last point lies before the last update, unless `stepCount` cuts the training short: then
  /// that is a point.
  ///
  /// - Edge cases: d is 1 in epochs of fewer than E updates, with which the code ends in a division by zero.
  static func denseThenEven(
    _ parts: Int, epochs: Int, stepsPerEpoch: Int, stepCount: Int
  ) -> [Int] {
    let part = max(1, min(stepsPerEpoch / parts, 100))
    // A float divides a whole number where its odd factor does: 1.5 each third, 2.3, which is not 23/10, none here.
    var fine = Double(part) / Double(parts)
    while fine != fine.rounded(.down) { fine *= 2 }
    let finePart = Int(fine)
    var points: [Int] = []
    for epoch in 0..<epochs {
      let denseCount = epoch == 0 ? min(300, stepsPerEpoch) : 0
      let dense = (0..<denseCount).filter { $0 < 50 || $0 % finePart == 0 || $0 % part == 0 }
      let next = (denseCount + part - 1) / part * part
      let even = stride(from: next, to: stepsPerEpoch, by: part)
      points += (dense + even).map { epoch * stepsPerEpoch + $0 + 1 }
      if points.last! > stepCount { break }
    }
    points.removeAll { $0 > stepCount }
    if stepCount < epochs * stepsPerEpoch, points.last != stepCount { points.append(stepCount) }
    return points
  }
}
