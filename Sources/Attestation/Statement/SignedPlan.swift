import Files
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
  private let statement: Statement

  /// Signs a plan.
  ///
  /// - Parameters:
  ///   - name: the experiment's.
  ///   - plannedCount: trials of the plan, for people.
  public init(
    _ plan: Digest, name: String, plannedCount: Int, time: SignedTime, signedBy key: SigningKey,
    path: String
  ) throws {
    let subject = Statement.Subject(name: "experiment.yaml", digest: plan)
    statement = Statement(
      [subject], Self.predicateType,
      [
        "name": .string(name), "planned": .integer(plannedCount),
        "time": .string(time.description),
      ])
    envelope = try Envelope(statement, signedBy: key)
    (self.plan, self.time, self.path) = (plan, time, path)
  }

  public var text: String { envelope.line + "\n" }
  public var digest: Digest { statement.digest }

  /// Reads a file of one line.
  ///
  /// - Throws: `InputError`: usage if there is none, malformed for everything that is no signed plan.
  public init(_ path: String) throws {
    try self.init(InputFile(path, limit: 1 << 20).data, path: path)
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
    guard statement.predicateType.utf8.elementsEqual(Self.predicateType.utf8),
      statement.subjects.count == 1, predicate.object?.count == 3,
      predicate["name"]?.string != nil, predicate["planned"]?.integer != nil,
      let time = predicate["time"]?.string.flatMap(SignedTime.init)
    else { throw InputError(.malformed, file: path, "is no signed plan") }
    plan = statement.subjects[0].digest
    self.time = time
  }

  /// Sees that each of `keys`, of which there must be one, signed it.
  ///
  /// - Throws: `InputError` of kind malformed.
  public func requireSignatures(of keys: [PublicKey]) throws {
    guard !keys.isEmpty, keys.allSatisfy(envelope.isSigned) else {
      throw InputError(
        .malformed, file: path, "has no good signature of the key that was named for it",
        advice: "name the key that signed the plan by --plan-pub")
    }
  }

  /// What a certificate says of it.
  public func commitment(signedBy key: PublicKey) -> Certificate.Commitment {
    .init(statement: digest, key: key.identifier, time: time.description)
  }
}
