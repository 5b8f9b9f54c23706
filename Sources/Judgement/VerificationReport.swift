import Text

/// What a verification of one or more trials found.
public struct VerificationReport: Sendable {
  public var evidence: Evidence
  public let lane: Lane
  /// Which trials were chosen; nil where goldens were named one by one.
  public var coverage: Coverage?
  /// How many updates of each trial were rerun, where no more was asked for.
  public var prefix: Int?
  /// The update in which each trial was killed, to be taken up by its trainer, where that was asked for.
  public var resumeAt: Int?
  /// Where segments were drawn in place of whole trials: from what, and what that proves.
  public var draw: SegmentDraw?
  /// The lanes of the trials, where they have any.
  public var laneNames: [String] = []
  /// What the goldens of other lanes are to those of the chosen trials; it changes no verdict.
  public var laneComparisons: [LaneComparison] = []
  /// What was planned before in the folders, where a ledger tells; it changes no verdict.
  public var earlierPlans: [Remark] = []
  /// By which scores a stop rule decided on the trials, and which of them were not reproduced; it changes no verdict.
  public var stopRule: Remark?
  /// One update looked into, where that was asked for.
  public var bisection: Remark?
  /// Why no update could be looked into, where that was asked for.
  public var bisectionFailure: String?

  public init(_ evidence: Evidence = Evidence(), lane: Lane = .own) {
    self.evidence = evidence
    self.lane = lane
  }

  /// Something to say beside the verdict, for people and for programs.
  public struct Remark: Sendable {
    public let lines: [String]
    public let json: JSONValue

    public init(_ lines: [String], _ json: JSONValue) {
      self.lines = lines
      self.json = json
    }
  }

  public var verdict: Verdict { Verdict(evidence) }
  public var trials: [TrialEvidence] { evidence.trials }
  public var controls: [ControlResult] { evidence.controls }
  public var isControlled: Bool { evidence.isControlled }
  public var comparedCount: Int { trials.count(where: \.isCompared) }
  public var valueCount: Int { trials.reduce(0) { $0 + $1.valueCount } }

  /// What a draw's power may be stated for.
  public var counts: ReproducedCounts {
    ReproducedCounts(
      chosen: trials.count(where: \.isPlanned),
      reproduced: trials.count { $0.isPlanned && $0.verdict == .reproduced },
      isSuccess: verdict == .reproduced, outcomes: outcomes)
  }

  /// Those of the draw, up to the first trial that was not looked at.
  private var outcomes: [Bool]? {
    guard let coverage, coverage.draw != nil, isControlled, !lane.isStatistical else { return nil }
    let verdicts = Dictionary(trials.map { ($0.path, $0.verdict) }) { max($0, $1) }
    let looked = coverage.drawn.prefix { verdicts[$0] != nil }
    return looked.map { verdicts[$0] == .reproduced }
  }
}
