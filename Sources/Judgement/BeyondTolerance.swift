import Trajectory

/// A change of one value to just beyond its tolerance, which the statistical comparison must see.
struct BeyondTolerance {
  let column: Column

  /// One for each column but the digests of the state, of which only the presence is compared.
  static func all(_ schema: RecordSchema) -> [BeyondTolerance] {
    schema.columns.filter { $0.kind != .digest }.map { BeyondTolerance(column: $0) }
  }

  /// Whether these records hold the column at all.
  func isRecorded(in events: [TrajectoryEvent]) -> Bool {
    events.contains { $0[column] != nil }
  }

  /// The trajectory with its last value of that column altered; nil if none can be, because the tolerance is
  /// as wide as what the examples allow.
  func apply(to events: [TrajectoryEvent], _ tolerances: Tolerances) -> [TrajectoryEvent]? {
    let bound = tolerances.bound(column)
    for index in events.indices.reversed() {
      guard let altered = events[index][column]?.lastBeyond(bound, column) else { continue }
      var copy = events
      copy[index] = events[index].with(altered, in: column)
      return copy
    }
    return nil
  }
}

extension ControlAlteration {
  /// The trajectory with that value altered by more than its tolerance; nil if the alteration is within it.
  ///
  /// Reckoned here, and not by the comparison that is to be seen at fault.
  func apply(beyond tolerances: Tolerances, to events: [TrajectoryEvent]) -> [TrajectoryEvent]? {
    let bound = tolerances.bound(column)
    if case .counts(var counts) = events[record][column] {
      counts[place] += Int(bound) + 1
      var copy = events
      copy[record] = events[record].with(.counts(counts), in: column)
      return copy
    }
    guard column.tolerance != nil || column.kind == .word, let altered = apply(to: events) else {
      return nil
    }
    switch (events[record][column], altered[record][column]) {
    case (.numbers(let a), .numbers(let b)) where bound > 0:
      let (x, y) = (Double(a[place]), Double(b[place]))
      guard x.isFinite, y.isFinite else { return altered }
      let scale = column.tolerance == .relative ? max(x.magnitude, y.magnitude) : 1
      return abs(x - y) > bound * scale ? altered : nil
    case (.doubles(let a), .doubles(let b)) where bound > 0:
      let (x, y) = (a[place], b[place])
      guard x.isFinite, y.isFinite else { return altered }
      return abs(x - y) > bound * max(x.magnitude, y.magnitude) ? altered : nil
    case (.labels, .labels): return bound < 1 ? altered : nil
    default: return altered
    }
  }
}

extension ColumnValues {
  /// The values with the last one, or so many examples, just beyond `bound`; nil where that cannot be.
  fileprivate func lastBeyond(_ bound: Double, _ column: Column) -> ColumnValues? {
    guard !isEmpty else { return nil }
    switch self {
    case .numbers(var numbers):
      let last = numbers[count - 1]
      let beyond =
        column.tolerance == .relative
        ? Self.beyond(last, relative: bound) : Self.beyond(last, absolute: bound)
      guard let beyond else { return nil }
      numbers[count - 1] = beyond
      return .numbers(numbers)
    case .doubles(var numbers):
      guard let beyond = Self.beyond(numbers[count - 1], relative: bound) else { return nil }
      numbers[count - 1] = beyond
      return .doubles(numbers)
    case .words(var words):
      words[count - 1] ^= 1 << 16
      return .words(words)
    case .counts(let counts): return Self.moved(Int(bound) + 1, in: counts).map(ColumnValues.counts)
    case .labels(var labels):
      let change = Int(bound) + 1
      guard labels.count >= change else { return nil }
      for index in 0..<change { labels[index] = labels[index] == 0 ? 1 : 0 }
      return .labels(labels)
    case .digests: return nil
    }
  }

  /// The counts with so many examples more in one cell and fewer in the others; nil if there are not as many.
  private static func moved(_ change: Int, in counts: [Int]) -> [Int]? {
    let total = counts.reduce(0, +)
    guard let cell = counts.firstIndex(where: { total - $0 >= change }) else { return nil }
    var moved = counts
    var left = change
    for other in counts.indices where other != cell {
      let taken = min(left, counts[other])
      moved[other] -= taken
      left -= taken
    }
    moved[cell] += change
    return moved
  }

  /// A float whose relative distance from `value` is little more than the tolerance.
  private static func beyond(_ value: Float, relative: Double) -> Float? {
    guard value.isFinite else { return Float(0) }
    guard value != 0 else { return .leastNormalMagnitude }
    // From v to v / (1 - r) the distance is r of the greater; the next float but one is beyond it.
    let bound = Float(Double(value) / (1 - relative))
    let beyond = value < 0 ? bound.nextDown.nextDown : bound.nextUp.nextUp
    return beyond.isFinite ? beyond : nil
  }

  private static func beyond(_ value: Double, relative: Double) -> Double? {
    guard value.isFinite else { return 0 }
    guard value != 0 else { return .leastNormalMagnitude }
    // Three roundings lie between the quotient and the comparison: each is half a unit at most.
    var beyond = value / (1 - relative)
    for _ in 0..<4 { beyond = value < 0 ? beyond.nextDown : beyond.nextUp }
    return beyond.isFinite && !ToleranceComparison.isNear(value, beyond, relative: relative)
      ? beyond : nil
  }

  /// A float whose distance from `value` is twice the tolerance, or the next one.
  private static func beyond(_ value: Float, absolute: Double) -> Float? {
    let moved = value.isFinite ? Float(Double(value) + 2 * absolute) : 0
    let beyond = moved.bitPattern == value.bitPattern ? value.nextUp : moved
    guard beyond.isFinite, !ToleranceComparison.isNear(value, beyond, absolute: absolute) else {
      return nil
    }
    return beyond
  }
}
