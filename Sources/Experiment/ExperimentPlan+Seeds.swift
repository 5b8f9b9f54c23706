import Text

extension ExperimentPlan {
  /// The trials that `seeds: { wi: ..., do: ... }` asks for.
  static func readCells(
    _ top: YAMLMapping, _ perturbation: PlannedPerturbation?
  ) throws -> CellGrid {
    let advice = "add 'seeds: { wi: 1...5, do: 1...5 }'"
    guard let seeds = try top.mapping("seeds", keys: ["wi", "do"]) else {
      throw top.failure(top.line, "lacks the key 'seeds'", advice: advice)
    }
    func read(_ key: String) throws -> SeedSet {
      guard let value = seeds.value(key) else {
        throw seeds.failure(seeds.line, "lacks the key 'seeds.\(key)'", advice: advice)
      }
      return try readSeeds(value, "seeds.\(key)", seeds)
    }
    let wi = try read("wi")
    let dataOrder = try read("do")
    let ulps = perturbation?.ulps ?? .zero
    guard let cells = CellGrid(wi: wi, do: dataOrder, ulps: ulps) else {
      let times = perturbation == nil ? "" : " x \(ulps.count)"
      throw seeds.failure(
        seeds.line,
        "'seeds' asks for \(wi.count) x \(dataOrder.count)\(times) trials, more than \(CellGrid.limit)"
      )
    }
    return cells
  }

  /// The seeds, or other numbers of 32 bits, that `value` lists.
  static func readSeeds(
    _ value: YAMLDocument.Value, _ key: String, _ seeds: YAMLMapping, noun: String = "seed"
  ) throws -> SeedSet {
    let items: [YAMLDocument.Value] =
      if case .sequence(let values) = value.content { values } else { [value] }
    guard !items.isEmpty else { throw seeds.failure(value.line, "'\(key)' is empty") }
    let ranges = try items.map { item in
      guard case .scalar(let text, isPlain: true) = item.content, let bounds = seedBounds(text)
      else {
        throw seeds.failure(
          item.line, "'\(key)' must be \(noun)s from 0 to \(UInt32.max)",
          advice: "write 3, 1...25 or [1, 3, 7]")
      }
      guard bounds.first <= bounds.last else {
        throw seeds.failure(
          item.line, "'\(key)' runs backwards: \(bounds.first)...\(bounds.last)",
          advice: "write \(bounds.last)...\(bounds.first)")
      }
      return bounds.first...bounds.last
    }
    guard let set = SeedSet(ranges) else {
      throw seeds.failure(value.line, "'\(key)' holds a \(noun) twice")
    }
    return set
  }

  /// The bounds of `7` or `1...25`, as they are written; nil for anything else.
  static func seedBounds(_ text: String) -> (first: UInt32, last: UInt32)? {
    let bounds = text.components(separatedBy: "...").map(YAMLNumber.seed)
    guard bounds.count <= 2, let first = bounds[0], let last = bounds[bounds.count - 1] else {
      return nil
    }
    return (first, last)
  }
}
