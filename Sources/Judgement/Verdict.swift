/// What a comparison concludes.
public enum Verdict: String, Sendable, CaseIterable, Comparable {
  /// Every chosen trial was compared to its end, at least one was, every value is identical, and all
  /// controls were caught.
  case reproduced
  /// The same within stated tolerances: the statistical lane, which never says `reproduced`.
  case agrees
  /// Random segments of the chosen trials were rerun and every value is identical, which is less than
  /// `reproduced`: one segment that was not drawn can forge a trial.
  case segmentsAgree = "segments agree"
  /// The first updates of the chosen trials were rerun and every value is identical, or within its tolerance: nothing
  /// is known of what follows them.
  case prefixAgrees = "prefix agrees"
  /// It could not be told.
  case unverifiable
  /// A value differs by more than its tolerance: the statistical lane.
  case disagrees
  /// A value differs.
  case diverged
  /// A golden is corrupt or hostile.
  case malformed

  /// The verdict on one trial: the only place where `reproduced` is decided.
  public init(_ evidence: TrialEvidence) {
    if let failure = evidence.failure {
      self = failure == .malformed ? .malformed : .unverifiable
    } else if evidence.firstDivergence != nil {
      self = evidence.lane.isStatistical ? .disagrees : .diverged
    } else if !evidence.isComplete {
      self = .unverifiable
    } else if case .segment = evidence.part {
      self = .segmentsAgree
    } else if case .prefix = evidence.part {
      self = .prefixAgrees
    } else {
      self = evidence.lane.isStatistical ? .agrees : .reproduced
    }
  }

  /// The verdict on all: the gravest; at least `unverifiable` where nothing was compared, or a control was
  /// not caught.
  public init(_ evidence: Evidence) {
    let parts = evidence.trials + (evidence.segments ?? [])
    self = .all(
      parts.map(\.verdict),
      isCovered: evidence.isControlled && !(evidence.segments?.isEmpty ?? false))
  }

  /// Of several verdicts the gravest.
  ///
  /// - Parameter isCovered: whether it may be a success: controls ran and were caught, and nothing was left out.
  public static func all(_ verdicts: [Verdict], isCovered: Bool) -> Verdict {
    let worst = verdicts.max() ?? .unverifiable
    return isCovered ? worst : max(worst, .unverifiable)
  }

  /// The exit status of a command that ends with this verdict.
  public var exitCode: Int32 {
    switch self {
    case .reproduced, .segmentsAgree, .prefixAgrees, .agrees: 0
    case .diverged, .disagrees: 1
    case .unverifiable: 2
    case .malformed: 3
    }
  }

  /// Whether nothing is wrong, as far as was looked.
  public var isSuccess: Bool { exitCode == 0 }

  /// Of several trials the gravest verdict counts.
  public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

  private var rank: Int { Verdict.allCases.firstIndex(of: self)! }
}
