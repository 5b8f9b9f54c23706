import Testing

@testable import Fetch

/// The expected answers are those of IANA's special-purpose registries, which Python's `ipaddress` follows too, but for
/// what leads through tunnels: it may lead anywhere.
@Suite struct NetworkAddressTests {
  @Test(arguments: [
    "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0", "192.88.98.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
    "223.255.255.255", "2606:4700::1", "2001:200::1", "2001:4860:4860::8888", "2003::1",
    "2a00::1", "3ffe::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
  ])
  func publicAddresses(text: String) throws {
    #expect(try #require(NetworkAddress(text)).isPublic)
  }

  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
    "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255",
    "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
    "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::1.1.1.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1.1.1.1",
    "100::1", "2001::1", "2001:0:1::1", "2001:1ff::1", "2001:db8::1", "2002:101:101::1",
    "2002:7f00:1::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "febf::1",
    "fec0::1", "ff02::1", "ffff::1",
  ])
  func otherAddresses(text: String) throws {
    #expect(try !#require(NetworkAddress(text)).isPublic)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.-4", "1.2.3.+4", " 1.2.3.4",
    "1.2.3.4 ", "0x7f.0.0.1", "1.2.3.", ":", ":::", "1::2::3", "fe80::1%eth0", "[::1]", "a.b",
    "\u{661}.2.3.4",
  ])
  func noAddresses(text: String) {
    #expect(NetworkAddress(text) == nil)
  }

  @Test(arguments: [("1.2.3.4", "1.2.3.4"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::", "::")])
  func text(text: String, same: String) {
    #expect(NetworkAddress(text)?.description == same)
  }
}
