import Testing
import Text

@testable import Fetch

@Suite struct CurlTests {
  /// Everything that curl may do stands on its command line.
  @Test func curlIsToldAll() throws {
    let request = WebRequest(
      address: try WebAddress("https://a.b:8443/x?y"),
      addresses: [
        NetworkAddress(bytes: [1, 2, 3, 4]), try #require(NetworkAddress("2001:db8::1")),
      ],
      rest: .init(offset: 7, tag: try #require(EntityTag("\"t\""))))
    let words = Curl.arguments(request, authorities: "ca.pem")
    #expect(words.prefix(2) == ["curl", "--disable"])
    #expect(words.suffix(2) == ["--url", "https://a.b:8443/x?y"])
    for pair in [
      ["--proto", "=https"], ["--noproxy", "*"], ["--resolve", "a.b:8443:1.2.3.4,[2001:db8::1]"],
      ["--cacert", "ca.pem"], ["--range", "7-"], ["--header", "If-Range: \"t\""],
      ["--header", "Accept-Encoding: identity"], ["--max-time", "86400"], ["--speed-time", "60"],
    ] { #expect(zip(words, words.dropFirst()).contains { [$0, $1] == pair }, "\(pair)") }
    for word in ["--globoff", "--path-as-is", "--no-buffer"] { #expect(words.contains(word)) }
    for word in ["--location", "-L", "--insecure", "-k"] { #expect(!words.contains(word)) }
    let plain = Curl.arguments(
      WebRequest(address: try WebAddress("https://1.2.3.4/"), addresses: []), authorities: nil)
    for word in ["--resolve", "--cacert", "--range"] { #expect(!plain.contains(word)) }
  }

  private static let tls = "Protocols: file ftp http https\nFeatures: AsynchDNS IPv6 SSL"

  @Test(arguments: [
    "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19\nRelease-Date: 2023-02-20\n\(tls)\n",
    "curl 7.59.0 (x) libcurl/7.59.0\n\(tls)", "curl 8.0.0-DEV (x) zlib/1 libcurl/8.0.0-DEV\n\(tls)",
    "curl 10.2 (x) libcurl/10.2\r\n\(tls)\r\n",
  ])
  func versions(text: String) throws {
    try CurlVersion.check(text)
  }

  @Test(arguments: [
    ("curl 7.58.0 (x) libcurl/7.59.0\n\(tls)", "curl 7.58 is too old"),
    ("curl 7.88.1 (x) libcurl/7.29.0\n\(tls)", "curl 7.29 is too old"),
    ("curl 6.99.0 (x) libcurl/6.99.0\n\(tls)", "curl 6.99 is too old"),
    ("curl 7.88.1 (x) libcurl/7.88.1\nProtocols: file http", "does not speak HTTPS"),
    ("curl 7.88.1 (x) libcurl/7.88.1\nFeatures: https", "does not speak HTTPS"),
    ("curl 7.88.1 (x) libcurl/7.88.1\nProtocols: https\nFeatures: SSL", "knows no IPv6"),
    ("curl 7.88.1 (x) libcurl/7.88.1\nProtocols: https IPv6", "knows no IPv6"),
    ("", "does not say which version"), ("curl", "does not say which version"),
    ("curl 7.88.1 (x)\n\(tls)", "does not say which version"),
    ("wget 7.88.1 libcurl/7.88.1\n\(tls)", "does not say which version"),
    ("curl 7 libcurl/7\n\(tls)", "does not say which version"),
    ("curl -8.1 libcurl/8.1\n\(tls)", "does not say which version"),
    ("curl 99999999999999999999.1 libcurl/8.1\n\(tls)", "does not say which version"),
  ])
  func otherVersions(text: String, reason: String) throws {
    let error = try #require(throws: InputError.self) { try CurlVersion.check(text) }
    #expect(error.kind == .usage && error.reason.contains(reason), "\(error)")
  }
}
