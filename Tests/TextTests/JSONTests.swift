import Testing

@testable import Text

@Suite struct JSONTests {
  @Test(arguments: [
    #"{"a":1,"b":[true,false,null,"x\n"]}"#, "[]", "{}", "-9223372036854775808", #""é\u0001""#,
  ])
  func canonicalTextReadsBackAsItself(_ text: String) throws {
    #expect(try JSONParser.parse(text.utf8).canonical == text)
  }

  @Test(arguments: [
    #"{"a":1,"a":2}"#, "[1,]", "01", "1.5", "9223372036854775808", "\"\\ud800\"", "\"", "", "[1] 2",
    "\"\u{1}\"", "tru", "{\"a\" 1}", "-", "+1", "nul",
  ])
  func refuses(_ text: String) {
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text.utf8) }
  }

  @Test(arguments: [
    "1.5", "9223372036854775808", "-1e400", "1.25E+3", "NaN", "Infinity", "-Infinity",
    "1000000000000000019884624838656",
  ])
  func foreignNumbersAreKeptAsTheirText(_ text: String) throws {
    #expect(try JSONParser.parse(text.utf8, dialect: .foreign) == .number(text))
    #expect(try JSONParser.parse("[\(text),7]".utf8, dialect: .foreign) == [.number(text), 7])
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text.utf8) }
    #expect(JSONValue.number(text) != .string(text))
  }

  @Test(arguments: [
    "1.", ".5", "1e", "1e+", "01", "-", "+1", "1.e5", "nan", "Inf", "--1", "-NaN", "0x1", "1_000",
    "[1 2]", #"{"a":1,"a":2}"#, "\"\u{1}\"", "\u{feff}\u{feff}1",
  ])
  func whatIsNoJSONIsRefusedOfAnybody(_ text: String) {
    #expect(throws: JSONParser.Failure.self) {
      try JSONParser.parse(text.utf8, dialect: .foreign)
    }
  }

  @Test func foreignTextsAreRead() throws {
    let text = "\u{feff}" + #"["\ud800","\udc00x","\ud800\u0041","\ud83d\ude00"]"#
    #expect(
      try JSONParser.parse(text.utf8, dialect: .foreign)
        == ["\u{fffd}", "\u{fffd}x", "\u{fffd}A", "😀"])
  }

  /// Both spellings of a character are members of the object that is listed.
  @Test func anObjectIsListedInItsOrder() throws {
    let text =
      #"{"vocab":1,"model":{"type":"x","vocab":{"e\#u{301}":1,"\#u{e9}":0,"vocab":{"b":2}}}}"#
    let value = try JSONParser.parse(text.utf8, dialect: .foreign, listing: ["model", "vocab"])
    #expect(
      value["model"]?["vocab"] == [["e\u{301}", 1], ["\u{e9}", 0], ["vocab", ["b": 2]]])
    #expect(value["vocab"] == 1 && value["model"]?["type"] == "x")
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text.utf8) }
  }

  @Test func depthIsBounded() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(deep.utf8) }
  }

  @Test func keysAreSortedByBytes() {
    #expect(JSONValue.object(["b": 1, "a": 2, "Z": 3]).canonical == #"{"Z":3,"a":2,"b":1}"#)
  }

  /// Two spellings of one character are two texts, as their bytes are what is written and hashed.
  @Test func equalityIsThatOfTheBytes() {
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
    #expect(JSONValue.string(composed) != .string(decomposed))
    #expect(JSONValue.array([.string(composed)]) != .array([.string(decomposed)]))
    let object = JSONValue.object([composed: [1, .null]])
    #expect(object != .object([decomposed: [1, .null]]))
    #expect(object == .object([composed: [1, .null]]))
    #expect(object[composed] != nil && object[decomposed] == nil)
    #expect(object != .object([composed: [1, .null], "a": 1]) && object != .array([]))
  }

  @Test func escapesReadAsTheirCharacters() throws {
    #expect(try JSONParser.parse(#""\u00e9\ud83d\ude00\/""#.utf8) == .string("é😀/"))
  }
}

@Suite struct HexFloatTests {
  @Test(arguments: [
    (Float(1), "0x1p+0"), (-0.75, "-0x1.8p-1"), (0x1.fffffep+127, "0x1.fffffep+127"),
    (Float.leastNonzeroMagnitude, "0x1p-149"), (Float(bitPattern: 3), "0x1.8p-148"), (0, "0x0p+0"),
    (-0.0, "-0x0p+0"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan:7fc00000"),
    (0x1.5c6e2ap-1, "0x1.5c6e2ap-1"),
  ])
  func textIsExact(_ value: Float, _ text: String) {
    #expect(HexFloat.text(value) == text)
    #expect(HexFloat.value(text)?.bitPattern == value.bitPattern)
  }

  @Test(arguments: [
    ("0x1.8000000000000p+1", Float(3)), ("-0x0.0p+0", -0.0), ("0x0p+99999", 0), ("0x.8p0", 0.5),
    ("0x18.p-3", 3), ("0xABCDEFp-149", 0xabcdefp-149), ("0xabcdefp+104", 0xabcdefp+104),
    ("0x0.00000000000000000000000001p+104", 1), ("0x100000000000000000000p-80", 1),
    ("0x1.fffffep+127", .greatestFiniteMagnitude), ("0x0.8p-148", .leastNonzeroMagnitude),
  ])
  func otherTextsOfAValueAreRead(_ text: String, _ value: Float) {
    #expect(HexFloat.value(text)?.bitPattern == value.bitPattern)
  }

  /// Also where binary64 would round the text to a binary32 value first.
  @Test(arguments: [
    "0x1.0000001p+0", "1.5", "", "0x", "nan", "nan:0", "infinity", "0x1p+128",
    "0x1.420000000000001p+0", "0x1420000000000001p-60", "0x1.000000000000000000000001p+0",
    "0x1p-150", "0x1p-2000", "-0x1p-2000", "0x1p+2000", "0x1p-99999999999999999999",
    "0x1.000001p-1",
    "0xp+0", "0x.p+0", "0x1p", "0x1p+", "0x1.8.0p+0", "0x1p+0 ", "0x1p+0x1", "0x1g", "-", "-0x",
    "0x1p--1",
  ])
  func refuses(_ text: String) { #expect(HexFloat.value(text) == nil) }
}
