import Trajectory

/// How far the values of one column differ in two goldens, over the records that both have.
public struct ColumnDifference: Sendable {
  /// As the first golden has it.
  public let column: Column
  /// Values that were compared, and those of them that differ.
  public private(set) var valueCount = 0
  public private(set) var differingCount = 0
  /// The step of the first record in which one differs: the number of an update, or updates done.
  public private(set) var firstStep: Int?
  /// Of those that differ: values that are no numbers, or infinite, on one side or both.
  public private(set) var nonfiniteCount = 0
  private var sizes = RelativeSizes()

  public var differs: Bool { differingCount > 0 }

  /// The greatest relative difference, |a - b| / max(|a|, |b|); nil of what is no number.
  public var largest: Double? { sizes.largest }

  /// The middle one of the relative differences of values that differ, or the lesser of two middle ones, to within
  /// 0.2 %; nil of what is no number.
  public var typical: Double? { sizes.median }

  init(_ column: Column) { self.column = column }

  /// Takes the values of two records at `step`; of other numbers of values all differ.
  mutating func append(_ a: ColumnValues, _ b: ColumnValues, step: Int) {
    valueCount += max(a.count, b.count)
    let places = a.differences(from: b)
    let count = places?.count ?? max(a.count, b.count)
    guard count > 0 else { return }
    differingCount += count
    firstStep = firstStep ?? step
    for place in places ?? [] {
      guard let x = a.number(at: place), let y = b.number(at: place) else { return }
      if x.isFinite, y.isFinite { sizes.append(x, y) } else { nonfiniteCount += 1 }
    }
  }
}

extension ColumnValues {
  /// A value that is a number; nil of others.
  fileprivate func number(at place: Int) -> Double? {
    switch self {
    case .numbers(let values): Double(values[place])
    case .doubles(let values): values[place]
    case .words, .counts, .labels, .digests: nil
    }
  }
}

/// Relative differences of finite numbers: the greatest as it is, the others counted by their first nine binary digits.
///
/// Memory: of two binary64 numbers that differ the relative difference is 0 or 2^-53 to 2, so that there are at most
/// 14,081 counts, however many numbers are compared.
struct RelativeSizes: Sendable {
  private(set) var largest: Double?
  private var counts: [UInt64: Int] = [:]
  private var count = 0
  /// The bits of a binary64 number that are not looked at.
  private static let dropped: UInt64 = 44

  mutating func append(_ a: Double, _ b: Double) {
    let scale = max(a.magnitude, b.magnitude)
    let distance = (a - b).magnitude
    // Zeros of two signs; and the greatest numbers of binary64, whose distance is none of its numbers.
    let size =
      scale == 0 ? 0 : distance.isFinite ? distance / scale : (a / scale - b / scale).magnitude
    largest = max(largest ?? 0, size)
    counts[size.bitPattern >> Self.dropped, default: 0] += 1
    count += 1
  }

  /// The middle of those that have the first digits of the median, and no more than the greatest.
  var median: Double? {
    guard let largest else { return nil }
    var left = (count + 1) / 2
    for (digits, count) in counts.sorted(by: { $0.key < $1.key }) {
      left -= count
      guard left <= 0 else { continue }
      let middle = digits == 0 ? 0 : digits << Self.dropped | 1 << (Self.dropped - 1)
      return min(largest, Double(bitPattern: middle))
    }
    return nil
  }
}
