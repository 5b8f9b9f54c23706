import Files
import Trajectory

/// A change of one value of a trajectory by one bit, or by one example.
public struct ControlAlteration: Sendable {
  public let column: Column
  /// Which of the records is altered.
  public let record: Int
  /// Which of its values, and which bit of that.
  public let place: Int
  public let bit: Int

  /// As many alterations of each column: a comparison that is blind for a half of a value or of a column, or
  /// from some record on, does not miss all of them.
  static let count = 4

  /// Alterations of every column of a schema.
  ///
  /// Of each the first has the lowest bit of the first value of the first record, the last the highest bit of
  /// the last value of the last; between them records, values and bits are drawn, one from each part.
  public static func all(
    _ events: [TrajectoryEvent], _ schema: RecordSchema, challenge: String
  ) -> [ControlAlteration] {
    schema.columns.flatMap { column -> [ControlAlteration] in
      let records = events.indices.filter { events[$0][column]?.isEmpty == false }
      let (width, bits) = (schema.width(column), column.kind.bitCount)
      guard !records.isEmpty, width > 0 else { return [] }
      var numbers = ChallengeNumbers(challenge, "\(column.record) \(column.name)")
      let (places, positions) = (numbers.order(count), numbers.order(count))
      return (0..<count).map { part in
        ControlAlteration(
          column: column, record: records[numbers.draw(part, of: records.count)],
          place: numbers.draw(places[part], of: width), bit: numbers.draw(positions[part], of: bits)
        )
      }
    }
  }

  /// The trajectory with that value altered; nil if it cannot be.
  public func apply(to events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    guard let altered = events[record][column]?.altered(at: place, bit: bit) else { return nil }
    var copy = events
    copy[record] = events[record].with(altered, in: column)
    return copy
  }
}

/// Numbers that nobody knew before the challenge.
struct ChallengeNumbers {
  private let prefix: String
  private var count = 0

  init(_ challenge: String, _ purpose: String) { prefix = "\(purpose)|\(challenge)|" }

  /// A number of 0..<bound; the bias is below 2^-32.
  private mutating func next(_ bound: Int) -> Int {
    count += 1
    let bytes = Digest(of: Array("\(prefix)\(count)".utf8)).bytes
    let word = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(word % UInt64(bound))
  }

  /// An element of the part with this number, of as many equal parts of 0..<total as there are alterations: the
  /// first of all, the last of all, else one that is drawn.
  mutating func draw(_ part: Int, of total: Int) -> Int {
    let count = ControlAlteration.count
    if part == 0 { return 0 }
    if part == count - 1 { return total - 1 }
    let (low, high) = (part * total / count, (part + 1) * total / count)
    return min(total - 1, low + next(max(1, high - low)))
  }

  /// The parts in an order in which the first and the last keep their places.
  mutating func order(_ count: Int) -> [Int] {
    var parts = Array(0..<count)
    for last in stride(from: count - 2, to: 1, by: -1) {
      parts.swapAt(last, 1 + next(last))
    }
    return parts
  }
}

extension Column.Kind {
  /// Bits of a value that can be flipped alone; 1 where it is changed by one.
  fileprivate var bitCount: Int {
    switch self {
    case .number, .word: 32
    case .count, .label: 1
    case .digest: 8 * Digest.byteCount
    }
  }
}

extension ColumnValues {
  /// The values with one altered; nil if there is none to alter.
  fileprivate func altered(at place: Int, bit: Int) -> ColumnValues? {
    guard place < count else { return nil }
    switch self {
    case .numbers(var numbers):
      numbers[place] = Float(bitPattern: numbers[place].bitPattern ^ 1 << UInt32(bit))
      return .numbers(numbers)
    case .words(var words):
      words[place] ^= 1 << UInt32(bit)
      return .words(words)
    case .counts(var counts):
      // The sum stays what it was, so that the trajectory is plausible.
      let beside = place > 0 ? place - 1 : 1
      let donors = [place, beside] + counts.indices.reversed()
      guard counts.count > 1, let donor = donors.first(where: { counts[$0] > 0 }) else {
        return nil
      }
      counts[donor] -= 1
      counts[donor == place ? beside : place] += 1
      return .counts(counts)
    case .labels(var labels):
      labels[place] = labels[place] == 0 ? 1 : 0
      return .labels(labels)
    case .digests(var digests):
      var bytes = digests[place].bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let digest = Digest(bytes: bytes) else { return nil }
      digests[place] = digest
      return .digests(digests)
    }
  }
}
