import Files
import Text

/// What is signed: a predicate of some type about files.
///
/// Written so that every reader known takes it: four members, SHA-256 alone, canonical JSON.
///
/// - Source: in-toto Attestation Framework, Statement v1.
public struct Statement: Sendable, Equatable {
  static let type = "https://in-toto.io/Statement/v1"

  /// A file that a statement is about.
  public struct Subject: Sendable, Equatable, Hashable {
    /// Its path in the experiment folder.
    public let name: String
    public let digest: Digest

    public init(name: String, digest: Digest) { (self.name, self.digest) = (name, digest) }

    /// Name and digest, as in-toto writes a resource.
    var json: JSONValue {
      ["name": .string(name), "digest": ["sha256": .string(digest.description)]]
    }

    init?(_ json: JSONValue) {
      guard json.object?.count == 2, let name = json["name"]?.string, !name.isEmpty,
        let digests = json["digest"], digests.object?.count == 1,
        let digest = digests["sha256"]?.string.flatMap(Digest.init(hex:))
      else { return nil }
      self.init(name: name, digest: digest)
    }
  }

  public let subjects: [Subject]
  public let predicateType: String
  public let predicate: JSONValue

  /// - Precondition: there is a subject.
  public init(_ subjects: [Subject], _ predicateType: String, _ predicate: JSONValue) {
    precondition(!subjects.isEmpty, "a statement about nothing")
    (self.subjects, self.predicateType, self.predicate) = (subjects, predicateType, predicate)
  }

  /// The statement as in-toto writes it.
  public var document: JSONValue {
    [
      "_type": .string(Self.type), "predicate": predicate,
      "predicateType": .string(predicateType), "subject": .array(subjects.map(\.json)),
    ]
  }

  /// The bytes that are signed: the same for the same statement.
  public var payload: [UInt8] { Array(document.canonical.utf8) }

  public var digest: Digest { Digest(of: payload) }

  /// Reads what was signed.
  ///
  /// - Throws: `InputError` of kind malformed.
  public init(payload: [UInt8], file: String, place: String) throws {
    func malformed(_ reason: String) -> InputError {
      InputError(.malformed, file: file, place: place, reason)
    }
    let json: JSONValue
    do { json = try JSONParser.parse(payload) } catch {
      throw malformed("holds no statement: \(error.reason) at byte \(error.offset)")
    }
    guard Array(json.canonical.utf8) == payload else {
      throw malformed("its statement is not canonical JSON: sorted keys, no spaces")
    }
    guard json.object?.count == 4, let type = json["_type"]?.string,
      let predicateType = json["predicateType"]?.string, let predicate = json["predicate"],
      let subjects = json["subject"]?.array
    else {
      throw malformed("a statement has '_type', 'subject', 'predicateType', 'predicate' alone")
    }
    guard type.utf8.elementsEqual(Self.type.utf8) else {
      throw malformed("is a statement of another type than '\(Self.type)'")
    }
    guard !subjects.isEmpty, predicate.object?.isEmpty == false else {
      throw malformed("its statement is about nothing, or says nothing")
    }
    let read = subjects.compactMap(Subject.init)
    guard read.count == subjects.count else {
      throw malformed("a subject has a 'name' and a 'digest' with 'sha256' alone")
    }
    guard Set(read.map { Array($0.name.utf8) }).count == read.count else {
      throw malformed("a subject stands twice")
    }
    self.init(read, predicateType, predicate)
  }
}
