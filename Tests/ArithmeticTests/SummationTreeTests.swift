import Testing

@testable import Arithmetic

/// Sums and products add in the documented order, as masks show from outside.
@Suite struct SummationTreeTests {
  /// Lanes that are empty, lanes that are not, and up to five summands in one.
  static let counts = [2, 7, 15, 16, 17, 33, 67]

  enum Form: CaseIterable { case plain, aTransposed, bTransposed, bothTransposed, packed }

  @Test(arguments: Machine.all, Form.allCases)
  func productsAreOneAscendingChain(_ machine: Machine, _ form: Form) throws {
    let unit = try machine.unit()
    guard form != .packed || unit.packs else { return }
    let masks = UnitMasks(count: 41)
    // One row for each pair; the columns are all alike and cover vectors and tails.
    let a = Matrix(
      Vector(masks.pairs.flatMap(masks.summands)), rows: masks.pairs.count, columns: 41)
    check(form, unit, a, masks)
  }

  /// Longer than every instruction set's blocks of k.
  @Test(arguments: Machine.single, Form.allCases)
  func longProductsAreOneAscendingChain(_ machine: Machine, _ form: Form) throws {
    let unit = try machine.unit()
    guard form != .packed || unit.packs else { return }
    let masks = UnitMasks(count: 1100, chosen: [0, 1, 366, 367, 383, 384, 511, 512, 550, 1099])
    let a = Matrix(
      Vector(masks.pairs.flatMap(masks.summands)), rows: masks.pairs.count, columns: 1100)
    check(form, unit, a, masks)
  }

  /// Each element of c counts what came after its masks, whatever else its lane's neighbours do.
  private func check(_ form: Form, _ unit: ArithmeticUnit, _ a: Matrix, _ masks: UnitMasks) {
    let b = Matrix(Vector(count: a.columns * 37), rows: a.columns, columns: 37)
    b.vector.fill(1)
    let c = Matrix(Vector(count: a.rows * 37), rows: a.rows, columns: 37)
    switch form {
    case .plain: unit.multiply(a, b, into: c)
    case .aTransposed: unit.multiply(a.turned, b, into: c)
    case .bTransposed: unit.multiply(a, b.turned, into: c)
    case .bothTransposed: unit.multiply(a.turned, b.turned, into: c)
    case .packed:
      let packed = PackedMatrix(rows: b.rows, columns: b.columns)
      unit.pack(b, into: packed)
      unit.multiply(a, packed, into: c)
    }
    let expected = masks.sums(.chain(0..<masks.count))
    for j in 0..<37 {
      let column = (0..<a.rows).map { c[$0, j] }
      #expect(masks.differences(column, from: expected) == [], "column \(j), \(form)")
    }
  }

  @Test(arguments: Machine.all)
  func rowSumsAreSixteenLanes(_ machine: Machine) throws {
    let unit = try machine.unit()
    for count in Self.counts {
      let masks = UnitMasks(count: count)
      let x = Vector(count: count)
      let sums = masks.pairs.map {
        x.copy(from: masks.summands($0))
        return unit.sum(x)
      }
      #expect(
        masks.differences(sums, from: masks.sums(.lanes(0..<count))) == [], "\(count) summands")
    }
  }

  /// One column for each pair.
  @Test(arguments: Machine.all)
  func columnSumsAreAscendingChains(_ machine: Machine) throws {
    let unit = try machine.unit()
    let masks = UnitMasks(count: 23)
    let columns = masks.pairs.map(masks.summands)
    let rows = (0..<23).map { r in columns.map { $0[r] } }
    let sums = Vector(count: columns.count)
    unit.columnSums(PaddedMatrix(rows, columns: columns.count).matrix, into: sums)
    #expect(masks.differences(sums.array, from: masks.sums(.chain(0..<23))) == [])
  }

  /// Squares cannot cancel: 2^54 swallows a square of 1.5625, but not two of them.
  @Test(arguments: Machine.all)
  func sumsOfSquaresAreLanesInBlocks(_ machine: Machine) throws {
    let unit = try machine.unit()
    let ends = [0, 1, 16, 16_383, 16_384, 16_400, 32_767, 32_768, 40_000]
    for (count, chosen) in [(37, machine.places(37)), (40_001, ends)] {
      let masks = TripleMasks(chosen: chosen)
      let x = Vector(count: count)
      let survives = masks.triples.map { triple in
        x[triple.large] = 0x1p27
        x[triple.small.0] = 1.25
        x[triple.small.1] = -1.25
        let sum = unit.sumOfSquares(x)
        for place in [triple.large, triple.small.0, triple.small.1] { x[place] = 0 }
        #expect(sum == 0x1p54 || sum == 0x1p54 + 4)
        return sum > 0x1p54
      }
      #expect(
        masks.differences(survives, from: .blocks(count, of: 16_384), count: count) == [],
        "\(count)")
    }
  }
}
