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
  /// What was read of a golden; nothing where there is none that can be used.
  private struct Known {
    var standing: TrialStanding?
    var content: Digest?
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
    let cell = Cell(wi: specification.wi, do: specification.do)
    if path == folder.goldenPath(cell) {
      let first = known.withLock { known in
        known[cell] = known[cell] ?? Known(standing: own, content: reader.contentDigest)
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
    let missing = zip(range, decisions).filter {
      if case .runs = $1 { $0 != place } else { false }
    }
    return StopRuling(
      decision: decisions[place - range.lowerBound], own: own,
      missing: missing.map { cells[$0.0] })
  }

  private func standing(of cell: Cell) -> TrialStanding? {
    if let known = known.withLock({ $0[cell] }) { return known.standing }
    var found = Known()
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

/// What a stop rule says of one trial.
struct StopRuling: Sendable {
  let decision: StopDecision
  let own: TrialStanding
  /// Trials of its group whose scores are needed and not there.
  let missing: [Cell]

  /// Updates after which the rule ends the trial; nil where it goes to its end.
  ///
  /// A trial that has not come to the rung of its group goes on: only its golden says that it ends.
  ///
  /// - Throws: `InputError` of kind unverifiable where that is not decided, and matters.
  func limit() throws -> Int? {
    switch decision {
    case .stops(let rung): return own.schedule?.steps[rung]
    case .completes, .runs: return nil
    case .waits:
      guard own.outcome == nil || own.isEnded(by: decision) == nil else { return nil }
      let first = missing.prefix(3).map(\.description).joined(separator: "; ")
      let count = missing.count == 1 ? "one trial" : "\(missing.count) trials"
      throw InputError(
        .unverifiable, file: own.path,
        "whether the plan's stop rule keeps it cannot be told: the scores of \(count) of its group are not "
          + "there (\(first)\(missing.count > 3 ? "; ..." : ""))",
        advice: "run 'seedproof grid' to the end")
    }
  }

  /// Updates up to which a trial without golden is known to go; nil for its end.
  ///
  /// - Throws: as `limit`.
  func nextLimit() throws -> Int? {
    if case .runs(let rung) = decision { return own.schedule?.steps[rung] }
    return try limit()
  }

  /// Why the golden cannot be the one of this rule; nil where it can.
  var contradiction: String? {
    guard own.isEnded(by: decision) == false else { return nil }
    switch decision {
    case .stops(let rung):
      let step = own.schedule?.steps[rung] ?? 0
      return "the plan's stop rule ends this trial after \(step) updates, and its golden has "
        + "\(own.stepCount) and is \(own.outcome?.rawValue ?? "unfinished")"
    case .completes, .runs, .waits:
      return "the plan's stop rule keeps this trial, and its golden is "
        + "\(own.outcome?.rawValue ?? "unfinished") after \(own.stepCount) updates"
    }
  }
}
