import Testing
import Trajectory

@testable import Judgement

/// A cause speaks of what was recorded and declared, and of nothing else.
@Suite struct LikelyCauseTests {
  /// A first difference of the loss of update `step`, by so many ULPs, in goldens with these columns.
  struct Case: Sendable, CustomTestStringConvertible {
    let columns: [Column]
    let step: Int
    let bits: UInt32
    let hasAnchor: Bool
    var testDescription: String {
      "\(columns.map(\.name)) at \(step), \(bits) ULPs\(hasAnchor ? ", anchor" : "")"
    }
  }

  static let cases: [Case] = {
    let tables: [[Column]] = [
      [.loss], [.loss, .gradientNorm], [.loss, .batchDigest], Column.steps,
    ]
    var cases: [Case] = []
    for columns in tables {
      for step in [0, 3] {
        for bits: UInt32 in [1, 1 << 20] {
          for hasAnchor in [false, true] {
            cases.append(Case(columns: columns, step: step, bits: bits, hasAnchor: hasAnchor))
          }
        }
      }
    }
    return cases
  }()

  private static func pattern(_ given: Case) throws -> DivergencePattern {
    let schema = try RecordSchema(
      labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: given.columns,
      anchorComponents: given.hasAnchor ? ["state"] : [])
    var pattern = DivergencePattern()
    for step in 0..<given.step {
      let event = TrajectoryEvent.step(StepRecord(step: step, lossBits: 7))
      pattern.append(expected: event, actual: event, nil, schema)
    }
    if given.hasAnchor {
      let anchor = TrajectoryEvent.anchor(AnchorRecord(step: given.step, components: []))
      pattern.append(expected: anchor, actual: anchor, nil, schema)
    }
    let loss = Float(1).bitPattern
    let expected = StepRecord(step: given.step, lossBits: loss, gradientNormBits: loss)
    var actual = expected
    actual.lossBits += given.bits
    if given.columns.contains(.gradientNorm) { actual.gradientNormBits += 1 }
    let events = (TrajectoryEvent.step(expected), TrajectoryEvent.step(actual))
    let found = ExactComparison().difference(expected: events.0, actual: events.1, schema)
    pattern.append(expected: events.0, actual: events.1, found, schema)
    return pattern
  }

  @Test(arguments: cases)
  func whatNobodyRecordedIsNotBlamed(_ given: Case) throws {
    let pattern = try Self.pattern(given)
    let cause = try #require(LikelyCause(pattern))
    let isNear = given.bits <= LikelyCause.nearULPs
    if !given.columns.contains(.batchDigest) {
      #expect(!cause.text.contains("order of the data"), "\(cause.text)")
      #expect(!cause.text.contains("batch is equal") && !cause.text.contains("and batch"))
      #expect(isNear || cause == .unrecordedBatch)
    }
    if !given.columns.contains(.gradientNorm) { #expect(!cause.text.contains("norm")) }
    if !given.hasAnchor { #expect(!cause.text.contains("equal state"), "\(cause.text)") }
    // The last bits of a first loss speak for arithmetic, whatever else is known.
    if isNear, given.step == 0 { #expect(cause == .arithmetic) }
    let shares = pattern.notes.first { $0.hasPrefix("of this record differ") } ?? ""
    for column in Column.steps {
      #expect(shares.contains(column.plural) == given.columns.contains(column), "\(shares)")
    }
  }

  /// What a first loss that is far away points to follows from what was recorded beside it.
  @Test func theFirstLossIsToldByItsBatch() throws {
    func cause(_ columns: [Column], anchor: Bool) throws -> LikelyCause? {
      LikelyCause(
        try Self.pattern(Case(columns: columns, step: 0, bits: 1 << 20, hasAnchor: anchor)))
    }
    #expect(try cause([.loss], anchor: false) == .unrecordedBatch)
    #expect(try cause(Column.steps, anchor: false) == .unrecordedState)
    #expect(try cause(Column.steps, anchor: true) == .forwardPass)
  }

  @Test func settingsAreSaidWithBothValues() {
    let settings = SettingDifference.all(
      [
        "torch": "2.12.0", "lr": "0x1.0624dd2f1a9fcp-10", "same": 1, "gone": true,
        "nested": ["a": 1, "b": 2],
      ],
      ["torch": "2.13.0", "lr": "0x1.0624dd2f1a9fcp-9", "same": 1, "nested": ["a": 1, "b": 3]])
    #expect(settings.map(\.name) == ["gone", "lr", "nested.b", "torch"])
    #expect(
      settings.words(("the golden", "this run"))
        == "the golden declares gone true, this run nothing; lr 0.001, this run 0.002; "
        + "nested.b 2, this run 3; and 1 more")
    #expect(
      settings.suffix(1).map(\.self).words(("the golden", "this run"))
        == "the golden declares torch 2.12.0, this run 2.13.0")
    #expect([SettingDifference]().words(("a", "b")) == nil)
    let long = SettingDifference(name: "n", expected: String(repeating: "f", count: 64), actual: "")
    #expect([long].words(("a", "b")) == "a declares n ffffffffffff..., b ")
    let short = SettingDifference(name: "z", expected: "1", actual: nil)
    #expect(
      [long, short].words(("a", "b")) == "a declares z 1, b nothing; n ffffffffffff..., b ")
    #expect(settings[0].json["expected"]?.string == "true" && settings[0].json["actual"] == .null)
  }

  /// Settings come first, since they are no guess; alone they are the cause.
  @Test func settingsAndPatternAreOneCause() throws {
    let setting = SettingDifference(name: "torch", expected: "2.12.0", actual: "2.13.0")
    let alone = Diagnosis(settings: [setting])
    #expect(alone.cause == .settings)
    #expect(alone.explanation == "the golden declares torch 2.12.0, this run 2.13.0")
    #expect(alone.lines == ["likely cause: the golden declares torch 2.12.0, this run 2.13.0"])
    let pattern = try Self.pattern(
      Case(columns: Column.steps, step: 0, bits: 1, hasAnchor: false))
    let both = Diagnosis(pattern: pattern, settings: [setting])
    #expect(both.cause == .arithmetic)
    #expect(
      both.explanation
        == "the golden declares torch 2.12.0, this run 2.13.0; " + LikelyCause.arithmetic.text)
    #expect(both.json["settings"]?.array?[0]["name"]?.string == "torch")
    #expect(Diagnosis().explanation == nil && Diagnosis().cause == nil)
  }
}
