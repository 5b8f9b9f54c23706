import Experiment
import Files
import Synchronization
import Text
import Training
import Trajectory

import enum Statistics.StopDecision
import struct Statistics.StopRule
import struct Statistics.StopStanding

/// What the stop rule of a plan says of the trials of its folder, by the goldens there alone. Safe to use from several
/// threads.
///
/// Each golden is read once, whoever asks. The scores are what the goldens say: that they are true is for the rerun of
/// each trial to show.
final class StopGroups: Sendable {
  /// What was read of a golden; no standing where there is none that can be used.
  private struct Known {
    var standing: TrialStanding?
    var content: Digest?
    /// Whether there is a file.
    var isThere = false
  }

  let rule: StopRule
  private let folder: ExperimentFolder
  private let bounds: RecordBounds
  private let known = Mutex<[Cell: Known]>([:])

  /// - Returns: nil for a plan without a rule.
  init?(_ plan: ExperimentPlan, _ bounds: RecordBounds) {
    guard let rule = plan.stop else { return nil }
    let place = FilePlace.folder(of: plan.path)
    self.rule = rule
    self.bounds = bounds
    folder = ExperimentFolder(path: place.isEmpty ? "." : place, plan: plan)
  }

  /// What the rule says of the trial of a golden.
  ///
  /// - Parameter path: where the golden is: that of a control takes the place of the folder's for this question only.
  /// - Throws: `InputError`: malformed if the golden is not the one that others of its group were decided by; usage if the
  ///   rule cannot be followed.
  func ruling(
    of reader: GoldenReader, _ specification: TrialSpecification, at path: String
  ) throws -> StopRuling {
    let own = try TrialStanding(reader, specification, rule, path: path)
    let cell = Cell(specification)
    if path == folder.goldenPath(cell) {
      let first = known.withLock { known in
        known[cell] =
          known[cell] ?? Known(standing: own, content: reader.contentDigest, isThere: true)
        return known[cell]?.content
      }
      guard first == reader.contentDigest else {
        throw InputError(.malformed, file: path, "changed while its group was looked at")
      }
    }
    return ruling(of: own, cell)
  }

  /// What the rule says of a trial, of which `own` is known.
  func ruling(of own: TrialStanding, _ cell: Cell) -> StopRuling {
    let cells = folder.plan.cells
    guard let place = cells.position(of: cell) else {
      preconditionFailure("a trial that is not planned")
    }
    let range = rule.group(of: place, in: cells.count)
    let standings = range.map { position -> TrialStanding? in
      guard position != place else { return own }
      let other = standing(of: cells[position])
      // What is no trial of this experiment says nothing.
      return other.flatMap { own.isBeside($0) ? $0 : nil }
    }
    let decisions = rule.decisions(standings.map { $0?.standing ?? StopStanding() })
    let missing = zip(range, decisions).compactMap { position, decision -> Cell? in
      if case .runs = decision, position != place { cells[position] } else { nil }
    }
    let present = known.withLock { known in missing.filter { known[$0]?.isThere == true } }
    return StopRuling(
      decision: decisions[place - range.lowerBound], own: own, missing: missing, unusable: present)
  }

  /// The goldens by whose scores it is decided on the trials of the group of `cell`, as far as they were looked at; none
  /// where the rule lets all of these go on.
  ///
  /// - Returns: beside them the number of the group.
  func deciders(
    ofGroupOf cell: Cell
  ) -> (group: Int, goldens: [(path: String, content: Digest)]) {
    let cells = folder.plan.cells
    guard let place = cells.position(of: cell) else {
      preconditionFailure("a trial that is not planned")
    }
    let range = rule.group(of: place, in: cells.count)
    let group = range.lowerBound / rule.started
    guard rule.isSelective(inGroupOf: range.count) else { return (group, []) }
    let contents = known.withLock { known in range.map { known[cells[$0]]?.content } }
    var goldens: [(path: String, content: Digest)] = []
    for case (let position, let content?) in zip(range, contents) {
      goldens.append((folder.goldenPath(cells[position]), content))
    }
    return (group, goldens)
  }

  private func standing(of cell: Cell) -> TrialStanding? {
    if let known = known.withLock({ $0[cell] }) { return known.standing }
    var found = Known(isThere: folder.holdsGolden(cell))
    let path = folder.goldenPath(cell)
    if let reader = try? GoldenReader(
      path,
      admitting: { outline in
        let specification = try TrialSpecification(header: outline.header.value, file: path)
        guard specification.wi == cell.wi, specification.do == cell.do else {
          throw InputError(.malformed, file: path, "is another cell's")
        }
        try self.folder.plan.check(specification, file: path)
        try self.bounds.check(outline, specification, file: path)
      }), reader.skippedPageCount == 0,
      let specification = try? TrialSpecification(header: reader.header.value, file: path)
    {
      found.content = reader.contentDigest
      found.standing = try? TrialStanding(reader, specification, rule, path: path)
    }
    return known.withLock { known in
      known[cell] = known[cell] ?? found
      return known[cell]?.standing
    }
  }
}
