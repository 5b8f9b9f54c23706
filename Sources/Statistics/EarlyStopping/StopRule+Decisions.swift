/// What a rule needs to know of a trial.
public struct StopStanding: Sendable, Equatable {
  /// The best score so far at each rung that the trial has reached, in order.
  public var scores: [Double]
  /// Whether it ended, with a number that is not finite, before it reached another one.
  public var isEnded: Bool

  public init(scores: [Double] = [], isEnded: Bool = false) {
    self.scores = scores
    self.isEnded = isEnded
  }
}

/// How far a trial goes by a rule.
public enum StopDecision: Sendable, Equatable {
  /// On to this rung, which it has not reached.
  case runs(to: Int)
  /// It is at this rung, and others of its group are not.
  case waits(at: Int)
  /// It is not kept at this rung.
  case stops(at: Int)
  /// It was kept at every rung.
  case completes
}

extension StopRule {
  /// What the rule says of each trial of a group.
  ///
  /// At each rung those that are left are ranked by their best score so far, the highest first; of equal ones the first
  /// of the group goes before. A trial that ended before the rung, or whose score is not a number, ranks behind all
  /// others.
  ///
  /// A function of the standings alone. It never takes a decision back: more scores turn `runs` and `waits` into
  /// something else, and leave `stops` and `completes` as they are.
  ///
  /// - Parameter group: in plan order; at least one.
  public func decisions(_ group: [StopStanding]) -> [StopDecision] {
    var decisions = [StopDecision](repeating: .completes, count: group.count)
    var left = Array(group.indices)
    for rung in rungs.indices {
      func isKnown(_ trial: Int) -> Bool {
        group[trial].scores.count > rung || group[trial].isEnded
      }
      guard left.allSatisfy(isKnown) else {
        for trial in left { decisions[trial] = isKnown(trial) ? .waits(at: rung) : .runs(to: rung) }
        return decisions
      }
      func rank(_ trial: Int) -> Double {
        let scores = group[trial].scores
        let score = scores.count > rung ? scores[rung] : -.infinity
        return score.isNaN ? -.infinity : score
      }
      let ranked = left.sorted { (rank($1), $0) < (rank($0), $1) }
      let kept = keptCount(at: rung, of: group.count)
      for trial in ranked.dropFirst(kept) { decisions[trial] = .stops(at: rung) }
      left = ranked.prefix(kept).sorted()
    }
    return decisions
  }

  /// The updates of `count` trials if all of them reach what the rule lets them.
  ///
  /// - Parameters:
  ///   - steps: updates done at each rung.
  ///   - stepCount: updates of a whole trial.
  public func updateCount(of count: Int, at steps: [Int], stepCount: Int) -> Int {
    precondition(steps.count == rungs.count, "\(steps.count) steps of \(rungs.count) rungs")
    func updates(_ size: Int) -> Int {
      var (updates, left) = (0, size)
      for rung in rungs.indices {
        let kept = min(left, keptCount(at: rung, of: size))
        updates += (left - kept) * steps[rung]
        left = kept
      }
      return updates + left * stepCount
    }
    return count / started * updates(started) + updates(count % started)
  }
}
