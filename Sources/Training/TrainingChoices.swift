/// How the rate changes from update to update.
public enum RateSchedule: String, Sendable, CaseIterable {
  /// Up to the peak over the warm-up, then down to 0 at the end: `get_linear_schedule_with_warmup` of transformers.
  case linear
  /// The older linear schedule, applied by the training loop and again by the optimizer, as in the code of Dodge et
  /// al. 2020: `Schedule.rateAppliedTwice`.
  case linearTwice = "linear-twice"
}

/// Which updates have dropout.
public enum DropoutUpdates: String, Sendable, CaseIterable {
  case all
  /// The first of each epoch alone, as in the code of Dodge et al. 2020: the evaluation after it turns dropout off, and
  /// nothing turns it on again before the next epoch.
  case firstOfEpoch = "first-of-epoch"
}

/// After which updates the development data are evaluated.
public enum EvaluationPoints: String, Sendable, CaseIterable {
  /// Evenly in each epoch.
  case even
  /// Often at first, and then evenly, as in the code of Dodge et al. 2020: `Schedule.denseThenEven`.
  case dodge2020
}
