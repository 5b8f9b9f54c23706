import Arithmetic
import Experiment
import Files
import Foundation
import Judgement
import Processes
import Text
import Trajectory

extension OwnBattery {
  /// All variations of this program, in the order of the report.
  ///
  /// - Parameter folder: where goldens and plans are written.
  func variations(_ folder: String) -> [Variation] {
    [variation(Variation.rerun, folder)]
      + threads(folder) + instructionSets(folder) + [otherDevice(folder)]
      + (1...2).map { killed($0, folder) }
      + observers(folder) + company(folder)
      + ([Self.hashing] + Surrounding.all(folder: folder)).map { surrounding in
        switch surrounding.launch {
        case .failure(let obstacle): Variation(surrounding.label, obstacle: obstacle.reason)
        case .success(let launch): variation(surrounding.label, folder, launch: launch)
        }
      } + builds(folder)
  }

  private func variation(
    _ label: Variation.Label, _ folder: String, _ more: [String] = [], launch: Launch = Launch(),
    program: String? = nil, cost: Int = 1
  ) -> Variation {
    Variation(label, cost: cost) {
      let run = train(folder, label.name, more, launch: launch, program: program)
      return (try finding(folder, run, label.name), nil)
    }
  }

  private func threads(_ folder: String) -> [Variation] {
    let all = ProcessorShare.current.processorCount
    return ([1, 2, 3] + (all > 3 ? [min(all, ArithmeticUnit.maximumThreads)] : [])).map { count in
      variation(
        .init(
          "threads-\(count)", count == 1 ? "1 thread" : "\(count) threads",
          factor: "the number of threads", pin: "set --threads"),
        folder, ["--threads", "\(count)"])
    }
  }

  private func instructionSets(_ folder: String) -> [Variation] {
    InstructionSet.allCases.map { set in
      let label = Variation.Label(
        "instruction-set-\(set.rawValue)", "instruction set \(set.rawValue)",
        factor: "the processor's instruction set", pin: "set --instruction-set")
      guard InstructionSet.available.contains(set) else {
        return Variation(label, obstacle: "this machine lacks \(set.rawValue)")
      }
      // fma in software takes its time.
      return variation(
        label, folder, ["--instruction-set", set.rawValue], cost: set == .generic ? 100 : 1)
    }
  }

  /// The first OpenCL device that fits, or the processor where the other runs are on a device.
  private func otherDevice(_ folder: String) -> Variation {
    let isOnProcessor = device == .processor
    let label = Variation.Label(
      "device", isOnProcessor ? "on an OpenCL device" : "on the processor",
      factor: "the device", pin: "set --device")
    return Variation(label, cost: 20) { [derived] in
      let other = isOnProcessor ? ComputeDevice.openCL(nil) : .processor
      do {
        _ = try ArithmeticSetting(device: other).unit(derived.plan.numerics.backend)
      } catch let error as ArithmeticError {
        return (.notRun("\(error)".printable), nil)
      }
      let run = train(folder, label.name, device: other)
      return (try finding(folder, run, label.name), nil)
    }
  }

  /// What watches a trial must not change it.
  private func observers(_ folder: String) -> [Variation] {
    func label(_ name: String, _ text: String, _ factor: String) -> Variation.Label {
      .init(name, text, factor: factor, pin: "keep \(factor) as it is")
    }
    let more = label("more-evaluations", "evaluated at other updates", "when a trial is evaluated")
    return [
      variation(
        label("checkpoints", "a checkpoint at every anchor", "when checkpoints are written"),
        folder, ["--checkpoint-every", "0"]),
      variation(
        label("logging", "progress shown, results as JSON", "what is logged"), folder,
        ["--verbose", "--json"]),
      Variation(more) {
        let count = derived.plan.protocol.evaluationsPerEpoch
        try derived.write(
          to: planPath(folder, more.name),
          [(["protocol", "evaluations_per_epoch"], .word("\(count == 1 ? 3 : count - 1)"))])
        try train(folder, more.name, plan: more.name).succeed()
        let other = try GoldenReader(golden(folder, more.name))
        let found = try GoldenComparison.findingBesideEvaluations(reference(folder), other)
        return (found, "updates and anchors compared, evaluations left out")
      },
    ]
  }

  /// Other trials: in other processes, and in the same one.
  private func company(_ folder: String) -> [Variation] {
    let other = Cell(wi: Self.beside(cell.wi), do: Self.beside(cell.do))
    func inGrid(_ label: Variation.Label, jobs: Int) -> Variation {
      Variation(label, cost: 2) { [cell] in
        try derived.write(
          to: planPath(folder, label.name),
          [
            (["seeds", "wi"], .list([.word("\(other.wi)"), .word("\(cell.wi)")])),
            (["seeds", "do"], .word("\(cell.do)")),
          ])
        try ProgramRun(
          arguments: [
            program, "grid", planPath(folder, label.name), "--out", "\(folder)/\(label.name)",
            "--jobs", "\(jobs)", "--quiet",
          ] + Self.words(device), launch: Launch(), interruption: options.interruption
        ).succeed()
        let path = "\(folder)/\(label.name)/trials/\(cell.fileName)"
        return (try GoldenComparison.finding(reference(folder), GoldenReader(path)), nil)
      }
    }
    return [
      Variation(Variation.neighbour, cost: 2) {
        let name = Variation.neighbour.name
        let beside = Neighbour { interruption in
          try train(folder, name + "-other", cell: other, interruption: interruption).succeed()
        }
        return try beside.during {
          (try finding(folder, train(folder, name), name), nil)
        }
      },
      inGrid(
        .init(
          "trial-order", "after another trial in one process", factor: "the trials before it",
          pin: "run it in a process of its own"), jobs: 1),
      inGrid(
        .init(
          "trials-at-once", "beside another trial in one process",
          factor: "the trials beside it", pin: "run it in a process of its own"), jobs: 2),
    ]
  }

  /// Swift seeds its hashes anew in each process, unless it is told not to.
  private static var hashing: Surrounding {
    let name = "SWIFT_DETERMINISTIC_HASHING"
    let isSet = ProcessInfo.processInfo.environment[name] != nil
    return Surrounding(
      .init(
        "hash-seed", isSet ? "Swift's hashes seeded at random" : "Swift's hashes with one seed",
        factor: "Swift's hash seed", pin: "set \(name)=1"), name, isSet ? nil : "1")
  }

  /// The debug build beside a release build, and the builds that were named.
  private func builds(_ folder: String) -> [Variation] {
    let parts = program.split(separator: "/", omittingEmptySubsequences: false)
    var debug: String?
    if parts.count > 1, parts[parts.count - 2] == "release" {
      let above = parts.dropLast(2).joined(separator: "/")
      debug = "\(above)/debug/\(parts[parts.count - 1])"
    }
    let factor = "the build"
    let label = Variation.Label(
      "debug-build", "the debug build", factor: factor, pin: "use one build of this program")
    let isThere = debug.map { FileEntry(at: $0, followsLinks: true)?.kind == .regular } ?? false
    let own =
      isThere
      ? variation(label, folder, program: debug, cost: 10)
      : Variation(label, obstacle: "no debug build lies beside this program")
    return [own]
      + otherPrograms.enumerated().map { index, path in
        variation(
          .init(
            "program-\(index + 1)", "the program \(path)".printable, factor: factor, pin: label.pin),
          folder, program: path, cost: 10)
      }
  }

  /// The trial killed once a drawn tenth of it is done, and taken up.
  private func killed(_ number: Int, _ folder: String) -> Variation {
    let label = Variation.killed(number)
    return Variation(label, cost: 2) {
      let percent = 10 * (2 + options.drawn("kill \(number)", below: 7))
      let arguments = ["--checkpoint-every", "0", "--verbose"]
      let first = try train(folder, label.name, arguments).run { line in
        (percent...99).contains { line.contains(": \($0)%, ") }
      }
      guard first.wasKilled, FileEntry(at: golden(folder, label.name)) == nil else {
        return (.notRun("it ended before it could be killed"), nil)
      }
      let second = try train(folder, label.name, arguments).succeed()
      let marker = "taken up at step "
      guard let note = second.notes.first(where: { $0.contains(marker) }),
        let step = note.components(separatedBy: marker).last
      else {
        return (
          .notRun(
            "it was killed at \(percent) % before its first checkpoint; raise the plan's anchors_per_epoch"
          ),
          nil
        )
      }
      let found = try GoldenComparison.finding(
        reference(folder), GoldenReader(golden(folder, label.name)))
      return (found, "killed at \(percent) %, taken up at update \(step)".printable)
    }
  }
}
