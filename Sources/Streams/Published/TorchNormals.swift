import Arithmetic

/// Normal draws of PyTorch on a processor, `tensor.normal_(mean, deviation)` in binary32.
///
/// - Source: measured; the functions of blocks are those of the Cephes library in binary32 (Moshier), with products
///   fused where PyTorch's vector code fuses them, and are exact here down to the last bit.
public enum TorchNormals {
  /// From so many values on, PyTorch draws in blocks.
  public static let blockSize = 16

  /// The values that a contiguous tensor of `count` elements gets.
  ///
  /// - Rounding: 16 or more: every operation in binary32, as with AVX2 and AVX-512; PyTorch's default capability has
  ///   other last bits. Fewer: in binary64, rounded once to binary32 at the end; there PyTorch takes logarithm, sine
  ///   and cosine from the C library, whose last bits are not defined, and this profile its own: where two of them
  ///   differ by a unit, 1 in about 10^8 values differs.
  /// - Precondition: `count >= 0`.
  public static func values(
    count: Int, mean: Double = 0, deviation: Double = 0.02, from generator: inout TorchGenerator
  ) -> [Float] {
    precondition(count >= 0, "cannot draw \(count) normals")
    return FloatingPointEnvironment.standard {
      count < blockSize
        ? single(count, mean, deviation, &generator)
        : blocks(count, Float(mean), Float(deviation), &generator)
    }
  }

  /// Words of the generator that `values` takes.
  public static func words(count: Int) -> UInt64 {
    if count < blockSize { return UInt64(count + 1) / 2 * 4 }
    return UInt64(count + (count % blockSize == 0 ? 0 : blockSize))
  }

  // MARK: Fewer than 16

  /// Box and Muller's transform: of two numbers in [0, 1) the cosine's value, then the sine's.
  private static func single(
    _ count: Int, _ mean: Double, _ deviation: Double, _ generator: inout TorchGenerator
  ) -> [Float] {
    var values: [Float] = []
    while values.count < count {
      let (turn, chance) = (generator.uniform53(), generator.uniform53())
      // 1 - chance is exact, so that log1p of -chance is this.
      let radius = (-2 * Scalar64.log(1 - chance)).squareRoot()
      let (sine, cosine) = FixedPointCircle.sineAndCosine(2 * Double.pi * turn)
      values.append(Float(radius * cosine * deviation + mean))
      values.append(Float(radius * sine * deviation + mean))
    }
    return Array(values.prefix(count))
  }

  // MARK: Blocks of 16

  /// All numbers are drawn, then each block is transformed; a rest shorter than a block makes the last 16 be drawn
  /// anew.
  private static func blocks(
    _ count: Int, _ mean: Float, _ deviation: Float, _ generator: inout TorchGenerator
  ) -> [Float] {
    func draw() -> Float { Float(generator.word() & 0xff_ffff) * 0x1p-24 }
    var values = (0..<count).map { _ in draw() }
    let turn = Float(2 * Double.pi)
    func transform(at begin: Int) {
      for index in begin..<begin + blockSize / 2 {
        let other = index + blockSize / 2
        let radius = (-2 * CephesFloat.log(1 - values[index])).squareRoot()
        let (sine, cosine) = CephesFloat.sineAndCosine(turn * values[other])
        values[index] = FusedFloat.multiplyAdd(radius * cosine, deviation, mean)
        values[other] = FusedFloat.multiplyAdd(radius * sine, deviation, mean)
      }
    }
    for begin in stride(from: 0, through: count - blockSize, by: blockSize) { transform(at: begin) }
    if count % blockSize != 0 {
      let begin = count - blockSize
      for index in begin..<count { values[index] = draw() }
      transform(at: begin)
    }
    return values
  }
}
