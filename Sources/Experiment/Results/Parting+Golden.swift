import Statistics
import Trajectory

extension Parting {
  /// Where a perturbed trial parts from its plain one.
  ///
  /// - Parameter update: the one before which the state was changed.
  init(of perturbed: Golden, from plain: Golden, at update: Int) {
    var updates: [PartingMeasure: Int] = [:]
    func note(_ measure: PartingMeasure, at step: Int) {
      updates[measure] = updates[measure] ?? step - update
    }
    var gaps: [Double] = []
    for (a, b) in zip(perturbed.steps, plain.steps) where a.step >= update {
      let gap = Self.gap(Double(a.loss), Double(b.loss))
      gaps.append(gap)
      if a.lossBits != b.lossBits || a.gradientNormBits != b.gradientNormBits {
        note(.bit, at: a.step)
      }
      if gap > 1e-6 { note(.lossBy1e6, at: a.step) }
      if gap > 1e-3 { note(.lossBy1e3, at: a.step) }
    }
    for (a, b) in zip(perturbed.evaluations, plain.evaluations)
    where a.step > update && a.predictions != b.predictions { note(.prediction, at: a.step) }
    self.init(updates: updates, gaps: gaps)
  }
}
