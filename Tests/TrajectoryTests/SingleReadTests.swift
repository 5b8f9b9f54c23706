import Synchronization
import Testing

@testable import Trajectory

/// What is checked is what is used: a file that changes between two reads of a byte could be two files.
@Suite struct SingleReadTests {
  /// Bytes in memory, and how often each was read.
  private final class CountingSource: ByteSource {
    let name = "t.golden"
    let bytes: [UInt8]
    private let reads: Mutex<[Int]>

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      reads = Mutex(Array(repeating: 0, count: bytes.count))
    }

    var count: Int { bytes.count }
    var counts: [Int] { reads.withLock { $0 } }

    func read(at offset: Int, count: Int) throws -> [UInt8] {
      reads.withLock { reads in
        for place in offset..<offset + count { reads[place] += 1 }
      }
      return Array(bytes[offset..<offset + count])
    }
  }

  @Test(arguments: ["sound/small", "sound/steps-2049", "broken/minor-1-page"])
  func checkReadsEachByteOnce(_ name: String) throws {
    let source = try CountingSource(Fixture.named(name))
    var check = try GoldenCheck(source, contentLimit: GoldenFormat.contentLimit)
    try check.readPages()
    try check.finish()
    #expect(source.counts.allSatisfy { $0 == 1 })
  }

  /// Whoever reads its records then reads what was checked, at no cost.
  @Test func aSmallGoldenIsDecodedOnce() throws {
    let source = try CountingSource(Fixture.named("sound/small"))
    let reader = try GoldenReader(source)
    #expect(try Golden(reader).steps.count == reader.stepCount)
    #expect(source.counts.allSatisfy { $0 == 1 })
  }

  /// A long one is read page by page, in bounded memory.
  @Test func aLongGoldenIsReadAgain() throws {
    let schema = try RecordSchema(labels: 2, developmentExamples: 9)
    let golden = sampleTrial(steps: 9000, schema: schema, evaluateEvery: 100)
    let source = try CountingSource(golden.encoded().bytes)
    #expect(try Golden(GoldenReader(source)) == golden)
    #expect(source.counts.max() == 3)
  }
}
