import Files
import Sampling
import Text

/// A plan that was signed before its trials ran, so that nobody can leave out trials afterwards.
public struct SignedPlan: Sendable {
  public static let predicateType = "seedproof:plan/v0.1"

  /// For messages.
  public let path: String
  public let envelope: Envelope
  /// SHA-256 of `experiment.yaml`.
  public let plan: Digest
  /// When it was signed, as its signer says.
  public let time: SignedTime
  /// The beacon's round that is to draw which trials are rerun; nil where none is named.
  public let round: NamedRound?
  private let statement: Statement

  /// Signs a plan.
  ///
  /// - Parameters:
  ///   - name: the experiment's.
  ///   - plannedCount: trials of the plan, for people.
  ///   - round: the beacon's round that is to draw.
  /// - Throws: `InputError` of kind usage if that round is published by then: it could be known.
  public init(
    _ plan: Digest, name: String, plannedCount: Int, time: SignedTime, round: NamedRound? = nil,
    signedBy key: SigningKey, path: String
  ) throws {
    if let round, round.time <= time.epoch {
      throw InputError(
        "\(round.name) is published at \(SignedTime(round)), before the plan is signed",
        advice: round.chain.latest(at: time.epoch).map { "name one after round \($0)" })
    }
    let subject = Statement.Subject(name: "experiment.yaml", digest: plan)
    var members: [String: JSONValue] = [
      "name": .string(name), "planned": .integer(plannedCount), "time": .string(time.description),
    ]
    members["beacon"] = round.map { .object($0.members) }
    statement = Statement([subject], Self.predicateType, .object(members))
    envelope = try Envelope(statement, signedBy: key)
    (self.plan, self.time, self.round, self.path) = (plan, time, round, path)
  }

  public var text: String { envelope.line + "\n" }
  public var digest: Digest { statement.digest }

  /// Reads a file of one line.
  ///
  /// - Throws: `InputError`: usage if there is none, malformed for everything that is no signed plan.
  public init(_ path: String) throws {
    try self.init(InputFile(path, limit: Envelope.byteLimit, excess: .malformed).data, path: path)
  }

  /// Reads the content of a file; `path` stands for it in messages.
  init(_ content: some Collection<UInt8>, path: String) throws {
    self.path = path
    var lines = content.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == 1 else {
      throw InputError(.malformed, file: path, "has \(lines.count) lines, not one signed plan")
    }
    envelope = try Envelope(line: lines[0], file: path, place: "1")
    statement = try Statement(payload: envelope.payload, file: path, place: "1")
    let predicate = statement.predicate
    let round = Self.round(predicate["beacon"])
    guard statement.predicateType.utf8.elementsEqual(Self.predicateType.utf8),
      statement.subjects.count == 1, predicate.object?.count == (round == nil ? 3 : 4),
      predicate["name"]?.string != nil, predicate["planned"]?.integer != nil,
      let time = predicate["time"]?.string.flatMap(SignedTime.init),
      round.map({ time.epoch < $0.time }) ?? true
    else { throw InputError(.malformed, file: path, "is no signed plan") }
    plan = statement.subjects[0].digest
    (self.time, self.round) = (time, round)
  }

  /// Nil for everything that this program would not have written.
  private static func round(_ json: JSONValue?) -> NamedRound? {
    guard let json, let number = json["round"]?.string.flatMap({ Int($0) }),
      let chain = json["chain"]?.string, let round = NamedRound(number, ofChain: chain),
      json == .object(round.members)
    else { return nil }
    return round
  }

  /// Sees that each of `keys`, of which there must be one, signed it.
  ///
  /// - Throws: `InputError` of kind malformed.
  public func requireSignatures(of keys: [PublicKey]) throws {
    guard !keys.isEmpty, keys.allSatisfy(envelope.isSigned) else {
      throw InputError(
        .malformed, file: path,
        "has no good signature of the key of --plan-pub, or else of the certificate's signer",
        advice: "name the key that signed the plan by --plan-pub")
    }
  }

  /// What a certificate says of it.
  public func commitment(signedBy key: PublicKey) -> Certificate.Commitment {
    .init(statement: digest, key: key.identifier, time: time, round: round)
  }
}
