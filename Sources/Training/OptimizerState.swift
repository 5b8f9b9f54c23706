import Arithmetic
import Encoder

/// What an optimizer carries from update to update.
public final class OptimizerState {
  /// First and second moments, in the layout of the parameters.
  public let firstMoments: Vector
  public let secondMoments: Vector
  /// beta1^t and beta2^t after t updates: running binary64 products.
  public internal(set) var firstPower = 1.0
  public internal(set) var secondPower = 1.0

  /// Rows of the word table that were in a batch so far; the moments of the others are +0.
  var activeWords: [Bool]

  static let firstBeta = 0.9
  static let secondBeta = 0.999

  init(floatCount: Int, wordCount: Int, on unit: ArithmeticUnit) {
    activeWords = [Bool](repeating: false, count: wordCount)
    firstMoments = unit.makeVector(count: floatCount)
    secondMoments = unit.makeVector(count: floatCount)
  }
}
