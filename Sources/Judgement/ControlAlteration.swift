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

  /// As many alterations of each column are anywhere in a trial: a comparison that is blind from some record on, or
  /// for a part of a column, does not miss all of them.
  static let count = 4
  /// In the place of a bit: the number becomes no number, which a comparison by subtraction finds near to any.
  static let noNumber = 64

  /// Alterations of every column of a schema, anywhere in a trial.
  ///
  /// Of each the first has the lowest bit of the first value of the first record, the last the highest bit of
  /// the last value of the last; between them records, values and bits are drawn, one from each half of all.
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

  /// Alterations of every column all over its values, in records and places that are drawn: for the beginning of a
  /// trial, where a golden is short.
  ///
  /// Of a number or word one of each two neighbouring bits, of a digest one bit of each four bytes or less; every
  /// count of a small table, some labels; and of numbers a NaN.
  static func allOver(
    _ events: [TrajectoryEvent], _ schema: RecordSchema, challenge: String
  ) -> [ControlAlteration] {
    schema.columns.flatMap { column -> [ControlAlteration] in
      let records = events.indices.filter { events[$0][column]?.isEmpty == false }
      let width = schema.width(column)
      guard !records.isEmpty, width > 0 else { return [] }
      var numbers = ChallengeNumbers(challenge, "all over \(column.record) \(column.name)")
      let bits: [Int] =
        switch column.kind {
        case .number: (0..<16).map { 2 * $0 + numbers.next(2) } + [noNumber]
        case .double: (0..<32).map { 2 * $0 + numbers.next(2) } + [noNumber]
        case .word: (0..<16).map { 2 * $0 + numbers.next(2) }
        case .digest:
          numbers.bitsOfDigest(min(32, max(8, 48 / max(1, schema.anchorComponents.count))))
        case .count: Array(repeating: 0, count: min(16, width))
        case .label: Array(repeating: 0, count: min(8, width))
        }
      return bits.enumerated().map { index, bit in
        let isCell = column.kind == .count && width <= 16
        return ControlAlteration(
          column: column, record: records[numbers.next(records.count)],
          place: isCell ? index : numbers.next(width), bit: bit)
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
package struct ChallengeNumbers {
  private let prefix: String
  private var count = 0

  package init(_ challenge: String, _ purpose: String) { prefix = "\(purpose)|\(challenge)|" }

  /// A number of 0..<bound; the bias is below 2^-32.
  package mutating func next(_ bound: Int) -> Int {
    count += 1
    let bytes = Digest(of: Array("\(prefix)\(count)".utf8)).bytes
    let word = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(word % UInt64(bound))
  }

  /// One bit of each of `count` parts of a digest.
  mutating func bitsOfDigest(_ count: Int) -> [Int] {
    (0..<count).map { part in
      let (low, high) = (part * Digest.byteCount / count, (part + 1) * Digest.byteCount / count)
      return 8 * (low + next(high - low)) + next(8)
    }
  }

  /// The first element of 0..<total, the last, or for the parts between these one that is drawn from as many equal
  /// parts of all.
  mutating func draw(_ part: Int, of total: Int) -> Int {
    let count = ControlAlteration.count - 2
    if part == 0 { return 0 }
    if part > count { return total - 1 }
    let (low, high) = ((part - 1) * total / count, part * total / count)
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
    case .double: 64
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
      let isGone = bit == ControlAlteration.noNumber
      numbers[place] =
        isGone
        ? numbers[place].isNaN ? 0 : .nan
        : Float(bitPattern: numbers[place].bitPattern ^ 1 << UInt32(bit))
      return .numbers(numbers)
    case .doubles(var numbers):
      let isGone = bit == ControlAlteration.noNumber
      numbers[place] =
        isGone
        ? numbers[place].isNaN ? 0 : .nan
        : Double(bitPattern: numbers[place].bitPattern ^ 1 << UInt64(bit))
      return .doubles(numbers)
    case .words(var words):
      words[place] ^= 1 << UInt32(bit)
      return .words(words)
    case .counts(var counts):
      // Alone: a comparison that sees every second count would see each pair of neighbours.
      counts[place] += counts[place] > 0 ? -1 : 1
      return .counts(counts)
    case .labels(var labels):
      labels[place] = labels[place] == 0 ? 1 : labels[place] - 1
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
