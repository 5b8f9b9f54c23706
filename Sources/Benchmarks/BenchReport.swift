import Foundation
import Text

/// What one run of `seedproof bench` measured.
package struct BenchReport: Encodable {
  /// The name and version of the document; the command that prints it says them.
  package var schema: String?
  var processor = KernelFile.value("model name", in: "/proc/cpuinfo") ?? "unknown"
  var instructionSet: String
  var openblas: String?
  var products: [ProductBench] = []
  /// Geometric means over the products, by threads: packing included, and weights packed before.
  var productRatios: [Ratio] = []
  var functions: [FunctionBench] = []
  var steps: [StepBench] = []

  struct Ratio: Encodable {
    let threads: Int
    let ratio: Double
    let lowestRatio: Double
    let packedRatio: Double
  }

  mutating func summarise() {
    productRatios = Set(products.map(\.threads)).sorted().map { threads in
      let mine = products.filter { $0.threads == threads }
      let ratios = mine.map(\.ratio)
      return Ratio(
        threads: threads, ratio: BenchTimer.geometricMean(ratios).rounded(decimals: 3),
        lowestRatio: ratios.min() ?? .nan,
        packedRatio: BenchTimer.geometricMean(mine.compactMap(\.packedRatio))
          .rounded(decimals: 3))
    }
  }

  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  package var text: String {
    var lines = ["\(processor), \(instructionSet), OpenBLAS \(openblas ?? "absent")"]
    if !products.isEmpty { lines += [""] + productLines }
    if !functions.isEmpty {
      lines += ["", "function  cycles/element  ns/element"]
      lines += functions.map {
        Self.row(
          [
            ($0.function, -8), ($0.cyclesPerElement.decimals(2), 16),
            ($0.nanosecondsPerElement.decimals(2), 12),
          ])
      }
    }
    for step in steps { lines += [""] + step.lines }
    return lines.joined(separator: "\n")
  }

  private var productLines: [String] {
    let head = Self.row([
      ("model", -9), ("product", -8), ("m", 5), ("n", 5), ("k", 5), ("threads", 8), ("exact", 7),
      ("packed", 7), ("OpenBLAS", 9), ("ratio", 6), ("packed", 7),
    ])
    let rows = products.map {
      Self.row([
        ($0.model, -9), ($0.product, -8), ("\($0.m)", 5), ("\($0.n)", 5), ("\($0.k)", 5),
        ("\($0.threads)", 8), ($0.exact.decimals(1), 7), ($0.packed?.decimals(1) ?? "", 7),
        ($0.openblas.decimals(1), 9), ($0.ratio.decimals(2), 6),
        ($0.packedRatio?.decimals(2) ?? "", 7),
      ])
    }
    let means = productRatios.map {
      "geometric mean, \($0.threads) threads: \($0.ratio.decimals(3)) of OpenBLAS "
        + "(lowest \($0.lowestRatio.decimals(3))), weights packed before: \($0.packedRatio.decimals(3))"
    }
    return [head] + rows + means
  }

  /// Cells in columns; a negative width aligns to the left.
  static func row(_ cells: [(text: String, width: Int)]) -> String {
    cells.map { text, width in
      let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
      return width < 0 ? text + padding : padding + text
    }.joined(separator: " ")
  }

}

extension StepBench {
  /// For people.
  var lines: [String] {
    let memory = peakMemoryKiB.map { ", peak memory \($0 / 1024) MiB" } ?? ""
    var lines = [
      "\(task), \(threads) threads: median \(medianMilliseconds.decimals(1)) ms of "
        + "\(milliseconds.count) updates\(memory)"
    ]
    if let share, let openblasGigaflops {
      lines.append(
        "  products \(productGigaflops.decimals(1)) GFLOP/s, \((share * 100).decimals(1)) % of "
          + "OpenBLAS's best, \(openblasGigaflops.decimals(1))")
    }
    if let openblasMilliseconds, let openblasRatio {
      lines.append(
        "  numerics: openblas \(openblasMilliseconds.decimals(1)) ms, ratio "
          + openblasRatio.decimals(3))
    }
    if !phases.isEmpty {
      let parts = phases.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) \(($0.value * 100).decimals(1))" }
      let rest = 1 - phases.values.reduce(0, +)
      lines.append(
        "  % of an update: \(parts.joined(separator: ", ")), between \((rest * 100).decimals(1))")
    }
    lines.append("  recording the golden: \((recordingShare * 100).decimals(3)) %")
    return lines
  }
}
