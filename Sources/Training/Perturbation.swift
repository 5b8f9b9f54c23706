import Arithmetic
import Encoder
import Text

/// A change of one weight by some units in the last place before one update, and of nothing else.
///
/// With equal bits everywhere it is the only cause of what follows: how far apart trials come from the least change that
/// there is. (Altintas et al., arXiv 2506.13234, perturb one weight of trainings that have rounding noise beside it.)
public struct Perturbation: Sendable, Equatable {
  /// Updates done before the change.
  public var update: Int
  /// The tensor's name in Hugging Face's layout, without the prefix `bert.`.
  public var parameter: String
  /// The element of the tensor, row after row.
  public var element: Int
  /// Floats from the value to its successor, away from zero: 1 is the next float, subnormal ones included.
  public var ulps: UInt32

  /// The greatest `ulps`.
  public static let ulpsLimit: UInt32 = 1 << 20

  public init(update: Int, parameter: String, element: Int, ulps: UInt32) {
    (self.update, self.parameter, self.element, self.ulps) = (update, parameter, element, ulps)
  }

  /// The value that takes the place of `value`; nil if one of the two is not finite. A zero keeps its sign.
  public func changed(_ value: Float) -> Float? {
    guard value.isFinite else { return nil }
    // Of one sign, greater bits are floats farther from zero.
    let changed = Float(bitPattern: value.bitPattern + ulps)
    return changed.isFinite ? changed : nil
  }

  /// What is wrong with it for a model and a number of updates, and by which of its members; nil for nothing.
  package func fault(in layout: ParameterLayout, stepCount: Int) -> (
    member: String, reason: String
  )? {
    guard let tensor = layout.tensors.first(where: { $0.name == parameter }) else {
      let advice = didYouMean(parameter, among: layout.tensors.map(\.name))
      return (
        "parameter",
        "the model has no parameter '\(parameter.prefix(100))'" + (advice.map { "; \($0)" } ?? "")
      )
    }
    guard element < tensor.count else {
      return ("element", "\(parameter) has the elements 0 to \(tensor.count - 1)")
    }
    guard update < stepCount else {
      return ("update", "the trial has the updates 0 to \(stepCount - 1)")
    }
    return nil
  }
}

/// The members of a header.
extension Perturbation {
  var json: JSONValue {
    [
      "update": .integer(Int64(update)), "parameter": .string(parameter),
      "element": .integer(Int64(element)), "ulps": .integer(Int64(ulps)),
    ]
  }

  /// - Returns: nil for what is none: another member, a type or a range that does not fit.
  init?(_ json: JSONValue) {
    func count(_ key: String) -> Int? {
      json[key]?.integer.flatMap { 0..<(1 << 40) ~= $0 ? Int($0) : nil }
    }
    guard let update = count("update"), let parameter = json["parameter"]?.string,
      let element = count("element"), let ulps = count("ulps"),
      1...Int(Self.ulpsLimit) ~= ulps
    else { return nil }
    self.init(update: update, parameter: parameter, element: element, ulps: UInt32(ulps))
    guard self.json == json else { return nil }
  }
}

/// A perturbed value is not finite, or was not before: the trial cannot be.
package struct PerturbedBeyond: Error, CustomStringConvertible {
  let perturbation: Perturbation
  let value: Float

  package var description: String {
    "\(Int(perturbation.ulps).counted("unit")) in the last place from \(HexFloat.text(value)), element "
      + "\(perturbation.element) of \(perturbation.parameter) before update \(perturbation.update), there is no "
      + "finite float"
  }
}
