import Arithmetic
import Experiment
import Judgement
import Text
import Training
import Trajectory

extension TrialVerifier {
  /// Reruns one update of a golden's trial twice, and finds the first operation that gives other bits.
  ///
  /// - Parameters:
  ///   - step: the update. Without one: where the two goldens differ first, or update 0.
  ///   - other: the second side. It starts from the state of the first, or, if it is another golden's
  ///     trial, from its own.
  /// - Throws: `InputError` if the golden or its inputs cannot be used, or it has no such update;
  ///   `ArithmeticError` if this machine has not what the second side needs.
  public func bisect(
    _ golden: ChosenGolden, at step: Int? = nil, against other: Bisection.Other
  ) throws -> Bisection {
    let (reader, specification, inputs, unit) = try open(golden)
    let here = try Trial(specification, inputs, on: unit)
    var (there, backend) = (setting.onProcessor, unit.backend)
    switch other {
    case .backend(let other): backend = other
    case .instructionSet(let set): there.instructionSet = set
    case .device(let device): there.device = try device.found()
    case .golden(let second):
      let (otherReader, otherSpecification, otherInputs, otherUnit) = try open(second)
      let there = try Trial(otherSpecification, otherInputs, on: otherUnit)
      guard let step = try step ?? Self.firstUpdate(reader, otherReader, comparison) else {
        return Bisection(
          path: golden.path, step: nil, here: golden.path, there: second.path, start: "")
      }
      let start = try advance(here, to: step, reader, golden)
      _ = try advance(there, to: step, otherReader, second)
      let sides = (here: unit.words(setting), there: second.path)
      return try Bisection(here, there, golden.path, step, start, sides)
    }
    let otherUnit = try there.unit(backend)
    let second = try Trial(specification, inputs, on: otherUnit)
    let step = step ?? 0
    let start = try advance(here, to: step, reader, golden)
    second.adopt(here)
    let sides = (here: unit.words(setting), there: otherUnit.words(there))
    return try Bisection(here, second, golden.path, step, start, sides)
  }

  /// The update to look into for a difference that was found.
  public static func update(of difference: Divergence) -> Int {
    difference.column.holder == .step ? difference.step : max(0, difference.step - 1)
  }

  private func open(
    _ golden: ChosenGolden
  ) throws -> (GoldenReader, TrialSpecification, TrialInputs, ArithmeticUnit) {
    let (reader, specification) = try golden.openTrial()
    let inputs = try inputs(of: specification, golden)
    let unit = try unit(for: specification, golden.path)
    return (reader, specification, inputs, unit)
  }

  /// Brings a trial before update `step`: from the nearest kept checkpoint that can be used, else from its
  /// beginning.
  private func advance(
    _ trial: Trial, to step: Int, _ reader: GoldenReader, _ golden: ChosenGolden
  ) throws -> String {
    guard (0..<trial.schedule.stepCount).contains(step) else {
      throw InputError(
        file: golden.path, "has \(trial.schedule.stepCount) updates, none with number \(step)")
    }
    let kept = KeptCheckpoints(besideGolden: golden.path)
    var start = "from the beginning"
    if let nearest = try kept.steps().last(where: { $0 <= step }),
      let anchor = try reader.anchor(at: nearest)
    {
      try KeptCheckpoint(kept.path(step: nearest), of: trial).restore(trial, verifying: anchor)
      start = "from the checkpoint at \(nearest)"
    }
    _ = try trial.run(limit: step) { _ in }
    guard trial.stepsDone == step else {
      throw InputError(
        .unverifiable, file: golden.path,
        "the rerun ended at update \(trial.stepsDone), before update \(step)")
    }
    return start
  }

  /// The update in which the records of two goldens differ first; nil if they do not.
  private static func firstUpdate(
    _ a: GoldenReader, _ b: GoldenReader, _ comparison: any Comparison
  ) throws -> Int? {
    var (mine, theirs) = (a.events(), b.events())
    while true {
      let (x, y) = (try mine.next(), try theirs.next())
      guard let x, let y else {
        return x == nil && y == nil
          ? nil : update(of: Divergence(expected: x, actual: y, a.schema))
      }
      if let difference = comparison.difference(expected: x, actual: y, a.schema) {
        return update(of: difference)
      }
    }
  }
}

extension Bisection {
  /// Compares the next update of two trials.
  fileprivate init(
    _ a: Trial, _ b: Trial, _ path: String, _ step: Int, _ start: String,
    _ sides: (here: String, there: String)
  ) throws {
    self.init(path: path, step: step, here: sides.here, there: sides.there, start: start)
    for trial in [a, b] { try trial.perturb() }
    let isSameShape = a.parameters.layout.floatCount == b.parameters.layout.floatCount
    if isSameShape { stateBefore = a.firstStateDifference(from: b) }
    let comparison = OperationComparison(a, b)
    // What a device that failed gave is no difference.
    for trial in [a, b] { try trial.arithmetic.check() }
    operationCount = comparison.count
    first = comparison.first
  }
}

extension ArithmeticUnit {
  /// `seedproof-f32/1 on avx2`, for a unit of `setting`.
  func words(_ setting: ArithmeticSetting) -> String {
    let identity = (try? NumericsProfile.identity(of: self)) ?? "unknown arithmetic"
    return "\(identity) on \(setting.place)"
  }
}
