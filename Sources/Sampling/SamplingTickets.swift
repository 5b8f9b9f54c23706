import Files

/// Which construction draws a sample; its name is part of the seed, and is printed.
public enum SamplingScheme: String, Sendable {
  /// Trials of one experiment: the root is that of `ExperimentTree`, and a ticket is made of the cell.
  case oneFolder = "audit-sample-v1"
  /// Trials of any number of experiments, or segments of trials: the root is that of `AuditFrame`, and a
  /// ticket is made of plan, cell and content.
  case anyFolders = "audit-sample-v2"
}

/// Draws a sample that its subject could not choose, and that nests when it grows.
///
/// The ticket of an item is `SHA-256(hex(SHA-256(seed)) + id)`; a sample are the items with the
/// least tickets.
///
/// - Source: the construction of Rivest's consistent sampler, with tickets ordered as numbers.
public enum SamplingTickets {
  /// The seed of a draw: `audit-sample-v1|root|challenge`, where the challenge stands as the SHA-256 of its
  /// text, so that no text can pass for another field.
  public static func seed(
    _ scheme: SamplingScheme = .oneFolder, root: Digest, challenge: String
  ) -> String {
    seed(scheme, root: root, Challenge(challenge))
  }

  /// The seed of a draw; a beacon's round stands as `chain|round|randomness`.
  public static func seed(
    _ scheme: SamplingScheme, root: Digest, _ challenge: Challenge
  ) -> String {
    "\(scheme.rawValue)|\(root)|\(challenge.seedField)"
  }

  /// The ticket of `id`.
  public static func ticket(seed: String, id: String) -> Digest {
    ticket(prefix: prefix(seed), id)
  }

  /// `ids` by ascending ticket; equal tickets by the UTF-8 bytes of the id.
  public static func order(_ ids: [String], seed: String) -> [String] {
    places(ids, seed: seed).map { ids[$0] }
  }

  /// The places of `ids` in their order by ticket; equal ids, which nobody should have, by place.
  public static func places(_ ids: [String], seed: String) -> [Int] {
    let prefix = prefix(seed)
    let tickets = ids.map { ticket(prefix: prefix, $0).bytes }
    return ids.indices.sorted { a, b in
      if tickets[a] != tickets[b] { return tickets[a].lexicographicallyPrecedes(tickets[b]) }
      if ids[a] != ids[b] { return ids[a].utf8.lexicographicallyPrecedes(ids[b].utf8) }
      return a < b
    }
  }

  private static func prefix(_ seed: String) -> [UInt8] {
    Array(Digest(of: Array(seed.utf8)).description.utf8)
  }

  private static func ticket(prefix: [UInt8], _ id: String) -> Digest {
    Digest(of: prefix + Array(id.utf8))
  }
}
