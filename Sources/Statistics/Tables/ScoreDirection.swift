/// Which of two scores is the better one.
public enum ScoreDirection: String, Sendable, CaseIterable {
  case higher
  case lower

  /// `value` such that more is better; turns what it gives back again.
  ///
  /// - Edge cases: 0 stays 0, not -0.
  public func oriented(_ value: Double) -> Double { self == .higher ? value : 0 - value }

  func oriented(_ interval: Interval) -> Interval {
    self == .higher
      ? interval : Interval(oriented(interval.upper), oriented(interval.lower))
  }

  /// The best of `scores`; nil where there is none.
  public func best(of scores: some Sequence<Double>) -> Double? {
    self == .higher ? scores.max() : scores.min()
  }

  /// Whether `name` says that less is better, as a loss does: a word of it is one of those that such scores have.
  public static func namesALoss(_ name: String) -> Bool {
    // Words end where a capital follows a small letter: valLoss.
    var words = [""]
    var last: Character = " "
    for letter in name {
      if !letter.isLetter {
        words.append("")
      } else {
        if letter.isUppercase, last.isLowercase { words.append("") }
        words[words.count - 1] += letter.lowercased()
      }
      last = letter
    }
    return !lossWords.isDisjoint(with: words)
  }

  private static let lossWords: Set<String> = [
    "loss", "losses", "perplexity", "ppl", "error", "errors", "err", "wer", "cer", "ter", "bpb",
    "bpc", "bpw", "nll", "mse", "rmse", "mae", "mape", "eer", "fid", "ece", "brier", "regret",
    "failed", "failure", "failures", "entropy", "crossentropy", "xent", "divergence", "kl", "cost",
    "distance", "surprisal",
  ]
}

/// What becomes of trials that have no score, since a number was not finite.
public enum DivergedTrials: String, Sendable, CaseIterable {
  /// They have no score; how many they are is told.
  case drop
  /// They count as degenerate, with the score at or below which trials are.
  case degenerate
}
