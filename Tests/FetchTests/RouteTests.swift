import Testing
import Text

@testable import Fetch

@Suite struct RouteTests {
  private static let hosts = [
    "public.example": ["1.1.1.1", "2606:4700::1"], "private.example": ["10.0.0.1"],
    "mixed.example": ["1.1.1.1", "127.0.0.1"], "none.example": [],
  ]

  private func route(mirror: String? = nil) throws -> Route {
    Route(mirror: try mirror.map { try WebAddress($0) }) { host in
      try #require(Self.hosts[host]).map { try #require(NetworkAddress($0)) }
    }
  }

  @Test func publicAddressesAreReached() throws {
    let reach = try route().reach(WebAddress("https://public.example/x"))
    #expect(reach.addresses.map(\.description) == ["1.1.1.1", "2606:4700::1"])
    #expect(!reach.isPrivate)
  }

  @Test(arguments: [
    "https://private.example/", "https://mixed.example/", "https://127.0.0.1/", "https://[::1]/",
    "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest",
  ])
  func othersAreNot(text: String) throws {
    for mirror in [nil, "https://public.example", "https://private.example:8443"] {
      let error = try #require(throws: InputError.self) {
        try route(mirror: mirror).reach(WebAddress(text))
      }
      #expect(error.kind == .malformed && error.reason.contains("no public address"), "\(error)")
    }
  }

  /// Only the mirror itself, by host and port.
  @Test(arguments: [
    "https://private.example/", "https://mixed.example/", "https://127.0.0.1:8443/",
    "https://[::1]/",
  ])
  func theMirrorMayBePrivate(text: String) throws {
    let reach = try route(mirror: text).reach(WebAddress(text + "x"))
    #expect(reach.isPrivate)
    #expect(throws: InputError.self) {
      try route(mirror: text).reach(WebAddress("https://127.0.0.1:9/"))
    }
  }

  @Test func aHostWithoutAddress() throws {
    let error = try #require(throws: InputError.self) {
      try route().reach(WebAddress("https://none.example/"))
    }
    #expect(error.kind == .unverifiable)
  }
}

@Suite struct RedirectsTests {
  @Test func fiveAreFollowed() throws {
    var way = Redirects(from: try WebAddress("https://a/0"))
    for step in 1...5 { try way.follow("\(step)") }
    #expect(way.address.description == "https://a/5")
    let error = try #require(throws: InputError.self) { try way.follow("6") }
    #expect(error.kind == .malformed && error.reason.contains("after 5 redirects"))
  }

  @Test(arguments: [
    (["1", "2", "1"], "leads back to"), (["0"], "leads back to"), (["#x"], "leads back to"),
    (["1", "https://b/", "https://a/0"], "leads back to"),
    (["http://a/1"], "no address of HTTPS"), (["https://u:p@a/"], "names a user"),
    (["https://2130706433/"], "host of digits"), (["1\r\nX: y"], "no place in an address"),
  ])
  func refused(steps: [String], reason: String) throws {
    var way = Redirects(from: try WebAddress("https://a/0"))
    for step in steps.dropLast() { try way.follow(step) }
    let error = try #require(throws: InputError.self) { try way.follow(steps.last ?? "") }
    #expect(error.kind == .malformed && error.reason.contains(reason), "\(error)")
  }
}
