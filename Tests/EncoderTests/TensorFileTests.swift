import Arithmetic
import Foundation
import TestSupport
import Testing
import Text

@testable import Encoder

@Suite struct TensorFileTests {
  /// The expected values are PyTorch's conversions, stored as F32.
  @Test(arguments: ["f16", "bf16"])
  func halvesConvertExactly(_ type: String) throws {
    let stored = try TensorFile("\(fixtures)/types/\(type).safetensors")
    let expected = try TensorFile("\(fixtures)/types/\(type)-as-f32.safetensors")
    for name in ["matrix", "special"] {
      let values = try stored.floats(#require(stored.tensor(name)))
      let reference = try expected.floats(#require(expected.tensor(name)))
      #expect(values.map(\.bitPattern) == reference.map(\.bitPattern), "\(name)")
    }
    #expect(stored.tensor("matrix")?.shape == [5, 7])
    #expect(try stored.floats(#require(stored.tensor("empty"))) == [])
  }

  @Test func everyFiniteHalfConvertsExactly() {
    for bits in UInt16.min...UInt16.max {
      let value = Float(bitPattern: TensorFile.binary32(half: bits))
      // binary16 from its definition: (-1)^s 2^(e - 15) (1 + f / 1024).
      let (e, f) = (Int(bits >> 10 & 0x1f), Float(bits & 0x3ff))
      let magnitude: Float =
        switch e {
        case 0: f * 0x1p-24
        case 31: f == 0 ? .infinity : .nan
        default: (1 + f / 1024) * Float(sign: .plus, exponent: e - 15, significand: 1)
        }
      if magnitude.isNaN {
        #expect(value.isNaN)
      } else {
        #expect(value.bitPattern == magnitude.bitPattern | UInt32(bits & 0x8000) << 16)
      }
    }
  }

  @Test func otherTypesAreThereButNotRead() throws {
    let file = try TensorFile("\(fixtures)/types/f16.safetensors")
    let counts = try #require(file.tensor("counts"))
    #expect(counts.type == .i64)
    let error = #expect(throws: InputError.self) { try file.floats(counts) }
    #expect(error?.place == "counts")
    #expect(error?.reason == "has type I64")
  }

  @Test func whatIsWrittenReadsBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.safetensors"
    let values: [Float] = [1, -0.0, .leastNonzeroMagnitude, .infinity, .greatestFiniteMagnitude, 3]
    try TensorFile.write(
      [
        StoredTensor("z.weight", shape: [2, 3], values: Vector(values)),
        StoredTensor("a \"quoted\"\n", shape: [1], values: Vector([7])),
      ], to: path)
    let file = try TensorFile(path)
    #expect(file.names == ["z.weight", "a \"quoted\"\n"])
    let entry = try #require(file.tensor("z.weight"))
    #expect(entry.shape == [2, 3])
    #expect(entry.range.lowerBound % 8 == 0)
    #expect(try file.floats(entry).map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.safetensors"])
  }

  @Test func aFailedWriteLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/missing/a.safetensors"
    #expect(throws: InputError.self) {
      try TensorFile.write([StoredTensor("a", shape: [1], values: Vector([1]))], to: path)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func aFileThatChangesIsNoticed() throws {
    let folder = try TemporaryFolder(copyOf: "Encoder/types")
    let file = try TensorFile(folder.path + "/f16-as-f32.safetensors")
    try file.file.verifyUnchanged()
    let handle = try #require(FileHandle(forUpdatingAtPath: file.file.path))
    try handle.seek(toOffset: UInt64(file.file.byteCount - 1))
    try handle.write(contentsOf: [0x41])
    #expect(throws: InputError.self) { try file.file.verifyUnchanged() }
    try handle.truncate(atOffset: 100)
    #expect(throws: InputError.self) { try file.file.verifyUnchanged() }
    #expect(throws: InputError.self) { try file.floats(file.entries.last!) }
  }
}

/// Files that a stranger may send. The reader refuses each, and names what is wrong.
@Suite struct HostileTensorFileTests {
  static let entry = #"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#

  /// Header, bytes of data, and what the error says.
  static let cases: [(header: String, dataByteCount: Int, expected: String)] = [
    ("", 0, "byte 8: the header: ends too early"),
    ("[]", 0, "byte 8: the header is not a JSON object"),
    (" {}", 0, "byte 8: the header is not a JSON object"),
    (#"{"a":"#, 0, "the header: ends too early"),
    (#"{"a":\#(entry),"a":\#(entry)}"#, 8, "key 'a' stands twice"),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 8, "stands twice"),
    (#"{"a":\#(entry)}x"#, 8, "text after the value"),
    (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "a: unknown type 'F31'"),
    (#"{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}"#, 8, "a: unknown type"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "a: needs 'dtype', 'shape' and 'data_offsets'"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, 8, "and nothing else"),
    (#"{"a":[]}"#, 0, "a: needs 'dtype'"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "is not a count"),
    (#"{"a":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}"#, 8, "is not a count"),
    (#"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#, 8, "the shape is not a list"),
    (#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}"#, 8, "at most 8"),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8,
      "a: the product of the shape overflows"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
      "overflows"
    ),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "needs 12"),
    (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#, 8, "needs 4"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "lie outside"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "lie outside"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}"#,
      8, "lie outside"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#, 8, "is not a pair"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e1]}}"#, 8, "is not a pair"),
    (#"{"a":\#(entry)}"#, 7, "a: offsets 0...8 lie outside the 7 bytes of data"),
    (#"{"a":\#(entry)}"#, 9, "has 1 bytes after the last tensor 'a'"),
    (#"{"a":\#(entry),"b":\#(entry)}"#, 8, "b: overlaps 'a' by 8 bytes"),
    (
      #"{"a":\#(entry),"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
      "b: overlaps 'a' by 4 bytes"
    ),
    (
      #"{"a":\#(entry),"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}"#, 20,
      "b: a gap of 4 bytes after 'a'"
    ),
    ("{\"a\":" + String(repeating: "[", count: 1000), 0, "nested deeper"),
    ("{\"a\u{1b}[31m\":{}}", 0, "a control character in a string"),
    (#"{"\u001b[31m":{}}"#, 0, #"\u{1b}[31m: needs 'dtype'"#),
  ]

  @Test(arguments: cases.indices)
  func refuses(_ index: Int) throws {
    let (header, dataByteCount, expected) = HostileTensorFileTests.cases[index]
    let folder = try TemporaryFolder()
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    let file = try folder.write(
      length + Array(header.utf8) + Array(repeating: 0, count: dataByteCount), to: "a.safetensors")
    let error = #expect(throws: InputError.self) { try TensorFile(file) }
    let text = try #require(error).description
    #expect(text.hasPrefix(file) && text.contains(expected), "\(text)")
  }

  @Test(arguments: [#"{"a":1}"#, "[]", #"{"a":{"b":[1e400,null]}}"#])
  func notesOfTheWriterAreNotJudged(_ notes: String) throws {
    let header = Array(#"{"__metadata__":\#(notes),"a":\#(HostileTensorFileTests.entry)}"#.utf8)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    let folder = try TemporaryFolder()
    let path = try folder.write(
      length + header + [UInt8](repeating: 0, count: 8), to: "a.safetensors")
    #expect(try TensorFile(path).names == ["a"])
  }

  /// The first bytes of other files, and what they are called.
  @Test(
    arguments: [
      ([0x50, 0x4b, 3, 4, 0, 0, 8, 8, 0], "a zip archive"),
      ([0x80, 2, 0x8a, 10, 1, 2, 3, 4], "a pickle"),
      (Array("<html><body>no".utf8), "is a web page"),
      (Array("GGUF\u{3}\0\0\0\u{1}".utf8), "a GGUF file"),
    ] as [([UInt8], String)])
  func otherKindsOfFilesAreNamed(_ bytes: [UInt8], _ name: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(bytes + [UInt8](repeating: 1, count: 99), to: "model.safetensors")
    let error = #expect(throws: InputError.self) { try TensorFile(file) }
    #expect(try #require(error).reason.contains(name), "\(String(describing: error))")
  }

  @Test(arguments: [0, 1, 7])
  func refusesAFileShorterThanItsLength(_ byteCount: Int) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(repeating: 0, count: byteCount), to: "a.safetensors")
    #expect(throws: InputError.self) { try TensorFile(file) }
  }

  @Test(arguments: [9, 1 << 22, UInt64(1) << 32, .max, 1 << 63])
  func refusesAHeaderBeyondTheFile(_ length: UInt64) throws {
    let folder = try TemporaryFolder()
    let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array("{}      ".utf8)
    let file = try folder.write(bytes, to: "a.safetensors")
    let error = #expect(throws: InputError.self) { try TensorFile(file) }
    #expect(error?.place == "byte 0")
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = try Data(contentsOf: URL(filePath: "\(fixtures)/types/f16.safetensors"))
    let folder = try TemporaryFolder()
    for count in 0..<whole.count {
      let file = try folder.write(whole.prefix(count), to: "a.safetensors")
      #expect(throws: InputError.self, "\(count) bytes") { try TensorFile(file) }
    }
  }

  @Test func aFolderAndAMissingFileAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: InputError(file: folder.path, "is not a regular file")) {
      try TensorFile(folder.path)
    }
    #expect(throws: InputError(file: folder.path + "/no", "no such file")) {
      try TensorFile(folder.path + "/no")
    }
  }
}
