import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Trajectory

/// Damaged and hostile bytes: refused, without a crash.
@Suite struct MutationTests {
  static let subjects = ["sound/empty-bare", "sound/small", "sound/nonfinite"]

  @Test(arguments: subjects)
  func everyFlippedBitIsRefused(_ name: String) throws {
    var bytes = try Fixture.named(name)
    for bit in 0..<8 * bytes.count {
      bytes[bit / 8] ^= 1 << (bit % 8)
      if verdict(bytes) != .malformed { Issue.record("bit \(bit) passes") }
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
    #expect(verdict(bytes) == .sound)
  }

  /// Whoever flips a bit can also put the right hash behind it: then the digests inside refuse it.
  @Test(arguments: subjects)
  func everyFlippedBitIsRefusedUnderARightHash(_ name: String) throws {
    let bytes = try Fixture.named(name)
    for bit in 0..<8 * (bytes.count - Digest.byteCount) {
      var changed = bytes
      changed[bit / 8] ^= 1 << (bit % 8)
      let expected: Fixture.Verdict =
        switch bit {
        case 8 * 8: .malformed  // version 0
        case 8 * 8..<10 * 8: .newer
        case 10 * 8..<12 * 8: .sound  // a newer minor version
        default: .malformed
        }
      if verdict(rehashed(changed)) != expected { Issue.record("bit \(bit) is not \(expected)") }
    }
  }

  @Test(arguments: subjects)
  func everyTruncationIsRefused(_ name: String) throws {
    let bytes = try Fixture.named(name)
    for count in 0..<bytes.count {
      if verdict(Array(bytes[..<count])) != .malformed { Issue.record("\(count) bytes pass") }
      if count >= 64, verdict(rehashed(Array(bytes[..<count]))) != .malformed {
        Issue.record("\(count) bytes with a right hash pass")
      }
    }
  }

  @Test func flipsAndTruncationsOnDiskAreRefused() throws {
    let bytes = try Fixture.named("sound/small")
    try withFolder { folder in
      let path = folder.file("t.golden")
      for offset in stride(from: 0, to: bytes.count, by: 7) {
        var changed = bytes
        changed[offset] ^= 0x10
        for data in [changed, Array(bytes[..<offset])] {
          try Data(data).write(to: URL(fileURLWithPath: path))
          #expect(throws: InputError.self) { try GoldenReader(path) }
        }
      }
    }
  }

  /// Random damage behind right checksums, so that inflating and decoding see it too.
  ///
  /// `SEEDPROOF_FUZZ` sets the number of tries and `SEEDPROOF_FUZZ_SEED` the seed.
  @Test func randomDamageIsRefused() throws {
    let environment = ProcessInfo.processInfo.environment
    let tries = environment["SEEDPROOF_FUZZ"].flatMap { Int($0) } ?? 10_000
    let seed = environment["SEEDPROOF_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_200_215
    print("random damage: \(tries) tries, SEEDPROOF_FUZZ_SEED=\(seed)")
    let subjects = try [
      "sound/small", "sound/nonfinite", "sound/odd-floats", "sound/steps-1025", "sound/foreign",
      "sound/three-labels-logits",
    ].map { name in
      let bytes = try Fixture.named(name)
      return (name: name, bytes: bytes, reader: try GoldenReader(bytes: bytes, name: name))
    }
    var dice = Dice(seed)
    for attempt in 0..<tries {
      let (name, bytes, reader) = subjects[Int(dice.next() % UInt64(subjects.count))]
      let changed = damaged(bytes, reader, &dice)
      guard changed != bytes, verdict(changed) != .malformed else { continue }
      // What remains: newer versions, and deflate streams of other bits for the same content.
      if changed[8..<12] != bytes[8..<12] { continue }
      let digest = try? GoldenReader(bytes: changed, name: name).contentDigest
      if digest != reader.contentDigest { Issue.record("\(name): try \(attempt) passes") }
    }
  }

  private func damaged(_ bytes: [UInt8], _ reader: GoldenReader, _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    let interesting: [UInt32] = [0, 1, 2, 255, 1024, 0x7fff_ffff, 0x8000_0000, .max]
    for _ in 0...dice.next() % 3 {
      let offset = Int(dice.next() % UInt64(bytes.count))
      switch dice.next() % 6 {
      case 0: bytes[offset] ^= 1 << (dice.next() % 8)
      case 1: bytes[offset] = UInt8(truncatingIfNeeded: dice.next())
      case 2:
        var word: [UInt8] = []
        word.append(littleEndian: interesting[Int(dice.next() % 8)])
        for (index, byte) in word.enumerated() where offset + index < bytes.count {
          bytes[offset + index] = byte
        }
      case 3:
        let end = min(bytes.count, offset + Int(dice.next() % 40))
        bytes.removeSubrange(offset..<end)
        if bytes.isEmpty { return bytes }
      case 4:
        bytes.insert(contentsOf: bytes[offset..<min(bytes.count, offset + 20)], at: offset)
      default: damageChunk(&bytes, reader, &dice)
      }
    }
    return dice.next() % 8 == 0 ? bytes : rehashed(bytes)
  }

  /// Changes stored bytes of one chunk and makes its CRC-32 right.
  private func damageChunk(_ bytes: inout [UInt8], _ reader: GoldenReader, _ dice: inout Dice) {
    let pages = PageKind.all(reader.schema).flatMap { reader.pages[$0] }
    guard !pages.isEmpty else { return }
    var offset = pages[Int(dice.next() % UInt64(pages.count))].place.lowerBound + 10
    for _ in 0..<dice.next() % 5 {
      guard let count = storedCount(bytes, offset) else { return }
      offset += 12 + count
    }
    guard let count = storedCount(bytes, offset), count > 0 else { return }
    for _ in 0...dice.next() % 4 {
      bytes[offset + 12 + Int(dice.next() % UInt64(count))] = UInt8(truncatingIfNeeded: dice.next())
    }
    var sum: [UInt8] = []
    sum.append(littleEndian: Inflate.checksum(bytes[offset + 12..<offset + 12 + count]))
    bytes.replaceSubrange(offset + 8..<offset + 12, with: sum)
  }

  private func storedCount(_ bytes: [UInt8], _ offset: Int) -> Int? {
    guard offset + 12 <= bytes.count else { return nil }
    let count = bytes[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    return offset + 12 + count <= bytes.count ? count : nil
  }

  private func rehashed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > Digest.byteCount else { return bytes }
    let body = bytes.dropLast(Digest.byteCount)
    return Array(body) + Digest(of: body).bytes
  }

  @Test func aHeaderBeyondTheLimitIsRefused() throws {
    let small = try GoldenReader(bytes: Fixture.named("sound/small"), name: "t.golden")
    guard case .object(var members) = small.header.value else { return }
    members["a"] = .string(String(repeating: "a", count: 1 << 20))
    #expect(throws: InputError.self) { try Golden(header: .object(members)).encoded() }
  }

  @Test func contentBeyondTheLimitIsRefused() throws {
    let source = MemorySource(name: "t.golden", bytes: try Fixture.named("sound/steps-1025"))
    #expect(try GoldenReader(source, contentLimit: 4 * 1025).stepCount == 1025)
    let error = try #require(throws: InputError.self) {
      try GoldenReader(source, contentLimit: 4 * 1025 - 1)
    }
    #expect(error.reason == "too many bytes uncompressed")
  }

  /// A writer makes nothing that a reader refuses.
  @Test func aTrialBeyondTheLimitsIsNotWritten() throws {
    let golden = try Golden(
      GoldenReader(bytes: Fixture.named("sound/steps-1025"), name: "t.golden"))
    let count = try golden.encoded().seal.byteCount
    func encode(_ limit: Int, _ contentLimit: Int) throws {
      var encoder = try GoldenEncoder(
        GoldenHeader(golden.header), limit: limit, contentLimit: contentLimit, sink: { _ in })
      for event in golden.events { try encoder.append(event) }
      _ = try encoder.finish(golden.outcome)
    }
    try encode(count, 4 * 1025)
    #expect(throws: InputError.self) { try encode(count - 1, 4 * 1025) }
    #expect(throws: InputError.self) { try encode(count, 4 * 1025 - 1) }
  }

  /// No golden is larger than what is foretold; it is refused before its trial runs.
  @Test(arguments: Fixture.sound)
  func theSizeIsForetold(_ fixture: Fixture) throws {
    let reader = try GoldenReader(bytes: fixture.bytes(), name: fixture.name)
    // Only our own trainer is asked before it trains, and it records no series.
    guard reader.schema.series.isEmpty else { return }
    func check(_ limit: Int) throws {
      try reader.schema.checkSize(
        steps: reader.stepCount, evaluations: reader.evaluationCount, anchors: reader.anchorCount,
        limit: limit)
    }
    let header = GoldenFormat.headerLimit - reader.header.bytes.count
    #expect(throws: InputError.self) { try check(reader.byteCount + header - 1) }
    try check(reader.rawByteCount + header + 8192 * (2 + reader.evaluationCount))
  }

  @Test func aFileBeyondTheLimitIsRefused() throws {
    let path = Fixture.folder + "/sound/small.golden"
    let error = try #require(throws: InputError.self) { try GoldenReader(path, limit: 100) }
    #expect(error.kind == .malformed)
  }

  @Test func foldersAndMissingFilesAreNotGoldens() throws {
    for path in [Fixture.folder, Fixture.folder + "/absent.golden", "/dev/zero"] {
      let error = try #require(throws: InputError.self) { try GoldenReader(path) }
      #expect(error.kind == .usage)
      #expect(error.file == path)
    }
  }

  @Test func aFileThatChangesLaterIsRefused() throws {
    try withFolder { folder in
      let path = folder.file("t.golden")
      let schema = try RecordSchema(labels: 2, developmentExamples: 9)
      let golden = sampleTrial(steps: 9000, schema: schema, evaluateEvery: 100)
      try golden.write(to: path)
      let reader = try GoldenReader(path)
      // Another sound golden of the same size, written over the first.
      var other = golden
      other.steps[8000].batchDigest ^= 1
      let bytes = try other.encoded().bytes
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.write(contentsOf: bytes)
      try handle.close()
      let error = try #require(throws: InputError.self) { try Golden(reader) }
      #expect(error.reason == "the page changed while it was read")
      #expect(try Golden(path) == other)
    }
  }
}
