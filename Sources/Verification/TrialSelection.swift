import Experiment
import Judgement
import Sampling
import Text
import Trajectory

/// The goldens that a verification looks at, and what they were chosen from.
public struct TrialSelection: Sendable {
  /// In the order in which they are verified: first what spoils the folder whatever is chosen (goldens
  /// that no plan mentions, or that cannot be used when a sample is drawn), then the chosen trials.
  public let goldens: [ChosenGolden]
  /// How many of the first must be verified however little time there is.
  package let requiredCount: Int
  /// After this time no further trial is begun.
  public let budget: Duration?
  /// What the report says of the choice.
  package let coverage: Coverage
  /// What was planned before in the folders, where a ledger tells.
  package let earlierPlans: [EarlierPlans]
  /// The experiment folders, each seen as the lane that was chosen.
  package var folders: [ExperimentFolder] = []
}

extension TrialSelection {
  /// All goldens at `paths`: files, and every planned trial of experiment folders.
  ///
  /// - Throws: `InputError` if there is nothing at a path, a plan cannot be read, or a trial is named twice,
  ///   which would count as two.
  public static func all(
    at paths: [String], _ folders: FolderOverrides = FolderOverrides()
  ) throws -> TrialSelection {
    try SameTrial.refuse(named: paths)
    var goldens: [ChosenGolden] = []
    var earlierPlans: [EarlierPlans] = []
    var opened: [ExperimentFolder] = []
    for path in paths {
      guard let folder = try ChosenGolden.folder(at: path, folders) else {
        goldens += try ChosenGolden.all(at: path, folders)
        continue
      }
      goldens += try ChosenGolden.all(of: folder, folders)
      earlierPlans += try Self.earlierPlans(of: folder)
      opened.append(folder)
    }
    if paths.count > 1 { try SameTrial.refuse(in: goldens) }
    return TrialSelection(
      goldens: goldens, requiredCount: goldens.count, budget: nil,
      coverage: Coverage(rule: "all"), earlierPlans: earlierPlans, folders: opened)
  }

  /// The trials of the experiment folder at `path` that `choice` names or draws.
  ///
  /// - Throws: as for several folders.
  public init(
    _ choice: TrialChoice, of path: String, _ folders: FolderOverrides = FolderOverrides(),
    certifying goal: SampleGoal? = nil
  ) throws {
    try self.init(choice, of: [path], folders, certifying: goal)
  }

  /// The trials of experiment folders that `choice` names or draws. From several folders trials are drawn
  /// as from one, in an order that does not depend on how or in which order the folders are named.
  ///
  /// - Parameter goal: what a drawn sample is to certify; `.certify` has its own.
  /// - Throws: `InputError` if a folder cannot be read, a trial is named twice, or nothing is chosen: no
  ///   trial, one that is not planned, or more than are planned.
  public init(
    _ choice: TrialChoice, of paths: [String], _ overrides: FolderOverrides = FolderOverrides(),
    certifying goal: SampleGoal? = nil
  ) throws {
    try SameTrial.refuse(named: paths)
    let folders = try paths.map {
      try ExperimentFolder.open(
        $0, data: overrides.data, model: overrides.model, lane: overrides.lane)
    }
    let all = try folders.map { try ChosenGolden.all(of: $0, overrides) }
    if paths.count > 1 { try SameTrial.refuse(in: all.flatMap(\.self)) }
    let planned = all.map { $0.filter(\.isPlanned) }
    let first = folders[0]
    var chosen = planned.flatMap(\.self)
    var spoilt = all.flatMap { $0.filter { !$0.isPlanned } }
    var coverage = Coverage(rule: choice.name, plannedCount: chosen.count)
    switch choice {
    case .all: break
    case .trials(let cells), .changed(let cells):
      chosen = try Self.named(cells, in: chosen, of: first)
    case .sample(_, let challenge), .certify(_, let challenge), .budget(_, let challenge):
      let frame = SamplingFrame(Array(zip(folders.map(\.plan.digest), planned)))
      coverage.draw = Coverage.Draw(
        scheme: frame.scheme, challenge: challenge, root: frame.root)
      coverage.missing = Coverage.Missing(frame.missing.map(\.path))
      chosen = frame.ordered(by: challenge)
      spoilt += frame.spoilt
      coverage.goal = choice.goal ?? goal
    }
    if let count = choice.sampleSize(of: chosen.count) {
      guard count <= chosen.count else {
        throw InputError(
          file: first.planPath, "plans \(chosen.count) trials, fewer than the \(count) to draw",
          advice: "verify them all")
      }
      chosen = Array(chosen.prefix(max(0, count)))
    }
    if coverage.draw != nil { coverage.drawn = chosen.map(\.path) }
    let budget: Duration? = if case .budget(let time, _) = choice { time } else { nil }
    guard !chosen.isEmpty, budget ?? .seconds(1) > .zero else {
      throw InputError(
        file: paths.first, "no trial is chosen", advice: "nothing compared proves nothing")
    }
    // What is spoilt and drawn too stands once.
    if budget == nil {
      let drawn = Set(chosen.map(\.path))
      spoilt.removeAll { drawn.contains($0.path) }
    }
    let spoiltPaths = Set(spoilt.map(\.path))
    let goldens = spoilt + chosen.filter { !spoiltPaths.contains($0.path) }
    self.init(
      goldens: goldens, requiredCount: budget == nil ? goldens.count : spoilt.count + 1,
      budget: budget, coverage: coverage,
      earlierPlans: try folders.flatMap(Self.earlierPlans), folders: folders)
  }

  private static func earlierPlans(of folder: ExperimentFolder) throws -> [EarlierPlans] {
    let earlier = try LedgerSummary(of: folder).earlier
    return earlier.isEmpty ? [] : [earlier]
  }

  /// The goldens of `cells`, in that order.
  private static func named(
    _ cells: [Cell], in planned: [ChosenGolden], of folder: ExperimentFolder
  ) throws -> [ChosenGolden] {
    let wanted = Set<Cell?>(cells)
    let places = Dictionary(grouping: planned.filter { wanted.contains($0.cell) }, by: \.cell)
    return try cells.map { cell in
      guard let golden = places[cell]?.first else {
        throw InputError(
          file: folder.planPath, "does not plan the trial \(cell)",
          advice: "it plans \(folder.plan.cells)")
      }
      return golden
    }
  }
}

extension TrialSelection {
  /// Whether the trial at an index may begin, by a budget of time that begins now.
  package func mayBegin() -> @Sendable (Int) -> Bool {
    guard let budget else { return { _ in true } }
    let end = ContinuousClock.now + budget
    return { [requiredCount] index in index < requiredCount || ContinuousClock.now < end }
  }

  /// The chosen lanes, in order.
  package var lanes: [LaneName] { Set(folders.compactMap(\.lane)).sorted() }

  /// Every lane of the folders.
  package func allLanes() throws -> Set<LaneName> { Set(try folders.flatMap { try $0.lanes() }) }

  /// What the goldens of other lanes are to those that were chosen.
  package func laneComparisons() throws -> [LaneComparison] {
    let chosen = Set(goldens.lazy.filter(\.isPlanned).map(\.path))
    return try folders.flatMap { try $0.laneComparisons(of: chosen) }
  }

  /// What decides the values that negative controls alter: the challenge of the draw, else one drawn now.
  package var controlChallenge: String { (coverage.draw?.challenge ?? .random()).text }
}

extension VerificationReport {
  /// Takes over what is known of the choice.
  package mutating func take(_ selection: TrialSelection) {
    coverage = selection.coverage
    earlierPlans = selection.earlierPlans.map { Remark($0.lines, $0.json) }
    laneNames = selection.lanes.map(\.description)
  }
}
