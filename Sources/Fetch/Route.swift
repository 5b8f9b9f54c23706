import Text

/// Who may be reached: public addresses, and those of the mirror that was named.
struct Route: Sendable {
  /// The addresses of a host's name; it throws `InputError` where there are none.
  typealias Lookup = @Sendable (String) throws -> [NetworkAddress]

  let mirror: WebAddress?
  let lookup: Lookup

  /// Where a host is, as it was found once: the connection goes there and nowhere else.
  struct Reach {
    let addresses: [NetworkAddress]
    /// Whether one of them is not public.
    let isPrivate: Bool
  }

  /// Finds the addresses of a host.
  ///
  /// - Throws: `InputError` if it has none, or one that is not public though the host and port are not the mirror's.
  func reach(_ address: WebAddress) throws -> Reach {
    let addresses = try address.literal.map { [$0] } ?? lookup(address.host)
    guard !addresses.isEmpty else {
      throw InputError(.unverifiable, "\(address.host) has no address")
    }
    guard let hidden = addresses.first(where: { !$0.isPublic }) else {
      return Reach(addresses: addresses, isPrivate: false)
    }
    guard isMirror(address) else {
      throw InputError(
        .malformed, "\(address.shown) is at \(hidden), which is no public address",
        advice: "if it is a server of your own, name it by --mirror")
    }
    return Reach(addresses: addresses, isPrivate: true)
  }

  private func isMirror(_ address: WebAddress) -> Bool {
    address.host == mirror?.host && address.port == mirror?.port
  }
}
