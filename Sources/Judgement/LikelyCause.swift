/// What a pattern of differences points to. A hint for who looks for the cause, never part of a verdict.
///
/// A cause speaks of what was recorded and declared, and of nothing else.
public enum LikelyCause: String, Sendable, CaseIterable {
  /// What was declared of the trial differs, and nothing was compared.
  case settings
  /// The batch differs first.
  case dataOrder
  /// The batch differs first, in the first update after an anchor that agrees.
  case resumedOrder
  /// The digest of a batch differs, the loss and the norm do not.
  case batchDigestOnly
  /// The state before the first update differs.
  case initialState
  /// The first loss differs though its batch is equal, and no state was recorded before it.
  case unrecordedState
  /// Losses or norms differ in their last bits.
  case arithmetic
  /// The loss differs, and nothing was recorded of the batch.
  case unrecordedBatch
  /// The loss differs though state and batch are equal.
  case forwardPass
  /// The loss is equal and the norm differs.
  case backwardPass
  /// Loss and norm of an update are equal, and what comes after it differs.
  case optimizer
  /// The difference begins right after an anchor that agrees.
  case resume
  /// The loss differs and the norm of the same gradients does not.
  case singleValue
  /// The updates agree and an evaluation does not.
  case evaluation
  /// Logits agree and predictions do not, or predictions agree and counts do not.
  case metric
  /// The state's seeds, powers, cursor or rate differ, not the weights.
  case bookkeeping
  /// Records stand at other updates.
  case schedule
  /// The values agree and the outcome does not.
  case ending

  /// Losses this near are typical of another order of summation.
  static let nearULPs: UInt64 = 64

  /// The cause that `pattern` points to; nil if nothing differs, or nothing is known of the column.
  public init?(_ pattern: DivergencePattern) {
    guard let first = pattern.first else { return nil }
    let isNear = first.ulps.map { $0 <= Self.nearULPs } ?? false
    switch first.column {
    case .record: self = .schedule
    case .outcome: self = .ending
    case .batchDigest:
      if pattern.isEqual(.loss), pattern.isEqual(.gradientNorm) {
        self = .batchDigestOnly
      } else {
        let isResumed =
          pattern.takenUpAt != nil || first.step > 0 && pattern.agreedAnchor == first.step
        self = isResumed ? .resumedOrder : .dataOrder
      }
    case .loss where pattern.takenUpAt != nil: self = .resume
    case .loss:
      if pattern.isEqual(.gradientNorm) {
        self = .singleValue
      } else if !isNear, !pattern.holds(.batchDigest) {
        self = .unrecordedBatch
      } else if pattern.agreedAnchor == first.step {
        self = isNear ? .arithmetic : .forwardPass
      } else if let anchor = pattern.agreedAnchor, anchor > 0, anchor == first.step - 1 {
        self = .resume
      } else {
        // Without a norm between them, a step of the optimizer and other arithmetic are told apart by the size alone.
        let isArithmetic = isNear && (first.step == 0 || !pattern.holds(.gradientNorm))
        self = isArithmetic ? .arithmetic : first.step == 0 ? .unrecordedState : .optimizer
      }
    case .gradientNorm: self = isNear ? .arithmetic : .backwardPass
    case .logit: self = .evaluation
    case .prediction: self = pattern.isEqual(.logits) ? .metric : .evaluation
    case .count: self = .metric
    case .anchor:
      // Another trainer's components may have other names, of which nothing is known.
      if pattern.equalComponents.contains("weights"), pattern.equalComponents.contains("moments") {
        self = .bookkeeping
      } else {
        self = first.step == 0 ? .initialState : .optimizer
      }
    default:
      switch first.column.part {
      case .scalar, .answers: self = .evaluation
      case .digests: self = first.step == 0 ? .initialState : .optimizer
      case .update, nil: return nil
      }
    }
  }

  /// What it means, in a sentence.
  public var text: String {
    switch self {
    case .settings: "the two sides declare different settings"
    case .dataOrder:
      "the batch differs first: the order of the data changed (DO stream, training file or tokeniser)"
    case .resumedOrder:
      "the batch differs first where a run was taken up, or right after an anchor that agrees: it lost its place "
        + "in the data, such as the rest of an epoch"
    case .batchDigestOnly:
      "loss and norm are those of the same batch: only its recorded digest differs"
    case .initialState:
      "the state before the first update differs: initial weights (WI stream, model) or seeds"
    case .arithmetic:
      "the result is a few ULPs away: other arithmetic (order of summation, fused operations, a "
        + "library's functions)"
    case .unrecordedBatch:
      "the loss differs, and its batch was not recorded, so that nothing tells why: let the trainer "
        + "record digests of its batches"
    case .unrecordedState:
      "the first loss differs though its batch is equal: initial weights, seeds or the forward pass; an "
        + "anchor before the first update would tell them apart"
    case .forwardPass:
      "equal state and batch give another loss: the forward pass or its dropout stream"
    case .backwardPass:
      "the loss is equal and the norm is not: the backward pass or the norm itself"
    case .optimizer:
      "what was recorded of the updates before is equal: the optimizer's update (rate, clipping, "
        + "decay, moments)"
    case .resume:
      "all is equal up to where a run was taken up, or up to an anchor and one update past it: it lost part of its "
        + "state, such as the moments or the place in the schedule"
    case .singleValue:
      "what depends on this value is equal: the value alone differs, as if it had been changed after "
        + "the run"
    case .evaluation:
      "the updates agree up to here: evaluation data, the evaluation's forward pass, or the last "
        + "update"
    case .metric:
      "what the model answered is equal: labels or the count of right answers, or a value changed "
        + "after the run"
    case .bookkeeping:
      "weights and moments are equal: seeds, powers of the betas, cursor or rate"
    case .schedule: "records stand at other updates: the schedule or the length of the run"
    case .ending: "all values agree up to the end, which is of another kind"
    }
  }
}
