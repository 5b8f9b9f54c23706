import Experiment
import Files
import Judgement
import Sampling
import Text
import Training
import Trajectory

import struct Statistics.StopStanding

extension RecordedGrid {
  /// Reads the experiment folder at `path`: each file once, every page of it.
  ///
  /// A golden of Seedproof's own trainer that ends otherwise than the plan's stop rule says, by the goldens of its
  /// group, is malformed; a stopped one without a rule is too.
  ///
  /// - Throws: `InputError` if its plan cannot be read, or it plans too many trials.
  public init(at path: String, _ overrides: FolderOverrides = FolderOverrides()) throws {
    let folder = try ExperimentFolder.open(
      path, data: overrides.data, model: overrides.model, lane: overrides.lane)
    try folder.refuseLanes(for: "a certificate")
    let all = try ChosenGolden.all(of: folder, overrides)
    var header: JSONValue?
    let read = all.filter(\.isPlanned).map { $0.recorded(&header) }
    let trials = zip(folder.plan.cells, Self.ruled(read, folder.plan)).map { cell, golden in
      Trial(
        seeds: TrialSeeds(cell), name: "trials/" + cell.fileName,
        content: golden.content, reason: golden.reason)
    }
    self.init(
      name: folder.plan.name, task: folder.plan.task.name, plan: folder.plan.digest,
      trials: trials, unplannedCount: all.count { !$0.isPlanned }, header: header)
  }

  /// What was read in plan order, where those that the plan's stop rule contradicts are unsound.
  private static func ruled(_ read: [ReadGolden], _ plan: ExperimentPlan) -> [ReadGolden] {
    guard plan.task != .external else { return read }
    guard let rule = plan.stop else {
      return read.map { golden in
        guard golden.outcome == .stopped else { return golden }
        return golden.refused("the plan has no stop rule, and its golden is stopped")
      }
    }
    // Trials of another experiment than the first say nothing of the others, and the grid is not complete then.
    let first = read.lazy.compactMap(\.standing).first
    var ruled: [ReadGolden] = []
    while ruled.count < read.count {
      let group = read[rule.group(of: ruled.count, in: read.count)]
      let standings = group.map { golden in
        golden.standing.flatMap { first?.isBeside($0) == true ? $0 : nil }
      }
      let decisions = rule.decisions(standings.map { $0?.standing ?? StopStanding() })
      for (golden, (standing, decision)) in zip(group, zip(standings, decisions)) {
        let ruling = standing.map {
          StopRuling(decision: decision, own: $0, missing: [], unusable: [])
        }
        ruled.append(ruling?.contradiction.map { golden.refused($0.reason) } ?? golden)
      }
    }
    return ruled
  }
}

/// What was read of a golden.
private struct ReadGolden {
  let content: RecordedGrid.Content
  /// What the plan's stop rule asks of it; nil without a rule, or of no sound golden.
  var standing: TrialStanding?
  /// Why it is no golden of its trial.
  var reason: String?

  var outcome: TrialOutcome? {
    if case .golden(let golden) = content { golden.outcome } else { nil }
  }

  /// The same, as no golden of its trial.
  func refused(_ reason: String) -> ReadGolden {
    guard case .golden(let golden) = content else { return self }
    return ReadGolden(
      content: .unsound(isMalformed: true, file: golden.file, stated: golden.content),
      reason: reason)
  }
}

extension ChosenGolden {
  /// What its file holds, read once.
  ///
  /// - Parameter header: becomes the golden's, if there is none yet.
  fileprivate func recorded(_ header: inout JSONValue?) -> ReadGolden {
    guard isThere else { return ReadGolden(content: .missing) }
    let file: InputFile
    do { file = try InputFile(path, limit: GoldenReader.byteLimit) } catch {
      // What cannot be opened, or points to a file that was not fetched, is no forgery.
      return ReadGolden(content: .unsound(isMalformed: false, file: nil, stated: nil))
    }
    do {
      let reader = try GoldenReader(bytes: Array(file.data), name: path) { outline in
        try outline.checkPages(path)
        try admitAny(outline)
      }
      try reader.checkPages(path)
      let standing = try plan?.stop.map { rule in
        try TrialStanding(
          reader, TrialSpecification(header: reader.header.value, file: path), rule, path: path)
      }
      header = header ?? reader.header.value
      return ReadGolden(
        content: .golden(
          .init(
            file: file.digest, content: reader.contentDigest, outcome: reader.outcome,
            header: reader.header.value)), standing: standing)
    } catch {
      return ReadGolden(
        content: .unsound(
          isMalformed: error.isMalformed, file: file.digest,
          stated: (try? GoldenOutline(path))?.contentDigest),
        reason: (error as? InputError)?.reason)
    }
  }
}

extension Error {
  fileprivate var isMalformed: Bool { (self as? InputError)?.kind == .malformed }
}
