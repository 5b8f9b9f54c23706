import Files
import Text

extension TensorFile {
  private static let rankLimit = 8

  /// The tensors that the header names, checked against the file's size, in the order of their bytes.
  static func entries(of file: LargeFile) throws -> [TensorEntry] {
    guard file.byteCount >= 8 else {
      throw InputError(
        file: file.path, "has \(file.byteCount) bytes: too short for a safetensors file")
    }
    var word: UInt64 = 0
    try withUnsafeMutableBytes(of: &word) { try file.read(at: 0, into: $0) }
    word = UInt64(littleEndian: word)
    guard word <= headerLimit else {
      try checkKind(file)
      throw InputError(
        file: file.path, place: "byte 0",
        "a header of \(word) bytes, more than the \(headerLimit) accepted",
        advice: "is this a safetensors file?")
    }
    let start = 8 + Int(word)
    guard start <= file.byteCount else {
      throw InputError(
        file: file.path, place: "byte 0",
        "a header of \(word) bytes in a file of \(file.byteCount)",
        advice: "the file is cut short: download or copy it again")
    }
    var bytes = [UInt8](repeating: 0, count: Int(word))
    try bytes.withUnsafeMutableBytes { try file.read(at: 8, into: $0) }
    let members = try members(bytes, file.path)
    var entries: [TensorEntry] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      // Notes of who wrote the file: nothing here depends on them.
      if name == "__metadata__" { continue }
      entries.append(try entry(name, value, file.path, data: start..<file.byteCount))
    }
    // Empty tensors share their start with the next one; names make the order one and the same.
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    try checkCover(entries, file.path, data: start..<file.byteCount)
    return entries
  }

  /// Tells files of other kinds that are found under this name. Their first bytes would be a header too long.
  private static func checkKind(_ file: LargeFile) throws {
    var start = [UInt8](repeating: 0, count: min(file.byteCount, 64))
    try start.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
    if let failure = InputFile.webPage(start, file.path) { throw failure }
    let kinds: [(bytes: [UInt8], name: String)] = [
      ([0x50, 0x4b, 3, 4], "a zip archive, as PyTorch's checkpoints are"),
      ([0x80, 2], "a pickle, as PyTorch's old checkpoints are"),
      ([0x1f, 0x8b], "compressed by gzip"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
      (Array("GGUF".utf8), "a GGUF file"),
    ]
    guard let kind = kinds.first(where: { start.starts(with: $0.bytes) }) else { return }
    throw InputError(
      file: file.path, "is \(kind.name), not safetensors",
      advice: "convert the weights; another name does not make them safetensors")
  }

  private static func members(_ bytes: [UInt8], _ path: String) throws -> [String: JSONValue] {
    do {
      let value = try JSONParser.parse(bytes, dialect: .foreign)
      guard bytes.first == UInt8(ascii: "{"), let members = value.object else {
        throw InputError(file: path, place: "byte 8", "the header is not a JSON object")
      }
      return members
    } catch let failure as JSONParser.Failure {
      throw InputError(
        file: path, place: "byte \(8 + failure.offset)", "the header: \(failure.reason)")
    }
  }

  private static func entry(
    _ name: String, _ value: JSONValue, _ path: String, data: Range<Int>
  ) throws -> TensorEntry {
    func failure(_ reason: String, advice: String? = nil) -> InputError {
      InputError(file: path, place: String(name.prefix(100)), reason, advice: advice)
    }
    guard let members = value.object, Set(members.keys) == ["dtype", "shape", "data_offsets"] else {
      throw failure("needs 'dtype', 'shape' and 'data_offsets', and nothing else")
    }
    guard let typeName = value["dtype"]?.string, let type = TensorType(rawValue: typeName) else {
      throw failure("unknown type '\((value["dtype"]?.string ?? "").prefix(20))'")
    }
    guard let sizes = value["shape"]?.array, sizes.count <= rankLimit else {
      throw failure("the shape is not a list of at most \(rankLimit) sizes")
    }
    var shape: [Int] = []
    var byteCount = type.byteCount
    for size in sizes {
      guard let size = size.integer.map(Int.init), size >= 0 else {
        throw failure("a size in the shape is not a count")
      }
      let (product, overflows) = byteCount.multipliedReportingOverflow(by: size)
      guard !overflows else { throw failure("the product of the shape overflows") }
      byteCount = product
      shape.append(size)
    }
    guard let offsets = value["data_offsets"]?.array, offsets.count == 2,
      let first = offsets[0].integer.map(Int.init), let end = offsets[1].integer.map(Int.init)
    else { throw failure("'data_offsets' is not a pair of integers") }
    guard 0 <= first, first <= end, end <= data.count else {
      throw failure(
        "offsets \(first)...\(end) lie outside the \(data.count) bytes of data",
        advice: "the file is cut short or damaged: download or copy it again")
    }
    guard end - first == byteCount else {
      throw failure(
        "has \(end - first) bytes, but shape \(shape) of \(typeName) needs \(byteCount)")
    }
    return TensorEntry(
      name: name, type: type, shape: shape,
      range: (data.lowerBound + first)..<(data.lowerBound + end))
  }

  private static func checkCover(
    _ entries: [TensorEntry], _ path: String, data: Range<Int>
  ) throws {
    var end = data.lowerBound
    var previous = "the header"
    for entry in entries {
      let start = entry.range.lowerBound
      guard start >= end else {
        throw InputError(
          file: path, place: entry.name, "overlaps '\(previous)' by \(end - start) bytes")
      }
      guard start == end else {
        throw InputError(
          file: path, place: entry.name, "a gap of \(start - end) bytes after '\(previous)'")
      }
      end = entry.range.upperBound
      previous = entry.name
    }
    guard end == data.upperBound else {
      throw InputError(
        file: path, "has \(data.upperBound - end) bytes after the last tensor '\(previous)'")
    }
  }
}
