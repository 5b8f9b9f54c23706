import Files
import Text

/// What an unfinished trial has recorded so far.
public struct PartialGolden: Sendable, Equatable {
  public let header: JSONValue
  /// All whole records, in order.
  public let events: [TrajectoryEvent]

  /// Reads the `.partial` file at `path` (its own name, not the golden's). Records that a crash
  /// cut off are left out.
  ///
  /// - Throws: `InputError`: usage if it cannot be read, malformed if it is no such file.
  public init(_ path: String) throws {
    var scanner = try JournalScanner(OpenFile(path, followsLinks: true))
    var events: [TrajectoryEvent] = []
    while let event = try scanner.next() { events.append(event) }
    header = scanner.header.value
    self.events = events
  }

  /// The place of the unfinished records of the golden at `path`.
  public static func path(of path: String) -> String { Journal.path(of: path) }

  /// Removes the journal of the golden at `path` if nobody writes it and the golden holds every record of it: its
  /// trial was killed after its golden was in place.
  public static func removeFinished(of path: String) {
    let journal = Journal.path(of: path)
    StrayFiles.removeIfDead(journal) { file in
      var scanner = try JournalScanner(file)
      let golden = try GoldenReader(path)
      guard scanner.header == golden.header else { return false }
      var events = golden.events()
      while let event = try scanner.next() {
        guard try events.next() == event else { return false }
      }
      return true
    }
  }
}
