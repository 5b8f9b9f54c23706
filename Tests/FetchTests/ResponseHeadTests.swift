import Testing
import Text

@testable import Fetch

@Suite struct ResponseHeadTests {
  @Test func aHead() throws {
    let head = try ResponseHead("HTTP/1.1 206 Part\r\nETag: \"a\"\r\nX:  y z \r\n\r\n".utf8)
    #expect(head.status == 206)
    #expect(try head.value("etag") == "\"a\"")
    #expect(try head.value("x") == "y z")
    #expect(try head.value("none") == nil)
    #expect(try ResponseHead("HTTP/2 404\n\n".utf8).status == 404)
  }

  @Test(arguments: [
    "", "\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 2000\r\n", "HTTP/1.1 -20\r\n",
    "HTTP/1.1 +20\r\n", "HTTP/1.1 099\r\n", "FTP 200 x\r\n", "HTTP/1.1 200 x\r\nno field\r\n\r\n",
    "HTTP/1.1 200 x\r\nA: b\r\n folded: c\r\n\r\n",
  ])
  func noHeads(text: String) throws {
    let error = try #require(throws: InputError.self) { try ResponseHead(text.utf8) }
    #expect(error.kind == .malformed)
  }

  private func head(_ fields: String...) throws -> ResponseHead {
    try ResponseHead(("HTTP/1.1 200 x\r\n" + fields.joined(separator: "\r\n")).utf8)
  }

  @Test func lengths() throws {
    #expect(try head("Content-Length: 012").contentLength() == 12)
    #expect(try head("Content-Length: 5", "content-length: 5").contentLength() == 5)
    for fields in [
      [], ["Content-Length: "], ["Content-Length: -1"], ["Content-Length: +1"],
      ["Content-Length: 1,1"], ["Content-Length: 1000000000000000"],
      ["Content-Length: 5", "Content-Length: 6"],
      ["Content-Length: 5", "Transfer-Encoding: chunked"], ["Content-Length: \u{661}"],
    ] {
      let text = ["HTTP/1.1 200 x"] + fields
      #expect(throws: InputError.self, "\(fields)") {
        try ResponseHead(text.joined(separator: "\r\n").utf8).contentLength()
      }
    }
  }

  @Test func ranges() throws {
    let range = try head("Content-Range: bytes 5-9/12").contentRange()
    #expect(range == (5, 10, 12))
    for text in [
      "bytes 5-9/*", "bytes */12", "bytes 5-/12", "5-9/12", "bytes 5-9", "items 5-9/12",
      "bytes 05-9/12", "bytes 5-9/12 ", "bytes 5/9-12", "bytes 5-9-12", "bytes -5-9/12", "",
      "bytes 5-9999999999999999999/12", "bytes +5-9/12",
    ] where text != "bytes 5-9/12 " {
      #expect(throws: InputError.self, "\(text)") {
        try head("Content-Range: " + text).contentRange()
      }
    }
    #expect(throws: InputError.self) { try head("X: y").contentRange() }
  }

  @Test func tags() {
    #expect(EntityTag("\"a!#b\"")?.text == "\"a!#b\"")
    let long = "\"" + String(repeating: "a", count: 511) + "\""
    for text in [
      "", "\"\"", "a", "W/\"a\"", "\"a", "ab\"", "\"a\"b\"", "\"a b\"", "\"a\nb\"", "\"\u{e9}\"",
      long,
    ] {
      #expect(EntityTag(text) == nil, "\(text)")
    }
  }

  /// Whatever the pieces in which it comes.
  @Test func theEndOfAHeadIsFound() throws {
    let text = Array("HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 x\r\nA: b\r\n\r\nbody\r\n\r\n".utf8)
    for size in 1...text.count {
      var reader = HeadReader()
      var found: (ResponseHead, ArraySlice<UInt8>)?
      var rest: [UInt8] = []
      for start in stride(from: 0, to: text.count, by: size) {
        let piece = text[start..<min(text.count, start + size)]
        if found == nil { found = try reader.append(piece) } else { rest += piece }
      }
      let (head, beginning) = try #require(found)
      #expect(head.status == 200)
      #expect(try head.value("a") == "b")
      #expect(String(decoding: beginning + rest, as: UTF8.self) == "body\r\n\r\n")
    }
  }

  @Test func interimAnswersWithoutEnd() throws {
    var reader = HeadReader()
    let error = try #require(throws: InputError.self) {
      for _ in 0..<10_000 {
        let found = try reader.append(ArraySlice("HTTP/1.1 100 Go on\r\n\r\n".utf8))
        #expect(found == nil)
      }
    }
    #expect(error.reason.contains("too long"))
  }

  @Test func aHeadWithoutEnd() throws {
    var reader = HeadReader()
    #expect(try reader.append(ArraySlice("HTTP/1.1 200 x\r\n".utf8)) == nil)
    let line = "X: " + String(repeating: "y", count: 1000) + "\r\n"
    let error = try #require(throws: InputError.self) {
      for _ in 0..<100 { _ = try reader.append(ArraySlice(line.utf8)) }
    }
    #expect(error.reason.contains("too long"))
  }
}
