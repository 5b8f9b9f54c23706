import Arithmetic
import Encoder
import Files
import Streams
import Trajectory

extension Trial {
  /// The digest of the whole state, component by component.
  ///
  /// Streams are functions of (purpose, seed, position), so their positions are the seeds and the update.
  func anchor() -> AnchorRecord {
    let layout = parameters.layout
    let (first, second) = (optimizer.firstMoments, optimizer.secondMoments)
    let moments = [first, second].flatMap { unit.digest(layout, of: $0).bytes }
    let powers = [optimizer.firstPower, optimizer.secondPower].map(\.bitPattern)
    let settings = specification.protocol
    let dropoutSeed = settings.dropoutSeed.seed(wi: specification.wi, do: specification.do)
    let rate = stepsDone < schedule.totalSteps ? schedule.learningRate(at: stepsDone) : 0
    return AnchorRecord(
      step: stepsDone,
      components: [
        .init("weights", unit.digest(layout, of: parameters.arena)),
        .init("moments", Digest(of: moments)),
        .init("powers", Digest(words: powers)),
        .init(
          "streams",
          Digest(words: [specification.wi, specification.do, dropoutSeed].map(UInt64.init))),
        .init(
          "cursor",
          Digest(words: [stepsDone, stepsDone / schedule.stepsPerEpoch].map(UInt64.init))),
        .init("protocol", Digest(words: [rate.bitPattern])),
      ])
  }
}

extension Digest {
  /// SHA-256 over little-endian 64-bit words.
  fileprivate init(words: [UInt64]) {
    self.init(
      of: words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
  }
}

extension ArithmeticUnit {
  /// SHA-256 over the SHA-256 of blocks of 1 MiB, tensor by tensor in canonical order.
  ///
  /// The bytes are little-endian binary32. A block ends with its tensor. Blocks are hashed in parallel.
  func digest(_ layout: ParameterLayout, of arena: Vector) -> Digest {
    let digests = parallelMap(layout.tensors.flatMap { $0.range.blocks(of: 1 << 18) }) { block in
      var hasher = DigestHasher()
      arena[block].withBytes { hasher.update($0) }
      return hasher.finalize()
    }
    return Digest(of: digests.flatMap(\.bytes))
  }
}

extension Range<Int> {
  /// Consecutive ranges of `size`; the last may be shorter.
  func blocks(of size: Int) -> [Range<Int>] {
    stride(from: lowerBound, to: upperBound, by: size).map {
      $0..<Swift.min($0 + size, upperBound)
    }
  }
}
