import Files
import Foundation
import Statistics
import Text

/// Reference points of convergence of one benchmark, as MLPerf keeps them: what each batch size needs to converge.
///
/// - Source: the rules of MLPerf Training, and `rcp_checker` of mlcommons/logging (Apache-2.0), which defines them: least
///   and greatest run dropped, standard deviation by the count, Student's test with equal variances at .05, batch sizes
///   between two points by a line between their means and deviations.
public struct ConvergenceReference: Sendable {
  public struct Point: Sendable, Equatable {
    public let batchSize: Int
    /// Mean and deviation of the runs but the least and the greatest.
    public let mean: Double
    public let deviation: Double
    /// Runs that count.
    public let count: Int
    /// Whether it lies between two points that were measured.
    public var isBetween = false

    /// The least mean of a submission that is not faster at the level.
    ///
    ///     mean - t deviation sqrt(1 / count + 1 / (runs - 2)),  t with count + runs - 4 degrees of freedom
    public func least(runs: Int, level: Double = 0.05) -> Double {
      let other = Double(runs - 2)
      let t = StudentDistribution(Double(count) + other - 2).quantile(1 - level)
      return mean - t * deviation * (1 / Double(count) + 1 / other).squareRoot()
    }
  }

  public let benchmark: String
  /// By batch size.
  public let points: [Point]

  /// Of the runs of some benchmark four are dropped at either end.
  static func dropped(_ benchmark: String) -> Int { benchmark == "unet3d" ? 4 : 1 }

  init(_ place: ConvergencePlace, in folder: EvidenceFolder) throws {
    try self.init(folder.file(place.file))
  }

  /// - Throws: `InputError` that names the member.
  public init(_ file: InputFile) throws {
    func failure(_ reason: String) -> InputError {
      InputError(file: file.path, reason, advice: "give a file of reference points of MLPerf")
    }
    let document: JSONValue
    do { document = try JSONParser.parse(file.data, dialect: .foreign) } catch {
      throw InputError(
        file: file.path, place: "byte \(error.offset)", "is no JSON: \(error.reason)")
    }
    guard let members = document.object, !members.isEmpty else {
      throw failure("is no object of reference points")
    }
    var points: [Point] = []
    var benchmarks: Set<String> = []
    for (name, record) in members.sorted(by: { $0.key < $1.key }) {
      guard let benchmark = record["Benchmark"]?.string, let size = record["BS"]?.integer,
        (1...1_000_000_000).contains(size),
        let runs = record["Epochs to converge"]?.array?.map(\.positive), !runs.contains(nil)
      else { throw failure("'\(name.prefix(40))' lacks 'Benchmark', 'BS' or 'Epochs to converge'") }
      let drop = Self.dropped(benchmark)
      let kept = runs.compactMap(\.self).sorted().dropFirst(drop).dropLast(drop)
      guard kept.count >= 2 else { throw failure("'\(name.prefix(40))' has too few runs") }
      let spread = Spread(Array(kept))
      benchmarks.insert(benchmark)
      points.append(
        Point(
          batchSize: Int(size), mean: spread.mean, deviation: spread.sd, count: kept.count))
    }
    guard benchmarks.count == 1, let benchmark = benchmarks.first,
      Set(points.map(\.batchSize)).count == points.count
    else { throw failure("holds several benchmarks, or a batch size twice") }
    self.benchmark = benchmark
    self.points = points.sorted { $0.batchSize < $1.batchSize }
  }

  init(benchmark: String, points: [Point]) {
    (self.benchmark, self.points) = (benchmark, points.sorted { $0.batchSize < $1.batchSize })
  }

  /// A point between two measured ones.
  func between(_ low: Point, _ high: Point, _ batchSize: Int, runs: Int) -> Point {
    let share = Double(batchSize - low.batchSize) / Double(high.batchSize - low.batchSize)
    func line(_ a: Double, _ b: Double) -> Double { a + share * (b - a) }
    return Point(
      batchSize: batchSize, mean: line(low.mean, high.mean),
      deviation: line(low.deviation, high.deviation), count: 2 * runs, isBetween: true)
  }

  /// The points that count: those before the fastest are dropped, and so is one that is slower than the line between its
  /// neighbours.
  func pruned(runs: Int) -> [Point] {
    guard let fastest = points.min(by: { $0.least(runs: runs) < $1.least(runs: runs) }) else {
      return []
    }
    var kept = points.filter { $0.batchSize >= fastest.batchSize }
    var place = 1
    while place < kept.count - 1 {
      let line = between(kept[place - 1], kept[place + 1], kept[place].batchSize, runs: runs)
      if kept[place].least(runs: runs) > line.least(runs: runs) {
        // The place does not go back, as that of the rule's own program does not.
        kept.remove(at: place)
      } else {
        place += 1
      }
    }
    return kept
  }

  /// The point that a batch size is judged by; nil for one beyond the greatest, which needs a point of its own.
  func point(batchSize: Int, runs: Int) -> Point? {
    let kept = pruned(runs: runs)
    if let own = kept.first(where: { $0.batchSize == batchSize }) { return own }
    guard let high = kept.first(where: { $0.batchSize > batchSize }) else { return nil }
    guard let low = kept.last(where: { $0.batchSize < batchSize }) else { return high }
    return between(low, high, batchSize, runs: runs)
  }
}

extension JSONValue {
  /// A number above 0.
  fileprivate var positive: Double? {
    switch self {
    case .integer(let value) where value > 0: Double(value)
    case .number(let text): Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    default: nil
    }
  }
}
