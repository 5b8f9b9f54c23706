import Testing
import Text

@Suite struct DigitsTests {
  @Test func zerosStandBefore() {
    #expect(7.digits(3) == "007")
    #expect(1234.digits(3) == "1234")
    #expect(0.digits(0) == "0")
    #expect(UInt32(0xbeef).digits(8, radix: 16) == "0000beef")
    #expect(UInt64.max.digits(13, radix: 36) == "3w5e11264sgsf")
  }

  @Test(arguments: [
    ("", false), ("0", true), ("0123456789", true), ("-1", false), ("1 ", false), ("1.5", false),
    ("\u{661}", false), ("\u{ff11}", false), ("1\u{301}", false),
  ])
  func digitsAreThoseOfASCII(_ text: String, areDigits: Bool) {
    #expect(text.isDigits == areDigits)
    #expect(text.dropFirst(0).isDigits == areDigits)
  }

  @Test func bytes() {
    let all = (UInt8.min...UInt8.max)
    #expect(String(decoding: all.filter(\.isDigit), as: UTF8.self) == "0123456789")
    #expect(
      String(decoding: all.filter(\.isSmallLetter), as: UTF8.self) == "abcdefghijklmnopqrstuvwxyz")
  }

  /// The exact value decides: 1.115 lies below the middle, though 100 times it rounds to 111.5.
  @Test(
    arguments: [
      (0.82504, 4, "0.8250"), (-0.00001, 4, "0.0000"), (-0.5, 1, "-0.5"), (1.115, 2, "1.11"),
      (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.5, 0, "2"), (1e22, 1, "10000000000000000000000.0"),
      (.nan, 2, "nan"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"),
    ] as [(Double, Int, String)])
  func decimals(value: Double, count: Int, text: String) {
    #expect(value.decimals(count) == text)
  }
}

@Suite struct DifferenceTests {
  static let old: JSONValue = [
    "a": 1, "b": ["c": [1, 2], "d": ["e": "x"], "z": [:]], "onlyOld": ["f": 1],
  ]

  @Test func equalDocumentsDifferNowhere() {
    #expect(JSONValue.differences(Self.old, Self.old).isEmpty)
    #expect(JSONValue.differences(nil, nil).isEmpty)
    #expect(JSONValue.differences(.object([:]), .object([:])).isEmpty)
  }

  /// A place goes no deeper than both documents do.
  @Test func placesAreThoseThatBothHave() {
    let new: JSONValue = ["a": 1, "b": ["c": [1, 3], "d": "e", "z": ["y": 0]], "onlyNew": 2]
    let found = JSONValue.differences(Self.old, new)
    #expect(found.map(\.place) == ["b.c", "b.d", "b.z.y", "onlyNew", "onlyOld"])
    #expect(found.map(\.1) == [[1, 2], ["e": "x"], nil, nil, ["f": 1]])
    #expect(found.map(\.2) == [[1, 3], "e", 0, 2, nil])
    #expect(JSONValue.differences(Self.old, nil).map(\.place) == [""])
  }

  @Test func oneDocumentBesideItselfGivesItsValues() {
    let places = JSONValue.sideBySide(Self.old, Self.old).map(\.place)
    #expect(places == ["a", "b.c", "b.d.e", "onlyOld.f"])
  }

  @Test func spellingsOfOneCharacterAreTwoKeys() {
    let (composed, decomposed): (JSONValue, JSONValue) = (["\u{e9}": 1], ["e\u{301}": 1])
    #expect(JSONValue.differences(composed, decomposed).count == 2)
  }
}
