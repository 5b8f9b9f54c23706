/// A question that an audit puts to a claim. Its name never changes; one that asks something else gets a new name.
public enum AuditRule: String, Sendable, CaseIterable {
  case readable
  case possible
  case rows = "consistent/rows"
  case value = "consistent/value"
  case deviation = "consistent/deviation"
  case denominator = "consistent/denominator"
  case duplicates = "consistent/duplicates"
  case configuration = "consistent/configuration"
  case log = "consistent/log"
  case test = "consistent/test"
  case count = "consistent/count"
  case plausible
  case commonSeed = "plausible/common-seed"
  case comparison = "sound/comparison"
  case heldOut = "sound/held-out"
  case selection = "sound/selection"
  case neighbours = "sound/neighbouring-seeds"
  case stopping = "sound/stopping"
  case threshold = "sound/threshold"
  case convergence
  case exact = "replicable/exact"
  case tolerance = "replicable/tolerance"

  /// What it asks, in one sentence.
  public var question: String {
    switch self {
    case .readable: "Can the claim and what it names be read?"
    case .possible: "Can any results on that development set give the score, as it was printed?"
    case .rows: "Has the published table as many runs as the claim says?"
    case .value: "Is the number that of the published runs?"
    case .deviation: "Is the standard deviation that of the published runs?"
    case .denominator: "Are all published scores shares of that many examples?"
    case .duplicates: "Does each published run stand once?"
    case .configuration: "Had all runs one configuration?"
    case .log: "Does the number stand in the log of its run?"
    case .test: "Do statistic, degrees of freedom, p and the published runs go together?"
    case .count: "Is the count what was recorded?"
    case .plausible: "Is the number what runs like the published ones would give?"
    case .commonSeed: "Would chance make a seed good on so many tasks?"
    case .comparison: "Are the numbers that are compared of one kind?"
    case .heldOut: "Was the score taken on examples that nothing was chosen on?"
    case .selection:
      "Does the difference of seeds that were chosen by their scores stand in a test that knows it?"
    case .neighbours: "Have runs of consecutive seeds data orders of their own?"
    case .stopping: "Is the test valid for the way in which the runs were ended?"
    case .threshold: "Do the runs pass the threshold that they are said to pass?"
    case .convergence: "Does it converge no faster than the reference?"
    case .exact: "Are the published goldens those of the trials that were run anew, bit by bit?"
    case .tolerance:
      "Do trials that were run anew give the number, as printed or within its tolerance?"
    }
  }
}
