import Text

/// What a claim on a cell says: who runs the trial, and how far it is.
///
/// A claim is a file in `claims/`, named after its cell. Its owner writes it anew, in place, as long as it lives. It is a
/// note among workers and no evidence; it is gone when the trial is done.
public struct ClaimNote: Sendable, Equatable {
  /// Longer files are no claims.
  public static let byteLimit = 1 << 10
  /// The greatest share done, in thousandths.
  public static let whole = 1000
  /// As many beats have the digits that are written.
  private static let beatDigits = 10

  /// The writer, as in its lines of the ledger.
  public let owner: String
  /// The machine, see `WriterIdentity.ofMachine`.
  public let machine: String
  /// Grows with every writing: who sees it grow knows that the owner lives.
  public var beat: Int
  /// The share of the trial that is done, in thousandths.
  public var done: Int

  public init(owner: String, machine: String, beat: Int = 0, done: Int = 0) {
    self.owner = owner
    self.machine = machine
    self.beat = beat
    self.done = done
  }

  /// The note as a file: always as long, so that it can be written in place.
  public var bytes: [UInt8] {
    let json: JSONValue = [
      "beat": .string(beat.digits(Self.beatDigits)), "done": .string(done.digits(4)),
      "machine": .string(machine), "owner": .string(owner),
    ]
    return Array((json.canonical + "\n").utf8)
  }

  /// The note that a file holds; nil if it is none, or half written.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count <= Self.byteLimit, let json = try? JSONParser.parse(bytes, depthLimit: 2),
      let owner = json["owner"]?.string, WriterIdentity.isOne(owner),
      let machine = json["machine"]?.string, WriterIdentity.isOne(machine),
      let beat = json["beat"]?.string.flatMap({ Int($0) }), beat >= 0,
      let done = json["done"]?.string.flatMap({ Int($0) }), (0...Self.whole).contains(done)
    else { return nil }
    self.init(owner: owner, machine: machine, beat: beat, done: done)
  }
}
