import Arithmetic
import Experiment
import Judgement
import Processes
import Text
import Training
import Trajectory

extension OwnBattery {
  /// What must be seen to differ from the reference.
  func controls(_ reader: GoldenReader, _ folder: String) -> [ControlRun] {
    let wi = Cell(wi: Self.beside(cell.wi), do: cell.do)
    let dataOrder = Cell(wi: cell.wi, do: Self.beside(cell.do))
    return [
      ControlRun(name: "one ULP in one loss") {
        try GoldenComparison.seesOneULP(reader, at: golden(folder, "altered"))
      },
      seed("another WI seed alone", "wi", wi, reader, folder),
      seed("another DO seed alone", "do", dataOrder, reader, folder),
      ControlRun(name: "a resume that forgets the moments") {
        try forgetfulResume(reader, planPath(folder))
      },
      ControlRun(name: "OpenBLAS under two core types", cost: 2) {
        try openBLAS(folder)
      },
    ]
  }

  private func seed(
    _ name: String, _ key: String, _ other: Cell, _ reader: GoldenReader, _ folder: String
  ) -> ControlRun {
    ControlRun(name: name) {
      try train(folder, "other-\(key)", cell: other).succeed()
      let isSeen = try GoldenComparison.differInComputedValues(
        reader, GoldenReader(golden(folder, "other-\(key)")))
      return isSeen
        ? .caught
        : .missed("no loss, norm, count, prediction or logit changed with the \(key) seed")
    }
  }

  /// The trial as a resume would go on that lost the optimizer's moments.
  private func forgetfulResume(_ reader: GoldenReader, _ path: String) throws
    -> BatteryControl.Finding
  {
    guard reader.stepCount > 3 else {
      return .notRun("a trial of \(reader.stepCount) updates ends before moments matter")
    }
    let plan = try ExperimentPlan.read(path)
    let unit = try ArithmeticSetting(device: device).unit(plan.numerics.backend)
    let inputs = try InputLoader().load(
      InputSource(plan), maximumLength: plan.protocol.maximumLength)
    let trial = try Trial(plan.specification(cell, inputs, unit), inputs, on: unit)
    var replay = Replay(reader)
    var difference: Divergence?
    struct Seen: Error {}
    func take(_ event: TrajectoryEvent) throws {
      try options.interruption.check()
      difference = try replay.compare(event)
      if difference != nil { throw Seen() }
    }
    do {
      _ = try trial.run(limit: min(3, reader.stepCount - 2), record: take)
      guard trial.hasMoments else { return .notRun("there are no moments to forget") }
      trial.forgetMoments()
      _ = try trial.run(record: take)
    } catch is Seen {}
    return difference == nil ? .missed("it changes no value") : .caught
  }

  /// Two core types add in other orders: their bits must be seen to differ.
  private func openBLAS(_ folder: String) throws -> BatteryControl.Finding {
    do { _ = try OpenBLAS.fingerprint(threads: 1) } catch {
      return .notRun(String(describing: error).printable)
    }
    let name = "openblas"
    try derived.write(to: planPath(folder, name), [(["numerics"], .word("openblas"))])
    #if arch(x86_64)
      let cores = ["Haswell", "Prescott"]
    #else
      let cores = ["ARMV8", "CORTEXA57"]
    #endif
    let goldens = try cores.map { core in
      let launch = Launch().setting("OPENBLAS_CORETYPE", core)
      try train(
        folder, "\(name)-\(core)", ["--threads", "1"], launch: launch, plan: name,
        device: .processor
      ).succeed()
      return try GoldenReader(golden(folder, "\(name)-\(core)"))
    }
    guard goldens[0].header.value["numerics"] != goldens[1].header.value["numerics"] else {
      return .notRun("this OpenBLAS has one core type for this machine")
    }
    return try GoldenComparison.differInComputedValues(goldens[0], goldens[1])
      ? .caught : .missed("\(cores[0]) and \(cores[1]) give the same values")
  }
}
