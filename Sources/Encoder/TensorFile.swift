import Files
import Text

/// A tensor as a safetensors file stores it.
public struct TensorEntry: Sendable, Equatable {
  public let name: String
  public let type: TensorType
  /// Sizes, slowest first; empty for a scalar.
  public let shape: [Int]
  /// Where its bytes lie in the file.
  public let range: Range<Int>

  /// The product of `shape`.
  public var count: Int { range.count / type.byteCount }
}

/// How a safetensors file stores one number.
public enum TensorType: String, Sendable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case i64 = "I64"
  case u64 = "U64"
  case f64 = "F64"

  /// Whether its numbers can be read: they all are binary32 numbers.
  var isReadable: Bool { self == .f32 || self == .f16 || self == .bf16 }
  static let readableAdvice = "F32, F16 and BF16 can be read"

  public var byteCount: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64: 8
    }
  }
}

/// A safetensors file whose header has been checked in full.
///
/// Layout: 8 bytes little-endian N, N bytes of JSON `{name: {"dtype","shape","data_offsets"}}`, then the tensors.
/// Checked: N is in bounds, keys are unique, types are known, each tensor has as many bytes as its shape says,
/// and the tensors cover the rest of the file without gap or overlap. Types other than F32, F16 and BF16 may
/// be there but not be read.
///
/// - Source: github.com/huggingface/safetensors, section "Format" of its README.
public struct TensorFile: Sendable {
  /// Longest header accepted. The format allows 100 MB; a BERT of 48 layers needs 80 kB.
  public static let headerLimit = 4 << 20
  /// Largest file accepted.
  public static let fileLimit = 64 << 30

  public let file: LargeFile
  /// In the order of their bytes in the file.
  public let entries: [TensorEntry]
  private let byName: [String: TensorEntry]

  /// Opens, hashes and checks the file.
  ///
  /// - Throws: `InputError` naming the file and the tensor.
  public init(_ path: String) throws { try self.init(LargeFile(path, limit: TensorFile.fileLimit)) }

  public init(_ file: LargeFile) throws {
    self.file = file
    entries = try TensorFile.entries(of: file)
    byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
  }

  /// In the order of their bytes in the file.
  public var names: [String] { entries.map(\.name) }

  /// The tensor of that name, or nil.
  public func tensor(_ name: String) -> TensorEntry? { byName[name] }

  /// Reads a tensor's numbers, converted exactly to binary32.
  ///
  /// - Parameter see: is shown the bytes of the file, in order.
  /// - Throws: `InputError` if its type is not F32, F16 or BF16, or the file has become shorter.
  /// - Precondition: `values.count == entry.count`.
  func read(
    _ entry: TensorEntry, into values: UnsafeMutableBufferPointer<Float>,
    see: (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws {
    precondition(
      values.count == entry.count, "\(entry.name): \(entry.count) into \(values.count) values")
    switch entry.type {
    case .f32:
      try file.read(at: entry.range.lowerBound, into: UnsafeMutableRawBufferPointer(values))
      see(UnsafeRawBufferPointer(values))
    case .f16: try readHalves(entry, into: values, see, TensorFile.binary32(half:))
    case .bf16: try readHalves(entry, into: values, see) { UInt32($0) << 16 }
    default:
      throw InputError(
        file: file.path, place: entry.name, "has type \(entry.type.rawValue)",
        advice: TensorType.readableAdvice)
    }
  }

  /// Reads a tensor's numbers, converted exactly to binary32.
  public func floats(_ entry: TensorEntry) throws -> [Float] {
    var values = [Float](repeating: 0, count: entry.count)
    try values.withUnsafeMutableBufferPointer { try read(entry, into: $0) }
    return values
  }

  private func readHalves(
    _ entry: TensorEntry, into values: UnsafeMutableBufferPointer<Float>,
    _ see: (UnsafeRawBufferPointer) -> Void, _ convert: (UInt16) -> UInt32
  ) throws {
    var block = [UInt16](repeating: 0, count: min(values.count, 1 << 18))
    var done = 0
    while done < values.count {
      let count = min(block.count, values.count - done)
      try block.withUnsafeMutableBytes {
        let part = UnsafeMutableRawBufferPointer(rebasing: $0[..<(2 * count)])
        try file.read(at: entry.range.lowerBound + 2 * done, into: part)
        see(UnsafeRawBufferPointer(part))
      }
      for index in 0..<count {
        let bits = convert(UInt16(littleEndian: block[index]))
        values[done + index] = Float(bitPattern: bits)
      }
      done += count
    }
  }

  /// The bits of the binary32 number that equals the binary16 number of these bits.
  static func binary32(half: UInt16) -> UInt32 { Float(Float16(bitPattern: half)).bitPattern }
}
