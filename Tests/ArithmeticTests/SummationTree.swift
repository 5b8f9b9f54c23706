/// An order of additions, as a tree whose leaves are the summands.
indirect enum SummationTree {
  case leaf(Int)
  case sum(SummationTree, SummationTree)

  /// One accumulator, the summands ascending.
  static func chain(_ summands: some Sequence<Int>) -> SummationTree {
    chain(of: summands.map { .leaf($0) })
  }

  /// The documented row reduction: summand i in lane i mod 16, ascending; then lanes l and l + 8, l + 4,
  /// l + 2, l + 1. A lane without summands is +0 and so no part of the tree.
  static func lanes(_ summands: Range<Int>) -> SummationTree {
    var lanes: [SummationTree?] = (0..<16).map { lane in
      let own = stride(from: summands.lowerBound + lane, to: summands.upperBound, by: 16)
      return lane < summands.count ? chain(own) : nil
    }
    for width in [8, 4, 2, 1] {
      for lane in 0..<width {
        guard let other = lanes[lane + width] else { continue }
        lanes[lane] = lanes[lane].map { .sum($0, other) } ?? other
      }
    }
    return lanes[0]!
  }

  /// Row reductions of `size` summands each, and a chain of those.
  static func blocks(_ count: Int, of size: Int) -> SummationTree {
    chain(
      of: stride(from: 0, to: count, by: size).map { lanes($0..<min($0 + size, count)) })
  }

  private static func chain(of parts: [SummationTree]) -> SummationTree {
    parts.dropFirst().reduce(parts[0]) { .sum($0, $1) }
  }

  /// For the summands in `chosen`, and each two of them: how many summands have been added up where the
  /// two first meet.
  func meetings(_ chosen: [Int], count: Int) -> [[Int]] {
    var place = [Int?](repeating: nil, count: count)
    for (index, summand) in chosen.enumerated() { place[summand] = index }
    var meetings = [[Int]](
      repeating: [Int](repeating: 0, count: chosen.count), count: chosen.count)
    /// The summands below, and those of them that were chosen.
    func visit(_ tree: SummationTree) -> (count: Int, chosen: [Int]) {
      switch tree {
      case .leaf(let summand): return (1, place[summand].map { [$0] } ?? [])
      case .sum(let left, let right):
        let (x, y) = (visit(left), visit(right))
        for i in x.chosen {
          for j in y.chosen {
            meetings[i][j] = x.count + y.count
            meetings[j][i] = x.count + y.count
          }
        }
        return (x.count + y.count, x.chosen + y.chosen)
      }
    }
    _ = visit(self)
    return meetings
  }

  /// The sum in this order.
  func sum(_ x: [Float]) -> Float {
    switch self {
    case .leaf(let summand): x[summand]
    case .sum(let left, let right): left.sum(x) + right.sum(x)
    }
  }
}

// MARK: - Seeing a tree from outside

/// What masks reveal of the order in which somebody adds (FPRev, arXiv 2411.00442).
///
/// All summands are 1 but two, which are M and -M with M so large that it swallows every unit added while
/// it is in the sum. What is left counts the units that came after M and -M had met.
struct UnitMasks {
  static let mask: Float = 0x1p60

  let count: Int
  /// The places of M and -M.
  let pairs: [(plus: Int, minus: Int)]
  private let chosen: [Int]

  init(count: Int, chosen: [Int]? = nil) {
    self.count = count
    let chosen = chosen ?? Array(0..<count)
    self.chosen = chosen
    pairs = chosen.indices.flatMap { i in
      chosen.indices.dropFirst(i + 1).map { (chosen[i], chosen[$0]) }
    }
  }

  /// The summands for a pair.
  func summands(_ pair: (plus: Int, minus: Int)) -> [Float] {
    var x = [Float](repeating: 1, count: count)
    x[pair.plus] = Self.mask
    x[pair.minus] = -Self.mask
    return x
  }

  /// What each pair's sum is where the order is `tree`.
  func sums(_ tree: SummationTree) -> [Float] {
    let meetings = tree.meetings(chosen, count: count)
    return chosen.indices.flatMap { i in
      chosen.indices.dropFirst(i + 1).map { Float(count - meetings[i][$0]) }
    }
  }

  /// The first pairs whose value is not the expected one.
  func differences(_ values: [Float], from expected: [Float]) -> [String] {
    precondition(values.count == pairs.count, "\(values.count) values of \(pairs.count) pairs")
    let wrong = pairs.indices.filter { values[$0] != expected[$0] }
    return wrong.prefix(3).map {
      "M at \(pairs[$0].plus), -M at \(pairs[$0].minus): \(values[$0]), not \(expected[$0])"
    }
  }
}

/// The same where every summand is positive: all are zero but a large one and two small ones, each of
/// which is lost if it is added to the large one, but not their sum. Which pair of three meets first, for
/// all threes, is the tree.
struct TripleMasks {
  /// Where the large one is, and the small ones.
  let triples: [(large: Int, small: (Int, Int))]
  private let places: [(Int, Int, Int)]
  private let chosen: [Int]

  init(chosen: [Int]) {
    self.chosen = chosen
    places = chosen.indices.flatMap { i in
      chosen.indices.flatMap { j in
        chosen.indices.compactMap { k in j < k && i != j && i != k ? (i, j, k) : nil }
      }
    }
    triples = places.map { (chosen[$0.0], (chosen[$0.1], chosen[$0.2])) }
  }

  /// The first triples whose small ones survive, or not, otherwise than where the order is `tree`.
  func differences(_ survives: [Bool], from tree: SummationTree, count: Int) -> [String] {
    precondition(survives.count == places.count, "\(survives.count) of \(places.count) triples")
    let meetings = tree.meetings(chosen, count: count)
    let wrong = places.indices.filter { index in
      let (i, j, k) = places[index]
      return survives[index] != (meetings[j][k] < meetings[i][j])
    }
    return wrong.prefix(3).map {
      "\(triples[$0].small) beside \(triples[$0].large): \(survives[$0] ? "survive" : "are lost")"
    }
  }
}
