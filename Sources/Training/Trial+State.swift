import Arithmetic
import Encoder
import Text

/// The first element in which the states of two trials differ.
public struct StateDifference: Sendable, Equatable {
  /// `weights`, `first moments` or `second moments`.
  public let part: String
  /// The parameter's name in Hugging Face's layout.
  public let tensor: String
  /// The element, row after row, and by each of the tensor's axes.
  public let index: Int
  public let place: [Int]
  /// The element here, and there.
  public let here: UInt32
  public let there: UInt32
  /// Elements of the tensor that differ.
  public let count: Int

  /// In one line.
  public var line: String {
    "\(part) of \(tensor)\(place): expected \(HexFloat.text(Float(bitPattern: there))), got "
      + "\(HexFloat.text(Float(bitPattern: here))) (\(count) elements of this tensor differ)"
  }
}

extension Trial {
  static let arenaNames = ["weights", "first moments", "second moments"]

  /// What an update changes, all in the layout of the parameters.
  var arenas: [Vector] { [parameters.arena, optimizer.firstMoments, optimizer.secondMoments] }

  /// The first element in which weights or moments differ from those of `other`, a trial with parameters of
  /// the same shapes; nil if all are equal.
  public func firstStateDifference(from other: Trial) -> StateDifference? {
    precondition(
      parameters.layout.floatCount == other.parameters.layout.floatCount, "models of other shapes")
    for (part, (here, there)) in zip(Self.arenaNames, zip(arenas, other.arenas)) {
      for tensor in parameters.layout.tensors {
        let (a, b) = (here[tensor.range], there[tensor.range])
        guard let index = a.firstDifference(from: b) else { continue }
        return StateDifference(
          part: part, tensor: tensor.name, index: index,
          place: ElementPlace.of(index, in: tensor.shape), here: a[index].bitPattern,
          there: b[index].bitPattern, count: a.differenceCount(from: b))
      }
    }
    return nil
  }

  /// What it computes with.
  public var arithmetic: ArithmeticUnit { unit }

  /// A trial of the same specification, inputs and arithmetic, before its first update.
  public func another() throws -> Trial { try Trial(specification, inputs, on: unit) }

  /// Takes over the state of `other`, a trial of the same specification, which may run on another unit.
  public func adopt(_ other: Trial) {
    precondition(specification == other.specification, "the state of another trial")
    for (own, theirs) in zip(arenas, other.arenas) { own.copy(from: theirs) }
    optimizer.firstPower = other.optimizer.firstPower
    optimizer.secondPower = other.optimizer.secondPower
    optimizer.activeWords = other.optimizer.activeWords
    resume(at: other.stepsDone, isPerturbed: other.isPerturbed)
  }
}

/// An element's place in a tensor.
public enum ElementPlace {
  /// The indices, outermost first, of element `index` counted row after row.
  public static func of(_ index: Int, in shape: [Int]) -> [Int] {
    var rest = index
    var place: [Int] = []
    for size in shape.reversed() {
      place.append(rest % size)
      rest /= size
    }
    return place.reversed()
  }
}

extension Vector {
  /// The first element whose bits differ.
  func firstDifference(from other: Vector) -> Int? {
    withSpan { a in
      other.withSpan { b in a.indices.first { a[$0].bitPattern != b[$0].bitPattern } }
    }
  }

  func differenceCount(from other: Vector) -> Int {
    withSpan { a in
      other.withSpan { b in a.indices.count { a[$0].bitPattern != b[$0].bitPattern } }
    }
  }
}
