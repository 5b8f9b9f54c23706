import Dispatch
import Testing

@testable import Arithmetic

@Suite struct ParallelForTests {
  @Test(arguments: [1, 2, 3, 5])
  func everyBlockRunsOnce(_ threads: Int) throws {
    let unit = try ArithmeticUnit(threads: threads)
    for blocks in [0, 1, 2, 3, 7, 1000] {
      let runs = Vector(count: blocks)
      for _ in 0..<50 { unit.parallelFor(blocks: blocks) { runs[$0] += 1 } }
      #expect(runs.array == Array(repeating: 50, count: blocks))
    }
  }

  /// The caller sees what the blocks wrote, and one region sees what the one before wrote.
  @Test func regionsFollowEachOther() throws {
    let unit = try ArithmeticUnit(threads: 3)
    var (old, new) = (Vector(count: 64), Vector(count: 64))
    for _ in 0..<2000 {
      unit.parallelFor(blocks: 64) { new[$0] = old[63 - $0] + 1 }
      swap(&old, &new)
    }
    #expect(old.array == Array(repeating: 2000, count: 64))
  }

  @Test func nestedRegionsRunInOrder() throws {
    let unit = try ArithmeticUnit(threads: 2)
    let other = try ArithmeticUnit(threads: 2)
    let order = Matrix(Vector(count: 6 * 5), rows: 6, columns: 5)
    unit.parallelFor(blocks: 6) { block in
      var next: Float = 0
      (block % 2 == 0 ? unit : other).parallelFor(blocks: 5) { inner in
        order[block, inner] = next
        next += 1
      }
    }
    for block in 0..<6 { #expect(order.rows(block..<block + 1).vector.array == [0, 1, 2, 3, 4]) }
  }

  @Test func unitsRunSideBySide() async throws {
    let sums = try await withThrowingTaskGroup(of: Float.self) { group in
      for index in 0..<4 {
        group.addTask {
          let unit = try ArithmeticUnit(threads: 2)
          let slots = Vector(count: 100)
          for _ in 0..<100 { unit.parallelFor(blocks: 100) { slots[$0] += Float(index) } }
          return slots.array.reduce(0, +)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums.sorted() == [0, 10_000, 20_000, 30_000])
  }

  @Test func oneCallerAtATime() async {
    await #expect(processExitsWith: .failure) {
      let unit = try ArithmeticUnit(threads: 2)
      unit.parallelFor(blocks: 1) { _ in
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
          unit.parallelFor(blocks: 1) { _ in }
          done.signal()
        }
        done.wait()
      }
    }
  }

  @Test func threadCountsAreBounded() {
    for count in [Int.min, -1, 0, ArithmeticUnit.maximumThreads + 1, Int.max] {
      #expect(throws: ArithmeticError.threadCount(count)) { try ArithmeticUnit(threads: count) }
    }
  }

  #if os(Linux)
    /// In a process of its own, where nothing else starts threads.
    @Test func threadsEndWithTheUnit() async {
      await #expect(processExitsWith: .success) {
        let before = threadCount()
        do {
          let unit = try ArithmeticUnit(threads: 4)
          unit.parallelFor(blocks: 4) { _ in }
          precondition(threadCount() == before + 3, "\(threadCount()) threads")
        }
        precondition(threadCount() == before, "\(threadCount()) threads are left")
      }
    }
  #endif
}

#if os(Linux)
  import Foundation

  private func threadCount() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? -1
  }
#endif
