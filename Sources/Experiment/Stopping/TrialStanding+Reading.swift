import Statistics
import Text
import Training
import Trajectory

extension TrialStanding {
  /// A trial of which nothing is recorded yet, and which is not finished.
  ///
  /// - Throws: `InputError` if the rule cannot be followed.
  package init(unfinished specification: TrialSpecification, _ rule: StopRule, path: String) throws
  {
    try self.init(path, specification, rule, nil)
  }

  private init(
    _ path: String, _ specification: TrialSpecification, _ rule: StopRule, _ outcome: TrialOutcome?
  ) throws {
    let schedule = Schedule(
      specification.protocol, exampleCount: specification.data.trainCount)
    var setting = specification
    (setting.wi, setting.do) = (0, 0)
    self.init(
      path: path, schedule: try StopSchedule(rule, schedule), outcome: outcome, setting: setting)
  }

  /// Reads a golden, whose header is that of `specification`.
  ///
  /// - Throws: `InputError`: of kind malformed if the file is no longer what was checked; of kind usage if the rule cannot
  ///   be followed.
  public init(
    _ reader: GoldenReader, _ specification: TrialSpecification, _ rule: StopRule, path: String
  ) throws {
    try self.init(path, specification, rule, reader.outcome)
    var events = reader.events()
    while let event = try events.next() { append(event) }
  }

  /// Reads the golden of `cell` in `folder`; nil if there is none.
  ///
  /// - Throws: `InputError` of kind malformed if it is corrupt, another trial's, or has an evaluation without a score.
  public init?(
    goldenOf cell: Cell, in folder: ExperimentFolder, _ rule: StopRule, _ bounds: RecordBounds
  ) throws {
    guard folder.holdsGolden(cell) else { return nil }
    let path = folder.goldenPath(cell)
    var found: TrialSpecification?
    let reader = try GoldenReader(path) { outline in
      found = try folder.admit(outline, of: cell, at: path, bounds)
    }
    guard let found else { preconditionFailure("a golden was read without a look at it") }
    try self.init(reader, found, rule, path: path)
    if lacksScore {
      throw InputError(.malformed, file: path, "has an evaluation without a score")
    }
  }

  /// Reads the journal of `cell` in `folder`; nil if there is none, or none of this trial, which then begins anew.
  public init?(journalOf cell: Cell, in folder: ExperimentFolder, _ rule: StopRule) {
    let path = folder.partialPath(cell)
    guard let journal = try? PartialGolden(path),
      let specification = try? TrialSpecification(header: journal.header, file: path),
      Cell(specification) == cell,
      (try? folder.plan.check(specification, file: path)) != nil,
      var standing = try? TrialStanding(path, specification, rule, nil)
    else { return nil }
    for event in journal.events { standing.append(event) }
    guard !standing.lacksScore else { return nil }
    self = standing
  }

  /// Takes down the next record. Of an evaluation without a score, and of what comes after it, nothing counts.
  package mutating func append(_ event: TrajectoryEvent) {
    stepCount = max(stepCount, event.updateCount)
    guard case .evaluation(let record) = event, !lacksScore else { return }
    guard let setting, let score = record.score(setting) else {
      lacksScore = true
      return
    }
    best = max(best, score)
    if scores.count < steps.count, record.step == steps[scores.count] { scores.append(best) }
  }
}

extension ExperimentFolder {
  /// Refuses a golden that is not the one of `cell` by this plan, or holds more than its trial can.
  ///
  /// - Throws: `InputError` of kind malformed, or unverifiable where that cannot be told.
  func admit(
    _ outline: GoldenOutline, of cell: Cell, at file: String, _ bounds: RecordBounds
  ) throws -> TrialSpecification {
    let specification = try TrialSpecification(header: outline.header.value, file: file)
    guard Cell(specification) == cell else {
      throw InputError(
        .malformed, file: file, "is the golden of another cell than its name says")
    }
    try plan.check(specification, file: file)
    try bounds.check(outline, specification, file: file)
    return specification
  }
}
