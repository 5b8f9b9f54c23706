import Text
import Trajectory

/// What two goldens do not have in common; nothing is rerun.
public struct GoldenDifference: Sendable {
  /// The members of the headers that differ, as paths such as `protocol.epochs`, sorted.
  public let headerMembers: [String]
  /// The first value in which the records differ, as `verify` would find it in a rerun.
  public let firstDivergence: Divergence?
  /// Values that are equal up to there.
  public let valueCount: Int

  public var isEqual: Bool { headerMembers.isEmpty && firstDivergence == nil }

  /// Compares the goldens, the first of which stands for what is expected.
  ///
  /// - Throws: `InputError`: of kind unverifiable if a golden holds pages that this version cannot
  ///   read, of kind malformed if a file changed under the reader.
  public init(_ expected: GoldenReader, _ actual: GoldenReader) throws {
    for reader in [expected, actual] { try reader.checkPages() }
    headerMembers =
      JSONValue.differences(expected.header.value, actual.header.value).map(\.place).sorted()
    var replay = Replay(expected)
    var events = actual.events()
    var divergence: Divergence?
    while divergence == nil, let event = try events.next() {
      divergence = try replay.compare(event)
    }
    firstDivergence = try divergence ?? replay.finish(actual.outcome)
    valueCount = replay.valueCount
  }
}

extension GoldenDifference {
  /// The difference as a document for programs.
  public var json: JSONValue {
    [
      "equal": .bool(isEqual), "values": .integer(Int64(valueCount)),
      "header": .array(headerMembers.map(JSONValue.string)),
      "firstDivergence": firstDivergence?.json ?? .null,
    ]
  }

  /// The difference for people.
  public var table: String {
    var lines = headerMembers.map { "header: \(Escaping.terminal($0)) differs" }
    if let firstDivergence { lines.append(Escaping.terminal(firstDivergence.line)) }
    lines.append("\(isEqual ? "equal" : "different"): \(valueCount) values identical")
    return lines.joined(separator: "\n")
  }
}
