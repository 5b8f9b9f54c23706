import Testing
import Text

@testable import Fetch

@Suite struct WebAddressTests {
  @Test(arguments: [
    ("https://a.b", "https://a.b/"),
    ("HTTPS://A.b:443/X", "https://a.b/X"),
    ("https://a.b:8443/x?y=%2F#z", "https://a.b:8443/x?y=%2F"),
    ("https://a.b?x=1", "https://a.b/?x=1"),
    ("https://a.b/x/../y/./z/..", "https://a.b/y/"),
    ("https://a.b/../../x?..", "https://a.b/x?.."),
    ("https://127.0.0.1/x", "https://127.0.0.1/x"),
    ("https://[2001:DB8::0:1]:7/x", "https://[2001:db8::1]:7/x"),
    ("https://a.b//x", "https://a.b//x"),
    ("https://xn--a-b.example/x'(*);", "https://xn--a-b.example/x'(*);"),
  ])
  func addresses(text: String, same: String) throws {
    #expect(try WebAddress(text).description == same)
    #expect(try WebAddress(WebAddress(text).description) == WebAddress(text))
  }

  @Test(arguments: [
    ("http://a.b/", "no address of HTTPS"), ("ftp://a.b/", "no address of HTTPS"),
    ("file:///x", "no address of HTTPS"), ("a.b/x", "no address of HTTPS"),
    ("", "no address of HTTPS"), ("https:/a.b", "no address of HTTPS"),
    ("https://u@a.b/", "names a user"), ("https://u:p@a.b/", "names a user"),
    ("https://a.b@127.0.0.1/", "names a user"),
    ("https://", "no name of a host"), ("https:///x", "no name of a host"),
    ("https://a..b/", "no name of a host"), ("https://a.b./", "no name of a host"),
    ("https://-a.b/", "no name of a host"), ("https://a_b/", "no name of a host"),
    ("https://a%2eb/", "no name of a host"), ("https://2130706433/", "host of digits"),
    ("https://127.1/", "host of digits"), ("https://0x7f.0.0.0x1/", "host of digits"),
    ("https://0177.0.0.1/", "host of digits"), ("https://1.2.3.4.5/", "host of digits"),
    ("https://256.1.1.1/", "host of digits"), ("https://a.0x1/", "host of digits"),
    ("https://[127.0.0.1]/", "no address of IPv6"), ("https://[fe80::1%25eth0]/", "no address"),
    ("https://[::1/", "has no"), ("https://a.b:0/", "no port"), ("https://a.b:65536/", "no port"),
    ("https://a.b:/", "no port"), ("https://a.b:+1/", "no port"), ("https://a.b:1:2/", "no name"),
    ("https://a.b/x y", "no place in an address"), ("https://a.b/\n", "no place in an address"),
    ("https://a.b/\u{e9}", "no place in an address"), ("https://a.b\\@c/", "no place in an"),
    ("https://a.b/%", "two hexadecimal digits"), ("https://a.b/%0", "two hexadecimal digits"),
    ("https://a.b/%0g", "two hexadecimal digits"),
    ("https://a.b/" + String(repeating: "x", count: 8192), "longer than 8192"),
  ])
  func refused(text: String, reason: String) throws {
    let error = try #require(throws: InputError.self) { try WebAddress(text) }
    #expect(error.description.contains(reason), "\(error)")
    #expect(!error.description.contains("u:p"))
  }

  /// The examples of RFC 3986, section 5.4, with another scheme.
  @Test(arguments: [
    ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"),
    ("g?y", "/b/c/g?y"), ("#s", "/b/c/d;p?q"), ("g#s", "/b/c/g"), (";x", "/b/c/;x"),
    ("g;x", "/b/c/g;x"), ("", "/b/c/d;p?q"), (".", "/b/c/"), ("./", "/b/c/"), ("..", "/b/"),
    ("../", "/b/"), ("../g", "/b/g"), ("../..", "/"), ("../../", "/"), ("../../g", "/g"),
    ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g.", "/b/c/g."), ("..g", "/b/c/..g"),
    ("./../g", "/b/g"), ("./g/.", "/b/c/g/"), ("g/./h", "/b/c/g/h"), ("g/../h", "/b/c/h"),
    ("g;x=1/../y", "/b/c/y"), ("g?y/../x", "/b/c/g?y/../x"),
    ("x?u=https://z", "/b/c/x?u=https://z"),
  ])
  func references(reference: String, path: String) throws {
    let base = try WebAddress("https://a/b/c/d;p?q")
    #expect(try base.resolving(reference).description == "https://a" + path)
  }

  @Test func referencesToOtherHosts() throws {
    let base = try WebAddress("https://a:8443/b?q")
    #expect(try base.resolving("//g:9/x").description == "https://g:9/x")
    #expect(try base.resolving("https://g/x").description == "https://g/x")
    #expect(try base.resolving("/x").description == "https://a:8443/x")
    for text in ["http://a/", "HTTP:x", "javascript:x", "//u@g/", "//127.1/"] {
      #expect(throws: InputError.self, "\(text)") { try base.resolving(text) }
    }
  }

  @Test func whatIsShownHasNoSignature() throws {
    #expect(try WebAddress("https://a/x?key=secret").shown == "https://a/x")
    let error = try #require(throws: InputError.self) { try WebAddress("http://a/x?key=secret") }
    #expect(!error.description.contains("secret"))
  }

  @Test func filesBesideOthers() throws {
    #expect(try WebAddress("https://a").appending("x/y").description == "https://a/x/y")
    #expect(try WebAddress("https://a/m/").appending("x").description == "https://a/m/x")
    #expect(try WebAddress("https://[::1]:7/m").appending("x").description == "https://[::1]:7/m/x")
  }
}
