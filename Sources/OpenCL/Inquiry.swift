/// Questions about an object of the library.
struct Inquiry {
  /// The most bytes that an answer may have.
  static let longestAnswer = 1 << 20

  private let name: String
  private let object: OpaquePointer
  private let ask: OpenCLLibrary.Question

  init(_ name: String, _ object: OpaquePointer, _ ask: @escaping OpenCLLibrary.Question) {
    self.name = name
    self.object = object
    self.ask = ask
  }

  func text(_ what: UInt32) throws(OpenCLError) -> String {
    ForeignText.name(try bytes(what))
  }

  /// - Throws: also when the answer has another size than a `T`.
  func value<T: BitwiseCopyable>(_ what: UInt32, _ type: T.Type) throws(OpenCLError) -> T {
    let found = try values(what, type)
    guard found.count == 1 else {
      throw .call(name: name, code: OpenCLCode.invalidValue)
    }
    return found[0]
  }

  /// nil where the object does not know the question.
  func valueIfKnown<T: BitwiseCopyable>(
    _ what: UInt32, _ type: T.Type
  ) throws(OpenCLError) -> T? {
    do throws(OpenCLError) {
      return try value(what, type)
    } catch .call(_, OpenCLCode.invalidValue) {
      return nil
    }
  }

  func values<T: BitwiseCopyable>(_ what: UInt32, _ type: T.Type) throws(OpenCLError) -> [T] {
    let answer = try bytes(what)
    guard answer.count % MemoryLayout<T>.stride == 0 else {
      throw .call(name: name, code: OpenCLCode.invalidValue)
    }
    return answer.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<T>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: T.self)
      }
    }
  }

  private func bytes(_ what: UInt32) throws(OpenCLError) -> [UInt8] {
    try Self.bytes(name) { ask(object, what, $0, $1, $2) }
  }

  /// The answer to a question that is asked twice: for its size, and for itself.
  static func bytes(
    _ name: String,
    _ ask: (Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?) -> Int32
  ) throws(OpenCLError) -> [UInt8] {
    var count = 0
    try check(name, ask(0, nil, &count))
    guard (0...longestAnswer).contains(count) else {
      throw .call(name: name, code: OpenCLCode.invalidValue)
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let code = bytes.withUnsafeMutableBytes { ask($0.count, $0.baseAddress, nil) }
    try check(name, code)
    return bytes
  }

  static func check(_ name: String, _ code: Int32) throws(OpenCLError) {
    guard code == OpenCLCode.success else { throw .call(name: name, code: code) }
  }
}

extension OpenCLLibrary {
  /// More than these are not asked for.
  private static let most: UInt32 = 256
  private static let allKinds: UInt64 = 0xffff_ffff

  func platforms() throws(OpenCLError) -> [OpaquePointer] {
    do throws(OpenCLError) {
      return try Self.list("clGetPlatformIDs") { getPlatforms($0, $1, $2) }
    } catch .call(_, OpenCLCode.platformNotFound) {
      throw .noPlatform
    }
  }

  func devices(of platform: OpaquePointer) throws(OpenCLError) -> [OpaquePointer] {
    do throws(OpenCLError) {
      return try Self.list("clGetDeviceIDs") { getDevices(platform, Self.allKinds, $0, $1, $2) }
    } catch .call(_, OpenCLCode.deviceNotFound) {
      return []
    }
  }

  private static func list(
    _ name: String,
    _ ask: (UInt32, UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<UInt32>?) -> Int32
  ) throws(OpenCLError) -> [OpaquePointer] {
    var count: UInt32 = 0
    try Inquiry.check(name, ask(0, nil, &count))
    count = min(count, most)
    guard count > 0 else { return [] }
    var found = [OpaquePointer?](repeating: nil, count: Int(count))
    let code = found.withUnsafeMutableBufferPointer { ask(count, $0.baseAddress, nil) }
    try Inquiry.check(name, code)
    return found.compactMap(\.self)
  }
}
