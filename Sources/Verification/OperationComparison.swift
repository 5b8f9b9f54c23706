import Encoder
import Files
import Judgement
import Text
import Training

/// Compares one update of two trials, operation by operation.
///
/// The first trial is asked for the digests of all operations; the second tells where its own are others; then
/// the first is asked for that one operation again. So no more than one output is held at a time.
struct OperationComparison {
  /// Operations that both gave.
  private(set) var count = 0
  private(set) var first: Bisection.Difference?

  /// Both trials are before the same update; it is applied to both if nothing differs before.
  init(_ here: Trial, _ there: Trial) {
    compare({ here.observeGradients($0) }, { there.observeGradients($0) })
    guard first == nil, here.applyObservedGradients(), there.applyObservedGradients() else {
      return
    }
    compare({ here.observeState($0) }, { there.observeState($0) })
  }

  /// A passage that tells its operations, the same each time.
  private typealias Passage = (@escaping OperationObserver) -> Void

  private mutating func compare(_ here: Passage, _ there: Passage) {
    let known = Recorder()
    here {
      known.names.append($0.name)
      known.digests.append($0.digest)
    }
    let found = Recorder()
    there { operation in
      let index = found.names.count
      found.names.append(operation.name)
      let digest = operation.digest
      found.digests.append(digest)
      guard found.first == nil else { return }
      if index >= known.names.count || known.names[index] != operation.name
        || known.digests[index] != digest
      {
        found.first = (index, operation)
      }
    }
    let before = count
    count += min(known.names.count, found.names.count)
    // One side may have fewer operations, all of them equal.
    let index = found.first?.index ?? found.names.count
    guard index < max(known.names.count, found.names.count) else { return }
    let again = Recorder()
    here { operation in
      if again.count == index { again.first = (index, operation) }
      again.count += 1
    }
    first = Bisection.Difference(
      again.first?.operation, found.first?.operation, equalCount: before + index)
  }

  private final class Recorder {
    var names: [String] = []
    var digests: [Digest] = []
    var count = 0
    var first: (index: Int, operation: OperationOutput)?
  }
}

extension OperationOutput {
  /// The shape, and the name where that differs.
  fileprivate func outline(beside other: OperationOutput?) -> String {
    (name == other?.name ?? name ? "" : name + " ") + "of shape \(shape)"
  }

  /// SHA-256 of the values' bytes in the machine's order.
  fileprivate var digest: Digest {
    values.withUnsafeBytes { bytes in
      var hasher = DigestHasher()
      hasher.update(bytes)
      return hasher.finalize()
    }
  }
}

extension Bisection.Difference {
  /// The difference of two operations, of which one may be missing.
  ///
  /// - Precondition: the operations' names, shapes or values differ.
  fileprivate init?(_ a: OperationOutput?, _ b: OperationOutput?, equalCount: Int) {
    guard let a, let b else {
      guard let known = a ?? b else { return nil }
      let missing = "no such operation"
      self.init(
        operation: known.name, equalCount: equalCount, index: nil, place: [],
        here: a?.outline(beside: b) ?? missing, there: b?.outline(beside: a) ?? missing, ulps: nil,
        differingCount: known.values.count, elementCount: known.values.count,
        digestHere: a?.digest, digestThere: b?.digest)
      return
    }
    let isComparable = a.name == b.name && a.shape == b.shape
    let differing = a.values.indices.filter {
      isComparable && a.values[$0].bitPattern != b.values[$0].bitPattern
    }
    let index = differing.first
    self.init(
      operation: a.name, equalCount: equalCount, index: index,
      place: index.map { ElementPlace.of($0, in: a.shape) } ?? [],
      here: index.map { HexFloat.text(a.values[$0]) } ?? a.outline(beside: b),
      there: index.map { HexFloat.text(b.values[$0]) } ?? b.outline(beside: a),
      ulps: index.flatMap {
        Divergence.ulps(a.values[$0].bitPattern, b.values[$0].bitPattern)
      },
      differingCount: differing.count, elementCount: a.values.count, digestHere: a.digest,
      digestThere: b.digest)
  }
}
