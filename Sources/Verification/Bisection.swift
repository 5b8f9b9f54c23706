import Arithmetic
import Encoder
import Files
import Text
import Training
import Trajectory

/// One update rerun twice and compared operation by operation.
public struct Bisection: Sendable {
  /// The other side of the comparison.
  public enum Other: Sendable {
    /// The same trial, with OpenBLAS for the products, or with the exact ones.
    case backend(ProductBackend)
    /// The same trial on another instruction set.
    case instructionSet(InstructionSet)
    /// The same trial on a device, or on the processor.
    case device(ComputeDevice)
    /// The trial of another golden.
    case golden(ChosenGolden)
  }

  /// The first operation whose output differs, and its first element that does.
  public struct Difference: Sendable {
    public let operation: String
    /// How many operations before it gave the same.
    public let equalCount: Int
    /// The element, row after row, and by axis; nil where the shapes differ.
    public let index: Int?
    public let place: [Int]
    /// The values as hexadecimal floats, or what else differs.
    public let here: String
    public let there: String
    public let ulps: UInt64?
    public let differingCount: Int
    public let elementCount: Int
    /// SHA-256 of the whole output; nil where there is no such operation.
    public let digestHere: Digest?
    public let digestThere: Digest?
  }

  /// The trial.
  public let path: String
  /// The update that was rerun; nil where the two goldens have the same records.
  public let step: Int?
  /// The two sides in words.
  public let here: String
  public let there: String
  /// From where the state before the update was reached.
  public let start: String
  /// Operations compared.
  public internal(set) var operationCount = 0
  public internal(set) var first: Difference?
  /// A difference of the states before the update, which two goldens may have.
  public internal(set) var stateBefore: StateDifference?
}

extension Bisection {
  /// For people.
  public var lines: [String] {
    guard let step else { return ["bisect: the two goldens hold the same records"] }
    var lines = ["bisect: update \(step) of \(path) (\(start)), \(here) against \(there)"]
    if let stateBefore {
      lines.append("    the states before it differ: \(stateBefore.line)")
    }
    guard let first else {
      return lines + ["    no operation differs: \(operationCount) operations give the same bits"]
    }
    var text = "    first operation that differs: \(first.operation)"
    if first.index != nil {
      let ulps = first.ulps.map { " (\($0) ULP\($0 == 1 ? "" : "s"))" } ?? ""
      text += ", element \(first.place): \(first.here) here, \(first.there) there\(ulps); "
      text += "\(first.differingCount) of its \(first.elementCount) elements differ"
    } else {
      text += ": \(first.here) here, \(first.there) there"
    }
    lines.append(text)
    return lines + ["    \(first.equalCount) operations before it give the same bits"]
  }

  public var json: JSONValue {
    .object(present: [
      "file": .string(path), "step": step.map { .integer(Int64($0)) } ?? .null,
      "here": .string(here), "there": .string(there), "start": .string(start),
      "operations": .integer(Int64(operationCount)), "firstDifference": first?.json ?? .null,
      "stateBefore": stateBefore.map { .string($0.line) },
    ])
  }
}

extension Bisection.Difference {
  fileprivate var json: JSONValue {
    [
      "operation": .string(operation), "equalBefore": .integer(Int64(equalCount)),
      "index": index.map { .integer(Int64($0)) } ?? .null,
      "place": .array(place.map { .integer(Int64($0)) }),
      "here": .string(here), "there": .string(there),
      "ulps": ulps.flatMap(Int64.init(exactly:)).map(JSONValue.integer) ?? .null,
      "differing": .integer(Int64(differingCount)), "elements": .integer(Int64(elementCount)),
      "digestHere": digestHere.map { .string($0.description) } ?? .null,
      "digestThere": digestThere.map { .string($0.description) } ?? .null,
    ]
  }
}
