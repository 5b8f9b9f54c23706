import Foundation
import Text

/// The system's own way to find a host.
enum HostLookup {
  /// All addresses of a host, in the system's order.
  ///
  /// - Throws: `InputError` of kind unverifiable if it cannot be found.
  static func addresses(of host: String) throws -> [NetworkAddress] {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else {
      throw InputError(
        .unverifiable, "\(host) cannot be found: \(String(cString: gai_strerror(code)))",
        advice: "is there a network? no proxy is asked; a server in reach can be named by --mirror")
    }
    defer { freeaddrinfo(list) }
    var found: [NetworkAddress] = []
    var entry = list
    while let current = entry?.pointee {
      if let address = address(current), !found.contains(address) { found.append(address) }
      entry = current.ai_next
    }
    return found
  }

  private static func address(_ entry: addrinfo) -> NetworkAddress? {
    guard let place = UnsafeRawPointer(entry.ai_addr) else { return nil }
    switch entry.ai_family {
    case AF_INET:
      let address = place.loadUnaligned(as: sockaddr_in.self)
      return NetworkAddress(bytes: withUnsafeBytes(of: address.sin_addr) { Array($0) })
    case AF_INET6:
      let address = place.loadUnaligned(as: sockaddr_in6.self)
      return NetworkAddress(bytes: withUnsafeBytes(of: address.sin6_addr) { Array($0) })
    default: return nil
    }
  }
}
