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
    var known: [(name: String, digest: Digest)] = []
    here { known.append(($0.name, $0.digest)) }
    var found = 0
    var other: (index: Int, operation: OperationOutput)?
    there { operation in
      if other == nil, found >= known.count || known[found] != (operation.name, operation.digest) {
        other = (found, operation)
      }
      found += 1
    }
    let before = count
    count += min(known.count, found)
    // One side may have fewer operations, all of them equal.
    let index = other?.index ?? found
    guard index < max(known.count, found) else { return }
    var (position, own) = (0, OperationOutput?.none)
    here { operation in
      if position == index { own = operation }
      position += 1
    }
    first = Bisection.Difference(own, other?.operation, equalCount: before + index)
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
    guard let known = a ?? b else { return nil }
    var differing: [(index: Int, UInt32, UInt32)] = []
    if let a, let b, a.name == b.name, a.shape == b.shape {
      for index in a.values.indices {
        let bits = (a.values[index].bitPattern, b.values[index].bitPattern)
        if bits.0 != bits.1 { differing.append((index, bits.0, bits.1)) }
      }
    }
    let (first, missing) = (differing.first, "no such operation")
    self.init(
      operation: known.name, equalCount: equalCount, index: first?.index,
      place: first.map { ElementPlace.of($0.index, in: known.shape) } ?? [],
      here: first.map { HexFloat.text(Float(bitPattern: $0.1)) } ?? a?.outline(beside: b)
        ?? missing,
      there: first.map { HexFloat.text(Float(bitPattern: $0.2)) } ?? b?.outline(beside: a)
        ?? missing,
      ulps: first.flatMap { Divergence.ulps($0.1, $0.2) },
      differingCount: a == nil || b == nil ? known.values.count : differing.count,
      elementCount: known.values.count, digestHere: a?.digest, digestThere: b?.digest)
  }
}
