import Statistics
import Trajectory

/// Values drawn at random, one column at a time, in the place of a sample's: a tolerance that these meet would let a
/// trainer agree that computes nothing.
///
/// Losses and norms are drawn evenly over the floats from half the least to twice the greatest one of the sample;
/// logits from a range of twice their own; the counts of a class evenly among what its examples allow; predictions
/// evenly among the classes. All draws are the same at each run.
struct RandomValues {
  /// The records up to the end of the sample, and all that are known.
  let beginning: [TrajectoryEvent]
  let events: [TrajectoryEvent]
  let schema: RecordSchema
  let comparison: any Comparison
  let tolerances: Tolerances

  /// Of so many draws so few may pass: random values are told apart with 95 %.
  static let drawCount: UInt64 = 200
  static let passLimit = 10

  /// The columns whose tolerance random values meet.
  var metColumns: [Column] {
    schema.computedColumns.filter { tolerances.isLoose($0) && isMet($0) }
  }

  /// The records that hold the column: of evaluations the first eight, wherever they are, since random counts
  /// may well meet a sound tolerance in one of them.
  private func records(of column: Column) -> [TrajectoryEvent] {
    column.record == .step
      ? beginning.filter { $0.record == .step }
      : Array(events.filter { $0.record == column.record }.prefix(8))
  }

  private func isMet(_ column: Column) -> Bool {
    let events = records(of: column)
    guard !events.isEmpty else { return false }
    let source = RandomColumn(column, events, labels: schema.shape(of: column)?.labels ?? 0)
    // Columns of series follow those that every trainer may have.
    let place = (Column.computed + schema.columns).firstIndex(of: column)
    var passes = 0
    for draw in 0..<Self.drawCount where passes <= Self.passLimit {
      var numbers = SeededNumbers(seed: draw, purpose: UInt64(place ?? 0))
      let isTold = events.contains { event in
        comparison.difference(expected: event, actual: source.draw(in: event, &numbers), schema)
          != nil
      }
      if !isTold { passes += 1 }
    }
    return passes > Self.passLimit
  }
}

/// One column of a sample, from whose range values are drawn.
struct RandomColumn {
  private let column: Column
  private let labels: Int
  /// Bits of the least and the greatest magnitude, of losses and norms.
  private var bits: ClosedRange<UInt32> = 0...0
  /// The same of binary64 values.
  private var wideBits: ClosedRange<UInt64> = 0...0
  /// The range of logits.
  private var range: ClosedRange<Double> = 0...0

  init(_ column: Column, _ events: [TrajectoryEvent], labels: Int) {
    self.column = column
    self.labels = labels
    let values = events.flatMap { event -> [Float] in
      if case .numbers(let numbers) = event[column] { numbers.filter(\.isFinite) } else { [] }
    }
    let magnitudes = values.map(\.magnitude).filter { $0 > 0 }
    let (low, high) = (magnitudes.min() ?? 1, magnitudes.max() ?? 1)
    bits = (low / 2).bitPattern...min(high * 2, .greatestFiniteMagnitude).bitPattern
    let (least, greatest) = (Double(values.min() ?? 0), Double(values.max() ?? 0))
    let width = greatest > least ? greatest - least : max(greatest.magnitude, 1)
    range = least - width / 2...greatest + width / 2
    let doubles = events.flatMap { event -> [Double] in
      if case .doubles(let numbers) = event[column] { numbers.filter(\.isFinite) } else { [] }
    }
    let sizes = doubles.map(\.magnitude).filter { $0 > 0 }
    let (small, large) = (sizes.min() ?? 1, sizes.max() ?? 1)
    wideBits = (small / 2).bitPattern...min(large * 2, .greatestFiniteMagnitude).bitPattern
  }

  /// The record with other values in this column.
  func draw(in event: TrajectoryEvent, _ numbers: inout SeededNumbers) -> TrajectoryEvent {
    guard let values = event[column] else { return event }
    switch values {
    case .numbers(let values):
      let drawn = values.map { value in
        column.tolerance == .relative ? magnitude(like: value, &numbers) : self.number(&numbers)
      }
      return event.with(.numbers(drawn), in: column)
    case .doubles(let values):
      let span = Int(wideBits.upperBound - wideBits.lowerBound) + 1
      let drawn = values.map { value in
        let bits = wideBits.lowerBound + UInt64(numbers.below(span))
        return Double(bitPattern: value < 0 ? bits | 1 << 63 : bits)
      }
      return event.with(.doubles(drawn), in: column)
    case .counts(let counts):
      return event.with(.counts(self.counts(like: counts, &numbers)), in: column)
    case .labels(let classes):
      let drawn = classes.map { _ in UInt8(numbers.below(max(1, labels))) }
      return event.with(.labels(drawn), in: column)
    case .words, .digests: return event
    }
  }

  /// Bits of floats are nearly their logarithms. The sign stays.
  private func magnitude(like value: Float, _ numbers: inout SeededNumbers) -> Float {
    let drawn = bits.lowerBound + UInt32(numbers.below(bits.count))
    return Float(bitPattern: value < 0 ? drawn | 1 << 31 : drawn)
  }

  private func number(_ numbers: inout SeededNumbers) -> Float {
    let share = Double(numbers.next() >> 11) * 0x1p-53
    return Float(range.lowerBound + share * (range.upperBound - range.lowerBound))
  }

  /// Each class keeps its number of examples; without classes there are right and wrong ones.
  private func counts(like counts: [Int], _ numbers: inout SeededNumbers) -> [Int] {
    let width = labels > 0 ? labels : counts.count
    return stride(from: 0, to: counts.count, by: max(1, width)).flatMap { start in
      let row = counts[start..<min(start + width, counts.count)]
      let total = row.reduce(0, +)
      let cuts = (1..<row.count).map { _ in numbers.below(total + 1) }
        .sorted()
      return zip(cuts + [total], [0] + cuts).map { $0 - $1 }
    }
  }
}
