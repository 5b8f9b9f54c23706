import Text

/// What could be seen from outside of where another trainer ran; a note, no evidence. No host, user or path is in it.
public struct TrainerEnvironment: Sendable, Equatable {
  /// As many libraries are noted, and as many characters of a name or a version.
  static let limit = (libraries: 200, characters: 100)

  /// The model of the processor; nil where the system does not say.
  public let processor: String?
  /// The versions of the libraries that were loaded, by their names.
  public let libraries: [String: String]

  public init(processor: String?, libraries: [String: String]) {
    func short(_ text: String) -> String { String(text.prefix(Self.limit.characters)).printable }
    self.processor = processor.map(short)
    let kept = libraries.sorted { $0.key < $1.key }.prefix(Self.limit.libraries)
    self.libraries = Dictionary(kept.map { (short($0.key), short($0.value)) }) { first, _ in first }
  }

  /// What a line of a ledger says; nil if nothing.
  init?(_ json: JSONValue) {
    let processor = json["processor"]?.string
    let libraries = json["libraries"]?.object?.compactMapValues(\.string)
    guard processor != nil || libraries != nil else { return nil }
    self.init(processor: processor, libraries: libraries ?? [:])
  }
}
