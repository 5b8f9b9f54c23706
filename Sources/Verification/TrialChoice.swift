import Experiment
import Sampling

/// Which trials of an experiment are verified.
public enum TrialChoice: Sendable, Equatable {
  /// Every planned trial.
  case all
  /// These trials, in this order.
  case trials([Cell])
  /// As many trials, drawn by `challenge`.
  case sample(Int, Challenge)
  /// Trials in the order that `challenge` draws, as long as the time lasts; at least one.
  case budget(Duration, Challenge)

  /// The name in reports.
  public var name: String {
    switch self {
    case .all: "all"
    case .trials: "trials"
    case .sample: "sample"
    case .budget: "budget"
    }
  }
}
