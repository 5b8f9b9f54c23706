import Files
import TestSupport
import Testing
import Text

@testable import Trajectory

/// Values under names of their own: the pages of format 1.1. The fixtures of another writer are read and written by
/// `FixtureTests`.
@Suite struct SeriesTests {
  /// A series of each form.
  static func schema() throws -> RecordSchema {
    try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: [.loss],
      anchorComponents: ["state"],
      series: [
        Series("tensors", .digests(["b", "a"])), Series("skipped", .mark),
        Series("f1", .binary32), Series("eval_loss", .binary64),
        Series("mm", .evaluation(EvaluationShape(.predictions, labels: 3, examples: 4))),
        Series("rank-1", .step([.loss, .batchDigest])),
      ])
  }

  /// By the bytes of their names: eval_loss, f1, mm, rank-1, skipped, tensors.
  static func values(_ series: Int, _ step: Int) -> [ColumnValues] {
    switch series {
    case 0: [.doubles([Double(step) / 3])]
    case 1: [.numbers([Float(step) / 3])]
    case 2: [.counts([1, 0, 0, 0, 1, 0, 1, 0, 1]), .labels([0, 1, 2, UInt8(step % 3)])]
    case 3: [.numbers([Float(step)]), .words([UInt32(step)])]
    case 4: []
    default: [.digests(["x", "y"].map { Digest(of: Array("\($0)\(step)".utf8)) })]
    }
  }

  static func golden(steps: Int = 4) throws -> Golden {
    var golden = Golden(header: .object(try schema().members))
    for step in 0..<steps {
      golden.append(.step(StepRecord(step: step, lossBits: UInt32(step))))
      golden.anchors.append(
        AnchorRecord(step: step + 1, components: [.init("state", Digest(of: [UInt8(step)]))]))
      for series in 0..<6 where series != 4 || step == 2 {
        golden.append(
          .series(
            SeriesRecord(series: series, step: step + 1, values: values(series, step))))
      }
    }
    return golden
  }

  @Test func writtenAndRead() throws {
    let golden = try Self.golden()
    let bytes = try golden.encoded().bytes
    #expect(bytes[8...11].elementsEqual([1, 0, 1, 0]))
    let reader = try GoldenReader(bytes: bytes, name: "t.golden")
    #expect(try Golden(reader).events == golden.events)
    #expect(reader.seriesCounts == [4, 4, 4, 4, 1, 4])
    #expect(reader.skippedPageCount == 0)
    #expect(reader.schema == (try Self.schema()))
    // Updates and anchors alone make the chain, so that readers of 1.0 can follow it.
    var other = golden
    other.series[0].values = [.doubles([0.25])]
    let changed = try GoldenReader(bytes: other.encoded().bytes, name: "t.golden")
    #expect(changed.chain == reader.chain)
    #expect(changed.contentDigest != reader.contentDigest)
  }

  /// Records come in the order of the trial, from any update on.
  @Test func readFromTheMiddle() throws {
    let golden = try Self.golden(steps: 7)
    let reader = try GoldenReader(bytes: golden.encoded().bytes, name: "t.golden")
    for start in 0..<7 {
      var events = reader.events(fromStep: start)
      var found: [TrajectoryEvent] = []
      while let event = try events.next() { found.append(event) }
      #expect(found == golden.events.filter { $0.updateCount > start })
    }
  }

  @Test func aJournalHoldsThem() throws {
    let golden = try Self.golden()
    let folder = try TemporaryFolder()
    let writer = try GoldenWriter(path: folder.file("t.golden"), header: golden.header)
    for event in golden.events { try writer.append(event) }
    #expect(try PartialGolden(folder.file("t.golden.partial")).events == golden.events)
    #expect(try writer.finish(outcome: .completed).fileDigest == golden.fileDigest)
  }

  @Test func aTrialWithoutThemIsOfFormat10() throws {
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, anchorComponents: [])
    let golden = Golden(header: .object(schema.members), steps: [StepRecord(step: 0, lossBits: 1)])
    #expect(try golden.encoded().bytes[8...11].elementsEqual([1, 0, 0, 0]))
  }

  private static func event(_ series: Int, _ step: Int) -> TrajectoryEvent {
    .series(SeriesRecord(series: series, step: step, values: values(series, step)))
  }

  @Test func orderIsKept() throws {
    func reason(_ events: [TrajectoryEvent]) -> String? {
      var order = TrajectoryOrder()
      return events.lazy.compactMap { order.accept($0) }.first
    }
    let step = TrajectoryEvent.step(StepRecord(step: 0, lossBits: 0))
    let anchor = TrajectoryEvent.anchor(AnchorRecord(step: 1, components: []))
    let evaluation = TrajectoryEvent.evaluation(EvaluationRecord(step: 1, counts: []))
    #expect(reason([Self.event(0, 0), step, anchor, Self.event(0, 1), Self.event(1, 1)]) == nil)
    #expect(reason([step, Self.event(1, 1), Self.event(0, 1)])?.contains("out of order") == true)
    #expect(reason([step, Self.event(1, 1), Self.event(1, 1)])?.contains("twice") == true)
    #expect(reason([step, Self.event(1, 2)])?.contains("after 1 updates") == true)
    #expect(reason([step, Self.event(1, 1), anchor])?.contains("after a series") == true)
    #expect(reason([step, Self.event(1, 1), evaluation])?.contains("after a series") == true)
  }

  @Test func valuesMustFit() throws {
    let schema = try Self.schema()
    func reason(_ series: Int, _ values: [ColumnValues]) -> String? {
      schema.mismatch(.series(SeriesRecord(series: series, step: 1, values: values)))
    }
    for series in 0..<6 { #expect(reason(series, Self.values(series, 1)) == nil) }
    #expect(reason(6, [])?.contains("not in the header") == true)
    #expect(reason(0, [])?.contains("0 columns, not 1") == true)
    #expect(reason(0, [.numbers([1])])?.contains("another kind") == true)
    #expect(reason(0, [.doubles([1, 2])])?.contains("not 1") == true)
    #expect(reason(2, [.counts([1]), .labels([0, 0, 0, 0])])?.contains("not 9") == true)
    let counts = ColumnValues.counts([4, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(reason(2, [counts, .labels([0, 0, 0, 3])])?.contains("3 labels") == true)
    #expect(reason(2, [.counts([-1, 5, 0, 0, 0, 0, 0, 0, 0]), .labels([0, 0, 0, 0])]) != nil)
    #expect(reason(4, [.words([1])])?.contains("not 0") == true)
    #expect(reason(5, [.digests([Digest(of: [])])])?.contains("not 2") == true)
  }

  @Test func thereAreAtMost64() throws {
    func schema(_ count: Int) throws -> RecordSchema {
      try RecordSchema(
        labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: [.loss],
        anchorComponents: [], series: (0..<count).map { Series("s\($0)", .mark) })
    }
    #expect(try schema(64).series.count == 64)
    #expect(throws: InputError.self) { try schema(65) }
  }

  /// Every bit of a page, of its index and of its header counts.
  @Test func aFlippedBitIsSeen() throws {
    let bytes = try Self.golden().encoded().bytes
    for place in stride(from: 0, to: bytes.count, by: 7) {
      var other = bytes
      other[place] ^= 1 << UInt8(place % 8)
      #expect(throws: InputError.self) { try GoldenReader(bytes: other, name: "t.golden") }
    }
  }

  /// The outline counts them before a page is read, so that a bound of time holds.
  @Test func theOutlineCountsThem() throws {
    let folder = try TemporaryFolder()
    let golden = try Self.golden()
    try golden.write(to: folder.file("t.golden"))
    let outline = try GoldenOutline(folder.file("t.golden"))
    #expect(outline.seriesCounts == [4, 4, 4, 4, 1, 4])
    let steps = 4 * 2
    let anchors = 4 * 2
    let series = 4 * 2 + 4 * 2 + 4 * (1 + 9 + 4) + 4 * 3 + 1 + 4 * 3
    #expect(outline.valueCount == steps + anchors + series)
  }
}

/// Binary64 values as exact text.
@Suite struct HexDoubleTests {
  @Test func textAndBack() {
    var bits: [UInt64] = [
      0, 1, 2, 0x000f_ffff_ffff_ffff, 0x0010_0000_0000_0000, 0x7fef_ffff_ffff_ffff,
      0x3ff0_0000_0000_0001, 0x7ff0_0000_0000_0000, 0x7ff8_0000_0000_0000, 0xfff8_0000_0000_0123,
    ]
    var dice = Dice(7)
    bits += (0..<20_000).map { _ in dice.next() }
    for word in bits.flatMap({ [$0, $0 ^ 1 << 63] }) {
      let value = Double(bitPattern: word)
      #expect(HexFloat.double(HexFloat.text(value))?.bitPattern == word, "\(word)")
    }
  }

  @Test func textsOfOthers() {
    #expect(HexFloat.text(0.1) == "0x1.999999999999ap-4")
    #expect(HexFloat.text(Double.leastNonzeroMagnitude) == "0x1p-1074")
    // As Python writes them.
    #expect(HexFloat.double("0x1.999999999999ap-4") == 0.1)
    #expect(HexFloat.double("0x0.0000000000001p-1022") == Double.leastNonzeroMagnitude)
    #expect(HexFloat.double("-0x1.0000000000000p+0") == -1)
    #expect(HexFloat.double("0x0.0p+0") == 0)
  }

  @Test(arguments: [
    "0x1.00000000000001p+0", "0x1p-1075", "0x1.8p-1074", "0x1p+1024", "0x1.fffffffffffff8p+0",
    "1.5", "0x", "0xp1", "0x1p+99999", "nan:7ff0000000000000", "0x123456789abcdef01p+0", "",
  ])
  func whatIsNoBinary64IsRefused(text: String) { #expect(HexFloat.double(text) == nil) }
}
