import Sampling

extension TrialSeeds {
  /// Those of a cell of a plan.
  package init(_ cell: Cell) { self.init(wi: cell.wi, do: cell.do, ulps: cell.ulps) }
}

extension Cell {
  /// The cell of a trial with these seeds.
  package init(_ seeds: TrialSeeds) { self.init(wi: seeds.wi, do: seeds.do, ulps: seeds.ulps) }
}
