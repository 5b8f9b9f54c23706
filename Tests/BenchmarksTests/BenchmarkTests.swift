import Testing

@testable import Benchmarks

@Suite struct BenchmarkTests {
  @Test func medians() {
    #expect(BenchTimer.median([3]) == 3)
    #expect(BenchTimer.median([9, 1, 2]) == 2)
    #expect(BenchTimer.median([4, 1, 9, 2]) == 3)
    #expect(abs(BenchTimer.geometricMean([1, 4, 16]) - 4) < 1e-12)
  }

  /// The products of a layer, three for each of its four weights, and two of each head.
  @Test func shapesAreThoseOfAStep() {
    let shapes = ProductBench.Shape.all(of: .base, rows: 100)
    #expect(shapes.count == 12 + 8)
    #expect(shapes.contains { ($0.m, $0.n, $0.k) == (100, 2304, 768) && $0.kind == .forward })
    #expect(shapes.contains { ($0.m, $0.n, $0.k) == (100, 768, 2304) && $0.kind == .backward })
    #expect(
      shapes.contains { ($0.m, $0.n, $0.k) == (2304, 768, 100) && $0.kind == .weightGradient })
    #expect(shapes.contains { ($0.m, $0.n, $0.k) == (512, 64, 512) && $0.kind == .context })
  }

  /// Random texts have exactly the length that was asked for.
  @Test func inputsOfAShape() throws {
    let inputs = try BenchShape.miniLM.inputs(count: 3, length: 20)
    #expect(inputs.train.map(\.ids.count) == [20, 20, 20])
  }
}
