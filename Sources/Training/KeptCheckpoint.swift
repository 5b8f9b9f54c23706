import Arithmetic
import Encoder
import Files
import Foundation
import Text
import Trajectory

/// A trial's state that is kept beside its golden, small, so that a segment of the trial can be rerun alone.
///
/// The file is the line of a `Checkpoint`; then for parameters, first and second moments, in the layout of
/// the parameters, blocks of 2^18 floats (the last one shorter): u32 number of bytes, and a `WordBlock`.
/// Parameters are stored as differences from those with which the trial began.
///
/// Its digest is in the golden: the anchor at its step. A file that gives another state is refused, so it needs
/// no digest of its own, and a golden is the same whether checkpoints were kept or not.
public struct KeptCheckpoint {
  /// Updates done.
  public var step: Int { header.step }
  private let header: CheckpointHeader
  private let file: InputFile

  static let format = "seedproof-kept/1"

  /// Opens the checkpoint of `trial` at `path`.
  ///
  /// - Throws: `InputError` of kind malformed if it is absent, no checkpoint, or larger than any of `trial`.
  public init(_ path: String, of trial: Trial) throws {
    let floats = 3 * trial.parameters.layout.floatCount
    let blocks = 3 * Self.ranges(trial.parameters.arena).count
    // Per block its length, and a length for each of its planes.
    file = try InputFile(
      path, limit: CheckpointHeader.limit + 4 * floats + 20 * blocks, kind: .malformed)
    do {
      header = try CheckpointHeader(file, format: Self.format)
    } catch {
      throw InputError(.malformed, file: path, "is not a kept checkpoint of this version")
    }
  }

  /// Puts the state into `trial`, which is at its beginning.
  ///
  /// - Parameter anchor: what the golden recorded after as many updates.
  /// - Throws: `InputError` of kind malformed if the checkpoint is damaged, of another trial, or does not
  ///   have the anchor's digests; the state of `trial` is then undefined.
  public func restore(_ trial: Trial, verifying anchor: AnchorRecord) throws {
    precondition(trial.stepsDone == 0, "a trial after \(trial.stepsDone) updates")
    guard header.trial == (try CheckpointHeader.identity(of: trial)) else {
      throw malformed("is a checkpoint of another trial")
    }
    guard trial.schedule.anchorSteps.contains(step), step < trial.schedule.stepCount,
      anchor.step == step
    else { throw malformed("says that it was kept at step \(step), where no checkpoint can be") }
    let bytes = [UInt8](file.data.dropFirst(header.byteCount))
    var rest = bytes[...]
    for (index, arena) in trial.arenas.enumerated() {
      try decode(&rest, into: arena, isDifference: index == 0, on: trial.unit)
    }
    guard rest.isEmpty else { throw malformed("has \(rest.count) bytes after its end") }
    header.restorePowers(trial)
    trial.resume(at: step)
    guard trial.anchor() == anchor else {
      throw malformed("does not hold the state whose digest the golden has at step \(step)")
    }
  }

  /// Writes the state of `trial` as it is at `anchor`.
  static func write(_ trial: Trial, at anchor: AnchorRecord, to path: String) throws {
    let start = BertTensors(trial.inputs.configuration, layout: trial.parameters.layout)
    try WeightInitialisation.fill(
      start, from: trial.inputs.model, seed: trial.specification.wi)
    try AtomicFile.write(to: path) { sink in
      try sink.append(CheckpointHeader.line(of: trial, at: anchor, format: format))
      for (index, arena) in trial.arenas.enumerated() {
        let base = index == 0 ? start.arena : nil
        let blocks = trial.unit.parallelMap(ranges(arena)) {
          WordBlock.encoded(arena[$0].words, base: base?[$0].words)
        }
        for block in blocks {
          try sink.append((0..<4).map { UInt8(truncatingIfNeeded: block.count >> (8 * $0)) })
          try sink.append(block)
        }
      }
    }
  }

  private func malformed(_ reason: String) -> InputError {
    InputError(
      .malformed, file: file.path, reason, advice: "remove it: the segment before it gets longer")
  }

  // MARK: Blocks

  private static func ranges(_ arena: Vector) -> [Range<Int>] {
    (0..<arena.count).blocks(of: WordBlock.wordLimit)
  }

  /// Takes the blocks of one arena off the front of `rest`.
  private func decode(
    _ rest: inout ArraySlice<UInt8>, into arena: Vector, isDifference: Bool,
    on unit: ArithmeticUnit
  ) throws {
    var blocks: [(floats: Vector, stored: ArraySlice<UInt8>)] = []
    for range in Self.ranges(arena) {
      let size = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      guard rest.count >= 4, size <= 4 * range.count + 16, size <= rest.count - 4 else {
        throw malformed("is damaged at byte \(rest.startIndex) of its blocks")
      }
      blocks.append((arena[range], rest.dropFirst(4).prefix(size)))
      rest = rest.dropFirst(4 + size)
    }
    let isWhole = unit.parallelMap(blocks) { floats, stored in
      let words = WordBlock.decoded(
        stored, count: floats.count, base: isDifference ? floats.words : nil)
      if let words { floats.copy(from: words.map(Float.init(bitPattern:))) }
      return words != nil
    }
    if let block = isWhole.firstIndex(of: false) {
      throw malformed("is damaged in block \(block) at byte \(blocks[block].stored.startIndex)")
    }
  }
}

extension Vector {
  /// The bits of the floats.
  fileprivate var words: [UInt32] { withSpan { span in span.indices.map { span[$0].bitPattern } } }
}
