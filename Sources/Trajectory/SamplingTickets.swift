import Files

/// Draws a sample that its subject could not choose, and that nests when it grows.
///
/// The ticket of an item is `SHA-256(hex(SHA-256(seed)) + id)`; a sample are the items with the
/// least tickets.
///
/// - Source: the construction of Rivest's consistent sampler, with tickets ordered as numbers.
public enum SamplingTickets {
  /// The seed of a draw among the cells of an experiment: `audit-sample-v1|root|challenge`, where the
  /// challenge stands as the SHA-256 of its text, so that no text can pass for another field.
  public static func seed(root: Digest, challenge: String) -> String {
    "audit-sample-v1|\(root)|\(Digest(of: Array(challenge.utf8)))"
  }

  /// The ticket of `id`.
  public static func ticket(seed: String, id: String) -> Digest {
    Digest(of: Array((Digest(of: Array(seed.utf8)).description + id).utf8))
  }

  /// `ids` by ascending ticket; equal tickets by the UTF-8 bytes of the id.
  public static func order(_ ids: [String], seed: String) -> [String] {
    ids.map { (id: $0, ticket: ticket(seed: seed, id: $0).bytes) }
      .sorted { a, b in
        a.ticket == b.ticket
          ? a.id.utf8.lexicographicallyPrecedes(b.id.utf8)
          : a.ticket.lexicographicallyPrecedes(b.ticket)
      }
      .map(\.id)
  }
}
