import Arithmetic
import Files
import Foundation
import Text

/// A tensor to be written: its bytes are asked for when their turn comes.
public struct StoredTensor {
  public let name: String
  public let shape: [Int]
  let values: Vector

  /// - Precondition: `values.count` is the product of `shape`.
  public init(_ name: String, shape: [Int], values: Vector) {
    precondition(
      values.count == shape.reduce(1, *), "\(name): \(values.count) values for shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}

extension TensorFile {
  /// Writes binary32 tensors, in the order given, as a safetensors file that appears whole or not at all.
  ///
  /// - Throws: `InputError` naming the file.
  /// - Precondition: the names are unique, and none is `__metadata__`.
  public static func write(_ tensors: [StoredTensor], to path: String) throws {
    let header = header(tensors)
    try AtomicFile.write(to: path) { file in
      try file.append(header)
      for tensor in tensors { try tensor.values.withBytes { try file.append($0) } }
    }
  }

  private static func header(_ tensors: [StoredTensor]) -> [UInt8] {
    var members: [String: JSONValue] = ["__metadata__": ["format": "pt"]]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.values.count
      let entry: JSONValue = [
        "dtype": "F32", "shape": .array(tensor.shape.map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(offset)), .integer(Int64(end))],
      ]
      let earlier = members.updateValue(entry, forKey: tensor.name)
      precondition(earlier == nil, "tensor \(tensor.name) twice")
      offset = end
    }
    var text = Array(JSONValue.object(members).canonical.utf8)
    // Spaces up to a multiple of 8 align the numbers.
    text += Array(repeating: 0x20, count: (8 - text.count % 8) % 8)
    precondition(text.count <= headerLimit, "a header of \(text.count) bytes")
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
  }
}
