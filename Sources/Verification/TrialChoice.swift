import Experiment
import Sampling

/// Which trials of an experiment are verified.
public enum TrialChoice: Sendable, Equatable {
  /// Every planned trial.
  case all
  /// These trials, in this order.
  case trials([Cell])
  /// These trials, whose goldens changed since an earlier state of the folder.
  case changed([Cell])
  /// As many trials, drawn by `challenge`.
  case sample(Int, Challenge)
  /// As many as the goal needs, drawn by `challenge`.
  case certify(SampleGoal, Challenge)
  /// Trials in the order that `challenge` draws, as long as the time lasts; at least one.
  case budget(Duration, Challenge)

  /// The name in reports.
  public var name: String {
    switch self {
    case .all: "all"
    case .trials: "trials"
    case .changed: "changed"
    case .sample, .certify: "sample"
    case .budget: "budget"
    }
  }

  /// What a sample of this kind is to certify.
  var goal: SampleGoal? { if case .certify(let goal, _) = self { goal } else { nil } }

  /// How many of `planned` trials are drawn; nil where it is no matter of number.
  func sampleSize(of planned: Int) -> Int? {
    switch self {
    case .all, .trials, .changed, .budget: nil
    case .sample(let count, _): count
    case .certify(let goal, _): planned == 0 ? 0 : goal.size(of: planned)
    }
  }
}
