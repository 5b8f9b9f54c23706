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
    #expect(difference.table.hasPrefix("equal: "))
    #expect(difference.json["equal"]?.bool == true)
    #expect(difference.json["firstDivergence"] == .null)
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
    #expect(difference.table.contains("header: model.lowerCase differs"))
    #expect(difference.table.contains("different: "))
  }
}
