import Files
import Foundation
import Trajectory

/// What libFuzzer calls with bytes that it makes up: they must neither crash a reader nor hang it, and a golden that is
/// accepted must be the trajectory that its content digest names.
///
/// The first byte chooses what happens to the rest: 0 nothing; 1 the checksums of chunks are made right, so that
/// inflating and decoding are reached; 2 that and the file's hash; 3 the bytes are a journal; 4 lines of another trainer;
/// 5 and above the files of a model's folder and of data, see `FuzzedFolder`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let way = bytes.first else { return 0 }
  let rest = Array(bytes.dropFirst())
  switch way % UInt8(5 + FuzzedFolder.names.count) {
  case 0: read(rest)
  case 1: read(Repair.checksums(rest))
  case 2: read(Repair.hash(Repair.checksums(rest)))
  case 3: readJournal(rest)
  case 4: FuzzedLines.read(rest)
  case let way: FuzzedFolder.read(rest, as: FuzzedFolder.names[Int(way) - 5])
  }
  return 0
}

private func read(_ bytes: [UInt8]) {
  guard let reader = try? GoldenReader(bytes: bytes, name: "fuzz") else { return }
  guard let golden = try? Golden(reader) else {
    preconditionFailure("a golden that was accepted cannot be read")
  }
  // Content of a newer version is not written again.
  guard reader.skippedPageCount == 0 else { return }
  guard let digest = try? golden.contentDigest, digest == reader.contentDigest else {
    preconditionFailure("a golden that was accepted is another one when it is written again")
  }
}

private let scratch = FileManager.default.temporaryDirectory.path + "/fuzz-\(getpid()).partial"

private func readJournal(_ bytes: [UInt8]) {
  guard (try? Data(bytes).write(to: URL(filePath: scratch))) != nil else { return }
  _ = try? PartialGolden(scratch)
}

/// Makes checks right that a mutation breaks.
enum Repair {
  /// CRC-32 of each chunk of each page that stands in its place.
  static func checksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    guard bytes.count >= 16 else { return bytes }
    var offset = 16 + number(bytes, 12)
    while offset + 10 <= bytes.count, bytes[offset] != 0 {
      let chunks = Int(bytes[offset + 1])
      offset += 10
      for _ in 0..<chunks {
        guard offset + 12 <= bytes.count else { return bytes }
        let end = offset + 12 + number(bytes, offset + 4)
        guard end <= bytes.count else { return bytes }
        let sum = crc32(bytes[offset + 12..<end])
        for index in 0..<4 {
          bytes[offset + 8 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index))
        }
        offset = end
      }
    }
    return bytes
  }

  static func hash(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > Digest.byteCount else { return bytes }
    let body = bytes.dropLast(Digest.byteCount)
    return Array(body) + Digest(of: body).bytes
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
    bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
  }

  static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
  }
}
