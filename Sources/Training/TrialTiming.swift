import Arithmetic
import Trajectory

/// How long the parts of a trial take, as measured on a few of its first updates.
public struct TrialTiming: Sendable, Equatable {
  public var update: Duration
  public var evaluation: Duration
  public var anchor: Duration

  public init(update: Duration, evaluation: Duration, anchor: Duration) {
    self.update = update
    self.evaluation = evaluation
    self.anchor = anchor
  }

  /// Of the whole trial.
  public func total(_ schedule: Schedule) -> Duration {
    update * schedule.stepCount + evaluation * schedule.evaluationSteps.count
      + anchor * (schedule.anchorSteps.count + 1)
  }
}

extension Trial {
  /// Measures a trial that is at its beginning; it is of no use afterwards.
  ///
  /// Updates are run until `atLeast` has passed, and not fewer than three: the first is not counted, since memory is
  /// touched in it for the first time.
  public func measure(atLeast: Duration) -> TrialTiming {
    precondition(stepsDone == 0, "a trial after \(stepsDone) updates")
    return FloatingPointEnvironment.standard {
      let clock = ContinuousClock()
      var updates: [Duration] = []
      var total = Duration.zero
      while stepsDone < schedule.stepCount, updates.count < 3 || total < atLeast {
        var isFinite = true
        let time = clock.measure {
          let (step, norms) = computeGradients()
          isFinite = Float(bitPattern: step.lossBits).isFinite && apply(norms)
        }
        updates.append(time)
        total += time
        guard isFinite else { break }
      }
      let counted = updates.count > 1 ? updates.dropFirst() : updates[...]
      let update = counted.reduce(.zero, +) / max(1, counted.count)
      let evaluation = clock.measure { _ = self.evaluation.evaluate(model) }
      let anchor = clock.measure { _ = self.anchor() }
      return TrialTiming(update: update, evaluation: evaluation, anchor: anchor)
    }
  }
}
