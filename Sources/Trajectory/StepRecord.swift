/// What one update of a trial left behind: the bits that a rerun must show again.
public struct StepRecord: Sendable, Equatable {
  /// The number of the update, counted from 0.
  public var step: Int
  /// The binary32 bits of the batch's mean loss, before the update.
  public var lossBits: UInt32
  /// The binary32 bits of the gradient's norm, before clipping; 0 where the column is absent.
  public var gradientNormBits: UInt32
  /// Four bytes of the digest of the batch that was trained on; 0 where the column is absent.
  public var batchDigest: UInt32

  public init(step: Int, lossBits: UInt32, gradientNormBits: UInt32 = 0, batchDigest: UInt32 = 0) {
    self.step = step
    self.lossBits = lossBits
    self.gradientNormBits = gradientNormBits
    self.batchDigest = batchDigest
  }

  /// The loss as a number.
  public var loss: Float { Float(bitPattern: lossBits) }

  /// The gradient's norm as a number.
  public var gradientNorm: Float { Float(bitPattern: gradientNormBits) }
}
