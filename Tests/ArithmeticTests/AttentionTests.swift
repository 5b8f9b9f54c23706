import Testing

@testable import Arithmetic

/// Attention forward and backward against plain loops over the formulas of the room's README, "The network".
@Suite struct AttentionTests {
  static let site = DropoutSite(purpose: 3, seed: 77, site: 4, step: 1009, probability: 0.2)

  /// Ragged lengths, one of them nothing; a head's columns are a part of a tile, and more than one.
  private static let shapes: [(lengths: [Int], heads: Int, size: Int)] = [
    ([7, 1, 13, 16, 0, 33, 2], 3, 5), ([70, 3, 17], 2, 32), ([1], 1, 1), ([0, 5], 4, 18),
  ]

  @Test(arguments: Machine.all, [false, true])
  func forwardAndBackward(_ machine: Machine, _ isDropping: Bool) throws {
    let unit = try machine.unit()
    for (index, shape) in Self.shapes.enumerated() {
      for isOneQuery in [false, true] {
        var random = RandomValues(seed: UInt64(91 + index))
        let plain = PlainAttention(
          lengths: shape.lengths, heads: shape.heads, size: shape.size, isOneQuery: isOneQuery,
          site: isDropping ? Self.site : nil, &random)
        try check(unit, plain, "\(shape.lengths), one query: \(isOneQuery)")
      }
    }
    try unit.check()
  }

  private func check(_ unit: ArithmeticUnit, _ plain: PlainAttention, _ name: String) throws {
    let expected = try plain.results()
    let channels = plain.channels
    let layout = AttentionLayout(lengths: plain.lengths, headCount: plain.heads)
    // Queries, keys and values side by side, as in the network; a query of each sequence has a place of its own.
    let projections = PaddedMatrix(plain.projections, columns: 3 * channels)
    let ownQueries = PaddedMatrix(plain.queries, columns: channels, gap: 1)
    let query =
      plain.isOneQuery ? ownQueries.matrix : projections.matrix.columns(0..<channels)
    let keys = projections.matrix.columns(channels..<2 * channels)
    let values = projections.matrix.columns(2 * channels..<3 * channels)
    let context = PaddedMatrix(rows: plain.queries.count, columns: channels)
    let scores = (0..<3).map { _ in marked(layout.scoreCount + 3) }
    unit.attend(
      query: query, keys: keys, values: values, layout, scale: plain.scale, dropout: plain.site,
      probabilities: scores[0], dropped: scores[1], into: context.matrix)
    #expect(context.bits == expected.context.bits && context.isIntactAround, "\(name)")
    #expect(scores[0].bits == marked(scores[0].count, expected.probabilities, layout).bits)
    let dropped = plain.site == nil ? [:] : expected.dropped
    #expect(scores[1].bits == marked(scores[1].count, dropped, layout).bits, "\(name)")

    let dContext = PaddedMatrix(plain.dContext, columns: channels, gap: 2)
    let gradients = PaddedMatrix(rows: layout.rowCount, columns: 3 * channels)
    let ownGradient = PaddedMatrix(rows: plain.queries.count, columns: channels)
    let dQuery =
      plain.isOneQuery ? ownGradient.matrix : gradients.matrix.columns(0..<channels)
    unit.attendGradient(
      query: query, keys: keys, values: values, layout, scale: plain.scale, dropout: plain.site,
      probabilities: scores[0], dropped: scores[1], dContext: dContext.matrix,
      dProbabilities: scores[2], dQuery: dQuery,
      dKeys: gradients.matrix.columns(channels..<2 * channels),
      dValues: gradients.matrix.columns(2 * channels..<3 * channels))
    #expect(dQuery.elements.bits == expected.dQuery.flatMap(\.self).bits, "\(name)")
    #expect(
      gradients.matrix.columns(channels..<2 * channels).elements.bits
        == expected.dKeys.flatMap(\.self).bits)
    #expect(
      gradients.matrix.columns(2 * channels..<3 * channels).elements.bits
        == expected.dValues.flatMap(\.self).bits
    )
    #expect(scores[2].bits == marked(scores[2].count, expected.dScores, layout).bits, "\(name)")
    #expect(gradients.isIntactAround && ownGradient.isIntactAround)
    #expect(projections.bits == plain.projections.bits && dContext.bits == plain.dContext.bits)
  }

  /// Marks, but for the scores of each head in their places.
  private func marked(
    _ count: Int, _ scores: [PlainAttention.Head: [[Float]]] = [:],
    _ layout: AttentionLayout? = nil
  ) -> Vector {
    let vector = Vector(count: count)
    vector.fill(-77.25)
    for (head, rows) in scores {
      let place = layout!.scores(head.sequence, head: head.index, queries: rows.count)
      vector[place].copy(from: rows.flatMap(\.self))
    }
    return vector
  }
}

/// Attention in plain loops, one chain of fma after another.
struct PlainAttention {
  struct Head: Hashable {
    let sequence: Int
    let index: Int
  }

  struct Results {
    var context: [[Float]]
    var dQuery: [[Float]]
    var dKeys: [[Float]]
    var dValues: [[Float]]
    var probabilities: [Head: [[Float]]] = [:]
    var dropped: [Head: [[Float]]] = [:]
    var dScores: [Head: [[Float]]] = [:]
  }

  let lengths: [Int]
  let heads: Int
  let size: Int
  let isOneQuery: Bool
  let site: DropoutSite?
  let scale: Float = 0x1.6a09e6p-2
  /// Rows of queries, keys and values side by side.
  let projections: [[Float]]
  let queries: [[Float]]
  let dContext: [[Float]]

  var channels: Int { heads * size }

  init(
    lengths: [Int], heads: Int, size: Int, isOneQuery: Bool, site: DropoutSite?,
    _ random: inout RandomValues
  ) {
    (self.lengths, self.heads, self.size) = (lengths, heads, size)
    (self.isOneQuery, self.site) = (isOneQuery, site)
    let channels = heads * size
    let rows = lengths.reduce(0, +)
    projections = random.awkwardRows(rows, 3 * channels)
    queries =
      isOneQuery ? random.rows(lengths.count, channels) : projections.map { Array($0[..<channels]) }
    dContext = random.awkwardRows(queries.count, channels)
  }

  /// `s = +0; for k ascending: s = fma(a(k), b(k), s)`
  private func chain(_ count: Int, _ a: (Int) -> Float, _ b: (Int) -> Float) -> Float {
    var sum: Float = 0
    for k in 0..<count { sum = sum.addingProduct(a(k), b(k)) }
    return sum
  }

  func results() throws -> Results {
    let zeros = { (rows: Int) in
      [[Float]](repeating: [Float](repeating: 0, count: channels), count: rows)
    }
    var results = Results(
      context: zeros(queries.count), dQuery: zeros(queries.count), dKeys: zeros(projections.count),
      dValues: zeros(projections.count))
    var first = 0
    for (sequence, length) in lengths.enumerated() {
      for index in 0..<heads {
        try add(Head(sequence: sequence, index: index), first: first, length, to: &results)
      }
      first += length
    }
    return results
  }

  private func add(
    _ head: Head, first: Int, _ length: Int, to results: inout Results
  ) throws {
    let (start, d) = (head.index * size, size)
    let queryRows = isOneQuery ? head.sequence..<head.sequence + 1 : first..<first + length
    let count = queryRows.count
    func q(_ i: Int, _ c: Int) -> Float { queries[queryRows.lowerBound + i][start + c] }
    func k(_ t: Int, _ c: Int) -> Float { projections[first + t][channels + start + c] }
    func v(_ t: Int, _ c: Int) -> Float { projections[first + t][2 * channels + start + c] }
    func dOut(_ i: Int, _ c: Int) -> Float { dContext[queryRows.lowerBound + i][start + c] }
    func drop(_ x: [[Float]]) -> [[Float]] {
      guard let site else { return x }
      return x.enumerated().map { i, row in
        row.enumerated().map { t, value in
          site.dropping(value, (head.index * length + i) * length + t, Int32(head.sequence))
        }
      }
    }
    let scores = (0..<count).map { i in
      (0..<length).map { t in chain(d, { q(i, $0) }, { k(t, $0) }) }
    }
    let p = try scores.map { try Profile.softmax($0, scale: scale) }
    let weights = drop(p)
    let dP = drop(
      (0..<count).map { i in (0..<length).map { t in chain(d, { dOut(i, $0) }, { v(t, $0) }) } })
    let dS = zip(p, dP).map { Profile.softmaxGradient($0, $1, scale: scale) }
    for c in 0..<d {
      for i in 0..<count {
        let row = queryRows.lowerBound + i
        results.context[row][start + c] = chain(length, { weights[i][$0] }, { v($0, c) })
        results.dQuery[row][start + c] = chain(length, { dS[i][$0] }, { k($0, c) })
      }
      for t in 0..<length {
        results.dValues[first + t][start + c] = chain(count, { weights[$0][t] }, { dOut($0, c) })
        results.dKeys[first + t][start + c] = chain(count, { dS[$0][t] }, { q($0, c) })
      }
    }
    results.probabilities[head] = p
    results.dropped[head] = weights
    results.dScores[head] = dS
  }
}
