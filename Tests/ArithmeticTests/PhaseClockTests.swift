import Testing

@testable import Arithmetic

@Suite struct PhaseClockTests {
  @Test func regionsAreAddedToTheirPhase() throws {
    let unit = try ArithmeticUnit(threads: 2)
    let x = Vector(count: 100)
    unit.exp(x, into: x)
    let clock = PhaseClock()
    unit.clock = clock
    #expect(clock.times.isEmpty)
    unit.exp(x, into: x)
    #expect(Set(clock.times.keys) == [.activation])
    _ = unit.sumOfSquares(x)
    unit.parallelFor(blocks: 2) { _ in }
    #expect(Set(clock.times.keys) == [.activation, .sums, .other])
    #expect(clock.times.values.allSatisfy { $0 > .zero })
  }

  /// What runs inside a region belongs to the region's phase.
  @Test func innerRegionsAreNotCountedTwice() throws {
    let unit = try ArithmeticUnit(threads: 2)
    let x = Vector(count: 10_000)
    let clock = PhaseClock()
    unit.clock = clock
    unit.parallelFor(blocks: 1, phase: .attention) { _ in unit.exp(x, into: x) }
    #expect(Set(clock.times.keys) == [.attention])
  }
}
