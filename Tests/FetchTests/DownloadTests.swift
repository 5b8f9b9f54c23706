import Files
import Foundation
import TestSupport
import Testing
import Text

@testable import Fetch

@Suite struct DownloadTests {
  private let servers = FakeServers()
  private let folder: TemporaryFolder
  private let text = "0123456789abcdefghij"

  init() throws { folder = try TemporaryFolder() }

  private func run(
    _ address: String = "https://a/x", limit: Int = 100, isPinned: Bool = false,
    mirror: String? = nil
  ) throws -> Download.Arrival? {
    let route = Route(mirror: try mirror.map { try WebAddress($0) }, lookup: FakeServers.lookup)
    return try Download(transport: servers, route: route).run(
      WebAddress(address), to: PartialFile(target: folder.file("x")), byteLimit: limit,
      isPinned: isPinned)
  }

  private func refusal(_ kind: InputError.Kind, _ reason: String) throws {
    let error = try #require(throws: InputError.self) { try run() }
    #expect(error.kind == kind && error.description.contains(reason), "\(error)")
  }

  /// Ten bytes came, and then nothing.
  private func drop(tag: String = "\"one\"") throws {
    servers.answers["https://a/x"] = { _ in
      .init(
        200, [("content-length", "20"), ("etag", tag)], Array(text.utf8.prefix(10)), isBroken: true)
    }
    try refusal(.unverifiable, "broke")
    #expect(try folder.read("x.partial") == String(text.prefix(10)))
    _ = servers.asked()
  }

  @Test func aFileComes() throws {
    servers.serve("https://a/x", text)
    let arrival = try #require(try run())
    #expect(arrival.byteCount == 20 && !arrival.isResumed && arrival.commit == nil)
    #expect(arrival.digest == Digest(of: text.utf8))
    #expect(try folder.read("x.partial") == text)
    #expect(servers.requests.map(\.addresses) == [[NetworkAddress(bytes: [1, 1, 1, 1])]])
    #expect(FileEntry.isMissing(folder.file("x")))
  }

  /// Nothing is a file only where somebody knows that it is.
  @Test func anEmptyFile() throws {
    servers.serve("https://a/x", "")
    #expect(try run(isPinned: true)?.byteCount == 0)
    try refusal(.malformed, "sent nothing")
  }

  @Test func whatIsNotThere() throws {
    #expect(try run() == nil)
    servers.answers["https://a/x"] = { _ in .init(410) }
    #expect(try run() == nil)
  }

  @Test func theRestComes() throws {
    try drop()
    servers.answers["https://a/x"] = { request in
      .init(
        206,
        [("content-length", "10"), ("content-range", "bytes 10-19/20"), ("etag", "\"one\"")],
        Array(text.utf8.suffix(10)))
    }
    let arrival = try #require(try run())
    #expect(arrival.isResumed && arrival.digest == Digest(of: text.utf8))
    #expect(servers.requests[0].rest == .init(offset: 10, tag: try #require(EntityTag("\"one\""))))
  }

  /// A note of another address, none at all, or a weak tag: nothing is gone on with.
  @Test func whenItBeginsAnew() throws {
    for change in [
      { try folder.replace("https://a/x", with: "https://a/y", in: "x.tag.partial") },
      { try folder.replace("one", with: "one\\n", in: "x.tag.partial") },
      { try folder.replace("20", with: "10", in: "x.tag.partial") },
      { try folder.remove("x.tag.partial") },
      { try folder.write("", to: "x.partial") },
    ] as [() throws -> Void] {
      try drop()
      try change()
      servers.serve("https://a/x", text)
      #expect(try run()?.isResumed == false)
      #expect(servers.requests.map(\.rest) == [nil])
      #expect(try folder.read("x.partial") == text)
    }
    try drop(tag: "W/\"one\"")
    servers.serve("https://a/x", text)
    #expect(try run()?.isResumed == false)
    #expect(servers.requests.map(\.rest) == [nil])
  }

  @Test(arguments: [
    [("content-length", "10"), ("content-range", "bytes 9-18/20")],
    [("content-length", "11"), ("content-range", "bytes 9-19/20")],
    [("content-length", "10"), ("content-range", "bytes 10-19/21")],
    [("content-length", "11"), ("content-range", "bytes 10-20/21")],
    [("content-length", "9"), ("content-range", "bytes 10-18/20")],
    [("content-length", "9"), ("content-range", "bytes 10-19/20")],
    [("content-length", "10"), ("content-range", "bytes 10-19/20"), ("etag", "\"two\"")],
    [("content-length", "10")], [("content-range", "bytes 10-19/20")],
  ])
  func aPartThatIsNoRest(fields: [(String, String)]) throws {
    try drop()
    servers.answers["https://a/x"] = { _ in .init(206, fields, Array(text.utf8.suffix(10))) }
    try refusal(.malformed, "a")
    #expect(FileEntry.isMissing(folder.file("x.partial")))
    #expect(FileEntry.isMissing(folder.file("x.tag.partial")))
    servers.serve("https://a/x", text)
    #expect(try run()?.isResumed == false)
  }

  @Test func aPartOfNothing() throws {
    servers.answers["https://a/x"] = { _ in
      .init(206, [("content-length", "20"), ("content-range", "bytes 0-19/20")], Array(text.utf8))
    }
    try refusal(.malformed, "all was asked for")
  }

  @Test func noSuchPart() throws {
    try drop()
    servers.answers["https://a/x"] = { $0.rest == nil ? .file(text) : .init(416) }
    #expect(try run()?.isResumed == false)
    #expect(servers.requests.count == 2)
    servers.answers["https://a/x"] = { _ in .init(416) }
    try refusal(.unverifiable, "416")
  }

  @Test func sizes() throws {
    servers.serve("https://a/x", text)
    #expect(try run(limit: 20) != nil)
    let error = try #require(throws: InputError.self) { try run(limit: 19) }
    #expect(error.reason.contains("20 bytes, more than the 19"))
    servers.answers["https://a/x"] = { _ in .init(200, [("content-length", "19")], Array(text.utf8))
    }
    try refusal(.malformed, "more than the 19 bytes")
    servers.answers["https://a/x"] = { _ in .init(200, [("content-length", "21")], Array(text.utf8))
    }
    try refusal(.unverifiable, "20 of 21 bytes")
    servers.answers["https://a/x"] = { _ in .init(200, [], Array(text.utf8)) }
    try refusal(.malformed, "how long")
  }

  @Test func codings() throws {
    servers.serve("https://a/x", text, [("content-encoding", "br")])
    try refusal(.malformed, "as 'br'")
    servers.serve("https://a/x", text, [("content-encoding", "identity")])
    #expect(try run() != nil)
  }

  @Test func pagesAreNoFiles() throws {
    servers.serve("https://a/x", " <!DOCTYPE HTML><p>log in")
    try refusal(.malformed, "web page")
    servers.serve("https://a/x", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    try refusal(.malformed, "sent a pointer")
    #expect(FileEntry.isMissing(folder.file("x.partial")))
  }

  @Test(arguments: [204, 300, 304, 401, 403, 418, 429, 500, 503])
  func otherStatus(status: Int) throws {
    servers.answers["https://a/x"] = { _ in .init(status) }
    try refusal(.unverifiable, "status \(status)")
  }

  /// What the first of several servers says of the file counts.
  @Test func redirectsAreFollowed() throws {
    let commit = String(repeating: "a1", count: 20)
    servers.answers["https://a/x"] = { _ in
      .redirect(
        "https://b/y?key=1",
        [
          ("x-repo-commit", commit), ("x-linked-etag", "\"\(Digest(of: text.utf8))\""),
        ])
    }
    servers.serve("https://b/y?key=1", text, [("x-repo-commit", String(repeating: "b", count: 40))])
    #expect(try run()?.commit == commit)
    #expect(servers.asked() == ["https://a/x", "https://b/y?key=1"])
    servers.serve("https://b/y?key=1", "other")
    try refusal(.malformed, "its repository names")
    servers.answers["https://a/x"] = { _ in .redirect("https://private.example/") }
    try refusal(.malformed, "no public address")
    servers.answers["https://a/x"] = { _ in .init(302) }
    try refusal(.malformed, "does not say where")
  }

  @Test func privateServersNeedPins() throws {
    servers.serve("https://private.example/x", text)
    #expect(throws: InputError.self) { try run("https://private.example/x", isPinned: true) }
    let mirror = "https://private.example"
    #expect(try run("https://private.example/x", isPinned: true, mirror: mirror) != nil)
    let error = try #require(throws: InputError.self) {
      try run("https://private.example/x", mirror: mirror)
    }
    #expect(error.kind == .usage && error.description.contains("--digests"))
    // Through a public one, too.
    servers.answers["https://a/x"] = { _ in .redirect("https://private.example/x") }
    #expect(throws: InputError.self) { try run(mirror: mirror) }
    #expect(try run(isPinned: true, mirror: mirror) != nil)
    #expect(try run("https://private.example/none", mirror: mirror) == nil)
    // And where it leads to a public one.
    servers.answers["https://private.example/y"] = { _ in .redirect("https://a/y") }
    servers.serve("https://a/y", text)
    #expect(throws: InputError.self) { try run("https://private.example/y", mirror: mirror) }
    #expect(try run("https://private.example/y", isPinned: true, mirror: mirror) != nil)
  }

  @Test func whatElseStandsThere() throws {
    servers.serve("https://a/x", text)
    let precious = try folder.write("precious", to: "precious")
    for name in ["x.partial", "x.tag.partial"] {
      try FileManager.default.linkItem(atPath: precious, toPath: folder.file(name))
      let error = try #require(throws: InputError.self) { try run() }
      #expect(error.kind == .usage && error.reason == "is a file with a second name")
      try folder.remove(name)
      try folder.write("", to: "\(name)/y")
      #expect(throws: InputError.self) { try run() }
      try folder.remove(name)
    }
    #expect(servers.requests.isEmpty)
    #expect(try folder.read("precious") == "precious")
  }
}
