import Text

/// The way from one address to another that servers send a request.
struct Redirects {
  static let limit = 5

  /// Where the request goes next.
  private(set) var address: WebAddress
  private var visited: Set<WebAddress>

  init(from address: WebAddress) {
    self.address = address
    visited = [address]
  }

  /// Takes one step.
  ///
  /// - Parameter location: the address that the server names, which may be relative to its own.
  /// - Throws: `InputError` of kind malformed for an address that is none of HTTPS, that was visited, or that would be
  ///   the sixth.
  mutating func follow(_ location: String) throws(InputError) {
    let next: WebAddress
    do { next = try address.resolving(location) } catch {
      throw InputError(.malformed, "\(address.shown) leads elsewhere: \(error.reason)")
    }
    guard visited.insert(next).inserted else {
      throw InputError(.malformed, "\(address.shown) leads back to \(next.shown)")
    }
    guard visited.count <= Self.limit + 1 else {
      throw InputError(.malformed, "\(address.shown) leads on after \(Self.limit) redirects")
    }
    address = next
  }
}
