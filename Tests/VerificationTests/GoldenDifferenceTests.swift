import Experiment
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct GoldenDifferenceTests {
  private func golden() throws -> Golden {
    let experiment = try RecordedExperiment()
    return try Golden(experiment.golden(Cell(wi: 1, do: 1)))
  }

  private func compare(_ a: Golden, _ b: Golden) throws -> GoldenDifference {
    try GoldenDifference(
      GoldenReader(bytes: a.encoded().bytes, name: "a"),
      GoldenReader(bytes: b.encoded().bytes, name: "b"))
  }

  @Test func equalGoldens() throws {
    let golden = try golden()
    let difference = try compare(golden, golden)
    #expect(difference.isEqual)
    #expect(difference.valueCount > 1000)
    #expect(difference.diagnosis.explanation == nil)
    let change = try change(golden, golden)
    #expect(change.table.hasPrefix("equal: "))
    #expect(change.json["equal"]?.bool == true)
    #expect(change.json["firstDivergence"] == .null)
    #expect(change.json["columns"]?.array == [])
  }

  private func change(_ a: Golden, _ b: Golden) throws -> GoldenChange {
    let readers = try [a, b].map { try GoldenReader(bytes: $0.encoded().bytes, name: "t") }
    return try GoldenChange(
      GoldenDifference(readers[0], readers[1]), ColumnDifferences(readers[0], readers[1]),
      before: GoldenScores(of: readers[0]), after: GoldenScores(of: readers[1]))
  }

  /// Scores before and after are those of the trial's metric; each column that differs says how far.
  @Test func aChangeIsToldByScoresAndSizes() throws {
    let golden = try golden()
    var other = golden
    // From update 3 on each loss is greater by a fourth, so that the relative difference is a fifth.
    for step in 3..<other.steps.count {
      other.steps[step].lossBits = (golden.steps[step].loss * 1.25).bitPattern
    }
    let place = golden.evaluations.count - 1
    let counts = golden.evaluations[place].counts
    // One more is wrong, of the class of which more are right.
    let isFirst = counts[0] > counts[3]
    other.evaluations[place].counts[isFirst ? 0 : 3] -= 1
    other.evaluations[place].counts[isFirst ? 1 : 2] += 1
    let change = try change(golden, other)
    let right = counts[0] + counts[3]
    #expect(change.before.metric == "mcc" && change.after.metric == "mcc")
    #expect(change.before.last?.correct == right && change.after.last?.correct == right - 1)
    #expect(change.before.last?.total == counts.reduce(0, +))
    let (old, new) = (try #require(change.before.last), try #require(change.after.last))
    #expect(old.value != new.value && old.step == golden.evaluations[place].step)
    #expect(try #require(change.before.best).value >= old.value)
    #expect(change.columns.differing.map(\.column) == [.loss, .counts])
    let loss = change.columns.differing[0]
    #expect(loss.valueCount == golden.steps.count && loss.firstStep == 3)
    #expect(loss.differingCount == golden.steps.count - 3)
    #expect(abs(try #require(loss.largest) - 0.2) < 1e-6)
    #expect(abs(try #require(loss.typical) - 0.2) < 0.0005)
    let count = change.columns.differing[1]
    #expect(count.differingCount == 2 && count.firstStep == old.step && count.largest == nil)
    let table = change.table
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(table)")
    #expect(table.contains("score, by mcc"))
    #expect(table.contains("\(right), \(right - 1) of \(old.total)"), "\(table)")
    #expect(table.contains("\(golden.steps.count - 3) of \(golden.steps.count)"))
    #expect(table.contains("likely cause: "))
    let json = change.json
    #expect(json["scores"]?["after"]?["last"]?["correct"]?.integer == Int64(right - 1))
    #expect(json["columns"]?.array?[0]["firstStep"]?.integer == 3)
    #expect(json["columns"]?.array?[1]["largest"] == .null)
  }

  @Test func theBestScoreIsTheFirstOfTheGreatest() {
    var scores = GoldenScores(metric: nil)
    for (step, correct) in [(1, 5), (2, 7), (3, 7), (4, 6)] {
      scores.append(.init(step: step, value: Double(correct) / 10, correct: correct, total: 10))
    }
    #expect(scores.best?.step == 2 && scores.last?.step == 4)
  }

  /// Records that only one has are counted, and the others compared all the same.
  @Test func recordsWithoutPartnerAreCounted() throws {
    let golden = try golden()
    var other = golden
    other.steps.removeLast()
    other.evaluations.removeLast()
    other.anchors.removeAll { $0.step == golden.steps.count }
    other.evaluations.removeFirst()
    other.steps[0].lossBits ^= 1
    let change = try change(golden, other)
    #expect(change.columns.onlyFirst[.step] == 1 && change.columns.onlyFirst[.evaluation] == 2)
    #expect(change.columns.onlySecond.isEmpty)
    #expect(change.columns.differing.map(\.column) == [.loss])
    #expect(change.table.contains("only in the first: 1 update, 2 evaluations"))
    let back = try self.change(other, golden)
    #expect(back.columns.onlySecond == change.columns.onlyFirst)
    #expect(back.json["onlySecond"]?["evaluation"]?.integer == 2)
  }

  /// A cause names the settings that the headers declare in different ways.
  /// Goldens number their series by themselves, and they are compared by their names.
  @Test func seriesAreComparedByName() throws {
    func golden(_ names: [String], _ value: Double = 0.5) throws -> Golden {
      let schema = try RecordSchema(
        labels: 0, developmentExamples: 0, evaluation: .none, stepColumns: [.loss],
        anchorComponents: [], series: names.map { Series($0, .binary64) })
      var golden = Golden(
        header: .object(schema.members), steps: [StepRecord(step: 0, lossBits: 0)])
      golden.series = names.indices.map {
        SeriesRecord(series: $0, step: 1, values: [.doubles([value])])
      }
      return golden
    }
    let both = try golden(["a", "b"])
    #expect(try compare(both, both).isEqual)
    let other = try change(both, golden(["b"], 0.25))
    #expect(other.difference.firstDivergence?.actual.contains("b at 1") == true)
    #expect(other.columns.differing.map(\.column.name) == ["b"])
    #expect(other.columns.differing.first?.largest == 0.5)
    #expect(other.json["onlyFirst"]?["series"]?.integer == 1)
    // Of another name, or where the first golden has none.
    let renamed = try compare(golden(["a"]), golden(["z"]))
    #expect(renamed.firstDivergence?.expected == "a at 1")
    #expect(renamed.firstDivergence?.actual == "a series at 1 that the other has not")
    #expect(try compare(golden([]), both).firstDivergence?.expected == "the end")
    #expect(try compare(both, golden([])).firstDivergence?.actual == "the end")
  }

  @Test func settingsAreInTheCause() throws {
    let golden = try golden()
    var other = golden
    other.header = golden.header.replacing("metric", with: "accuracy")
    other.steps[0].lossBits ^= 1
    let change = try change(golden, other)
    let words = "the first golden declares metric mcc, the second accuracy"
    #expect(change.difference.diagnosis.explanation?.hasPrefix(words) == true)
    #expect(change.table.contains("header: metric differs: mcc / accuracy"))
    #expect(change.table.contains("score, by mcc, accuracy"))
    #expect(change.json["settings"]?.array?[0]["actual"]?.string == "accuracy")
    // Scores of two metrics have no difference.
    let last = change.table.split(separator: "\n").first { $0.hasPrefix("  last, at ") }
    #expect(last?.contains(" - ") == true, "\(change.table)")
  }

  /// A difference is found where `verify` finds it.
  @Test(arguments: VerifierTests.forgeries)
  func firstDivergenceIsThatOfVerify(_ forgery: VerifierTests.Forgery) throws {
    let golden = try golden()
    var forged = golden
    forgery.change(&forged)
    for (a, b) in [(golden, forged), (forged, golden)] {
      let difference = try compare(a, b)
      #expect(!difference.isEqual)
      #expect(difference.headerMembers.isEmpty)
      #expect(difference.firstDivergence?.column == forgery.column)
      #expect(difference.firstDivergence?.step == forgery.step)
    }
  }

  /// Headers whose bytes differ are not equal, though Swift's strings are.
  @Test func spellingsOfOneCharacterDiffer() throws {
    let golden = try golden()
    func spelled(_ name: String, _ text: String) throws -> Golden {
      var other = golden
      var members = try #require(golden.header.object)
      members[name] = .string(text)
      other.header = .object(members)
      return other
    }
    let one = try spelled("n\u{e9}", "a")
    let name = try compare(one, spelled("ne\u{301}", "a"))
    #expect(!name.isEqual && name.headerMembers.count == 2)
    let value = try compare(one, spelled("n\u{e9}", "\u{212b}"))
    #expect(value.headerMembers == ["n\u{e9}"])
    #expect(
      try compare(spelled("n", "\u{212b}"), spelled("n", "\u{c5}")).headerMembers == ["n"])
  }

  /// What cannot be read is not equal, on whichever side it stands.
  @Test func aGoldenWithUnreadablePagesIsNotEqual() throws {
    let experiment = try RecordedExperiment()
    let path = experiment.golden(Cell(wi: 1, do: 1))
    let plain = try GoldenReader(path)
    let newer = try GoldenReader(bytes: NewerGolden.bytes(path), name: "newer")
    for (a, b) in [(newer, plain), (plain, newer), (newer, newer)] {
      let error = #expect(throws: InputError.self) { try GoldenDifference(a, b) }
      #expect(error?.kind == .unverifiable)
    }
    #expect(try GoldenDifference(plain, plain).isEqual)
  }

  @Test func headersAreComparedByMember() throws {
    let golden = try golden()
    var other = golden
    guard case .object(var members) = golden.header, case .object(var model) = members["model"]
    else { return }
    model["lowerCase"] = .bool(false)
    members["model"] = .object(model)
    members["wi"] = 7
    members["extra"] = .null
    other.header = .object(members)
    let difference = try compare(golden, other)
    #expect(difference.headerMembers == ["extra", "model.lowerCase", "wi"])
    #expect(difference.firstDivergence == nil)
    #expect(!difference.isEqual)
    let table = try change(golden, other).table
    #expect(table.contains("header: model.lowerCase differs: "))
    #expect(table.contains("header: extra differs: nothing / null"))
    #expect(table.contains("different: "))
  }
}
