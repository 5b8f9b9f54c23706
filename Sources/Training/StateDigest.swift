import Arithmetic
import Encoder
import Files
import Streams
import Synchronization
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
    let blockCount = 1 << 18
    var blocks: [Range<Int>] = []
    for tensor in layout.tensors {
      for start in stride(
        from: tensor.range.lowerBound, to: tensor.range.upperBound, by: blockCount)
      {
        blocks.append(start..<min(start + blockCount, tensor.range.upperBound))
      }
    }
    let digests = Mutex([Digest?](repeating: nil, count: blocks.count))
    parallelFor(blocks: blocks.count) { block in
      var hasher = DigestHasher()
      arena[blocks[block]].withBytes { hasher.update($0) }
      let digest = hasher.finalize()
      digests.withLock { $0[block] = digest }
    }
    return Digest(of: digests.withLock { $0.flatMap { $0!.bytes } })
  }
}
