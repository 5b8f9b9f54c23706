import Foundation
import TestSupport
import Testing
import Text

@testable import Files

@Suite struct LargeFileTests {
  /// Sizes around the block that is hashed at a time.
  @Test(arguments: [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])
  func readsAndHashesAsAWhole(_ byteCount: Int) throws {
    let folder = try TemporaryFolder()
    let content = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let path = try folder.write(content, to: "a")
    let file = try LargeFile(path, limit: byteCount)
    #expect(file.byteCount == byteCount)
    #expect(file.digest == Digest(of: content))
    let start = byteCount / 2
    var tail = [UInt8](repeating: 0, count: byteCount - start)
    try tail.withUnsafeMutableBytes { try file.read(at: start, into: $0) }
    #expect(tail == Array(content[start...]))
    try file.verifyUnchanged()
    #expect(file.isUntouched)
    #expect(throws: InputError.self) { try LargeFile(path, limit: byteCount - 1) }
  }

  @Test func noticesGrowthAndChange() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "a")
    let file = try LargeFile(path, limit: 9)
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    try handle.write(contentsOf: [7])
    #expect(throws: InputError.self) { try file.verifyUnchanged() }
    try handle.seek(toOffset: 0)
    try handle.write(contentsOf: [1])
    try file.verifyUnchanged()
    try handle.write(contentsOf: [2, 3, 4])
    #expect(throws: InputError.self) { try file.verifyUnchanged() }
  }

  /// A file whose times are set back was touched all the same.
  @Test func noticesATouch() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3], to: "a")
    let file = try LargeFile(path, limit: 9)
    #expect(file.isUntouched)
    let before = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    // The clock of the file system ticks every few milliseconds.
    while file.isUntouched {
      try FileManager.default.setAttributes(
        [.modificationDate: #require(before as? Date)], ofItemAtPath: path)
    }
    try file.verifyUnchanged()
    #expect(LargeFile(name: "none", content: Data([1])).isUntouched)
  }

  @Test func refusesWhatIsNoFile() {
    #expect(throws: InputError(file: "/dev/null", "is not a regular file")) {
      try LargeFile("/dev/null", limit: 9)
    }
    #expect(throws: InputError(.malformed, file: "/nowhere/at/all", "no such file")) {
      try LargeFile("/nowhere/at/all", limit: 9, kind: .malformed)
    }
  }
}
