import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Text
import Training

import struct Statistics.StopRule

@testable import Experiment

/// The stop rule in a plan, and in a folder's copy of it.
@Suite struct StopPlanTests {
  private static let plain = EmbeddedPlan.text()
  private static let rule = "start 3, keep 2 at 0.3"

  private static func read(
    _ text: String, stop: String? = nil, in place: TemporaryFolder
  ) throws -> ExperimentPlan {
    try .read(place.write(text, to: "plan.yaml"), stop: stop.map { try StopOption($0) })
  }

  @Test func aPlanHasARule() throws {
    let place = try TemporaryFolder()
    #expect(try Self.read(Self.plain, in: place).stop == nil)
    for text in ["stop: \(Self.rule)\n", "stop: '\(Self.rule)'", "stop:   \"\(Self.rule)\"  # why"]
    {
      let plan = try Self.read(Self.plain + text, in: place)
      #expect(plan.stop?.description == Self.rule)
      #expect(plan.bytes == Data((Self.plain + text).utf8))
    }
  }

  @Test(arguments: [
    ("stop: start 3", ":5: 'start 3' is no stop rule: "),
    ("stop: { start: 3, keep: 2, at: 0.3 }", ":5: 'stop' must be one word or text"),
    ("stop:", ":5: 'stop' is empty"),
    (
      "stop: start 3, keep 2 at 0.3\nstop: start 3, keep 2 at 0.3",
      ":5: the key 'stop' stands twice"
    ),
    ("stop: none", ":5: 'none' is no stop rule: "),
  ])
  func othersAreRefused(text: String, reason: String) throws {
    let place = try TemporaryFolder()
    let error = #expect(throws: InputError.self) { try Self.read(Self.plain + text, in: place) }
    #expect(error?.description.contains("plan.yaml" + reason) == true, "\(error as Any)")
  }

  @Test func anotherTrainerHasNone() throws {
    let place = try TemporaryFolder()
    let text = "name: a\ntask: external\nseeds: { wi: 1, do: 1 }\nstop: \(Self.rule)\n"
    let error = #expect(throws: InputError.self) { try Self.read(text, in: place) }
    #expect(error?.description.contains(":4: the key 'stop' is for") == true)
    let without = text.replacing("stop: \(Self.rule)\n", with: "")
    #expect(throws: InputError.self) { try Self.read(without, stop: Self.rule, in: place) }
  }

  // MARK: --stop

  @Test func theOptionIsARuleOrNone() throws {
    for text in ["none", "none ", "  none"] { #expect(try StopOption(text) == StopOption.none) }
    #expect(try StopOption(" start 3,  keep 2 at .3 ").description == Self.rule)
    let error = #expect(throws: InputError.self) { try StopOption("None") }
    #expect(error?.advice == "did you mean 'none'?")
    for text in ["", "none at all"] {
      let refused = #expect(throws: InputError.self) { try StopOption(text) }
      #expect(refused?.reason.hasSuffix("it must begin with 'start N'") == true)
    }
  }

  @Test func theOptionTakesTheRulesPlace() throws {
    let place = try TemporaryFolder()
    let written = Self.plain + "stop: \(Self.rule)\n"
    let plan = try Self.read(Self.plain, stop: Self.rule, in: place)
    #expect(plan.bytes == Data(written.utf8) && plan.stop?.description == Self.rule)
    #expect(try Self.read(written, in: place).digest == plan.digest)
    // As it is said again, nothing changes.
    for (text, stop) in [
      (Self.plain, "none"), (written, Self.rule), ("stop: \(Self.rule)\n" + Self.plain, Self.rule),
    ] {
      #expect(try Self.read(text, stop: stop, in: place).bytes == Data(text.utf8))
    }
    for text in [
      written, "stop: \(Self.rule)\n" + Self.plain,
      Self.plain.replacing("model:", with: "\"stop\": \(Self.rule) # x\nmodel:"),
    ] {
      #expect(try Self.read(text, stop: "none", in: place).bytes == Data(Self.plain.utf8))
      let other = "start 6, keep 1 at 0.5"
      let changed = try Self.read(text, stop: other, in: place)
      #expect(changed.bytes == Data((Self.plain + "stop: \(other)\n").utf8))
    }
    let open = String(Self.plain.dropLast())
    #expect(
      try Self.read(open, stop: Self.rule, in: place).bytes == Data(written.utf8))
    let carriage = Self.plain.replacing("\n", with: "\r\n")
    let ruled = try Self.read(carriage, stop: Self.rule, in: place)
    #expect(ruled.stop != nil)
    let text = String(decoding: ruled.bytes, as: UTF8.self)
    #expect(try Self.read(text, stop: "none", in: place).bytes == Data(carriage.utf8))
  }

  @Test(arguments: [
    "{ name: a, task: embedded/acceptability, model: embedded/tiny, seeds: { wi: 1, do: 1 } }\n",
    plain + "...\n",
  ])
  func whereNoLineCanBeAdded(text: String) throws {
    let place = try TemporaryFolder()
    let error = #expect(throws: InputError.self) {
      try Self.read(text, stop: Self.rule, in: place)
    }
    #expect(error?.advice == "write 'stop: \(Self.rule)' into it")
  }

  @Test(arguments: [
    "stop:\n  \(rule)\n", "stop: start 3,\n  keep 2 at 0.3\n", "? stop\n: \(rule)\n",
  ])
  func aRuleOfSeveralLinesIsNotChanged(lines: String) throws {
    let place = try TemporaryFolder()
    #expect(try Self.read(Self.plain + lines, in: place).stop != nil)
    let error = #expect(throws: InputError.self) {
      try Self.read(Self.plain + lines, stop: "none", in: place)
    }
    #expect(error?.reason.hasPrefix("the stop rule does not stand on a line of its own") == true)
  }

  // MARK: Folders

  @Test func theRuleOfAFolderIsChangedIfAskedFor() throws {
    let place = try TemporaryFolder()
    let out = place.path + "/out"
    let plain = try Self.read(Self.plain, in: place)
    _ = try ExperimentFolder.create(out, for: plain)
    let ruled = try Self.read(Self.plain + "stop: \(Self.rule)\n", in: place)
    let error = #expect(throws: InputError.self) { try ExperimentFolder.create(out, for: ruled) }
    #expect(error?.advice?.contains("only the stop rule differs, here none") == true)
    #expect(try place.read("out/experiment.yaml") == Self.plain)
    _ = try ExperimentFolder.create(out, for: ruled, stop: StopOption(Self.rule))
    #expect(try ExperimentFolder.open(out).plan.digest == ruled.digest)
    _ = try ExperimentFolder.create(out, for: plain, stop: StopOption.none)
    #expect(try ExperimentFolder.open(out).plan.digest == plain.digest)
    // Nothing else changes with it.
    for text in [
      Self.plain.replacing("1...3", with: "1...4"), Self.plain + "# remark\n",
      Self.plain.replacing("name: small", with: "name: large"),
    ] {
      let other = try Self.read(text, stop: Self.rule, in: place)
      let refused = #expect(throws: InputError.self) {
        try ExperimentFolder.create(out, for: other, stop: StopOption(Self.rule))
      }
      #expect(refused?.advice == "choose another --out, or run the folder's own plan")
    }
    #expect(try place.read("out/experiment.yaml") == Self.plain)
  }

  /// Who runs trials goes by the rule that they began with.
  @Test func noRuleIsChangedWhileTrialsRun() throws {
    let place = try TemporaryFolder()
    let out = place.path + "/out"
    _ = try ExperimentFolder.create(out, for: Self.read(Self.plain, in: place))
    let ruled = try Self.read(Self.plain, stop: Self.rule, in: place)
    let lock = try FolderLock(out, for: .running)
    #expect(throws: InputError.self) {
      try ExperimentFolder.create(out, for: ruled, stop: StopOption(Self.rule))
    }
    lock.release()
    try place.write(
      #"{"beat":1,"done":0,"machine":"0000000000000001","owner":"0000000000000002"}"#,
      to: "out/claims/wi=001,do=001")
    let error = #expect(throws: InputError.self) {
      try ExperimentFolder.create(out, for: ruled, stop: StopOption(Self.rule))
    }
    #expect(error?.reason.contains("another machine") == true)
    #expect(try place.read("out/experiment.yaml") == Self.plain)
  }

  /// Of many that are asked for the same rule at a time one changes it, and all go on.
  @Test func oneOfManyChangesTheRule() throws {
    let place = try TemporaryFolder()
    let plain = try Self.read(Self.plain, in: place)
    let ruled = try Self.read(Self.plain, stop: Self.rule, in: place)
    for round in 0..<20 {
      let out = place.file("out-\(round)")
      _ = try ExperimentFolder.create(out, for: plain)
      let locks = Mutex<[FolderLock]>([])
      let errors = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        do {
          _ = try ExperimentFolder.create(out, for: ruled, stop: StopOption(Self.rule))
          // As a grid that runs until all have begun.
          let lock = try FolderLock(out, for: .running, patience: .seconds(60))
          locks.withLock { $0.append(lock) }
        } catch { errors.withLock { $0.append("\(error)") } }
      }
      #expect(errors.withLock { $0 } == [])
      #expect(locks.withLock { $0.count } == 4)
      #expect(try ExperimentFolder.open(out).plan.digest == ruled.digest)
    }
  }

  /// Who finds the folder in use looks again at its plan, which may be the right one by now.
  @Test func theRuleOfARunningGridIsTaken() throws {
    let place = try TemporaryFolder()
    let out = place.path + "/out"
    _ = try ExperimentFolder.create(out, for: Self.read(Self.plain, in: place))
    let ruled = try Self.read(Self.plain, stop: Self.rule, in: place)
    let folder = ExperimentFolder(path: out, plan: ruled)
    let lock = try FolderLock(out, for: .running)
    #expect(throws: InputError.self) { try folder.changeRule(StopOption(Self.rule)) }
    try AtomicFile.write(ruled.bytes, to: folder.planPath)
    try folder.changeRule(StopOption(Self.rule))
    lock.release()
  }

  /// What a look refuses is what the beginning of a grid refuses, and a look changes nothing.
  @Test func aLookChangesNothing() throws {
    let place = try TemporaryFolder()
    let out = place.path + "/out"
    let plain = try Self.read(Self.plain, in: place)
    let ruled = try Self.read(Self.plain, stop: Self.rule, in: place)
    try ExperimentFolder.check(out, for: plain)
    #expect(try place.names() == ["plan.yaml"])
    _ = try ExperimentFolder.create(out, for: plain)
    try ExperimentFolder.check(out, for: ruled, stop: StopOption(Self.rule))
    #expect(try place.read("out/experiment.yaml") == Self.plain)
    let other = try Self.read(Self.plain.replacing("1...3", with: "1...4"), in: place)
    let lock = try FolderLock(out, for: .running)
    for (plan, stop) in [(ruled, nil), (ruled, try StopOption(Self.rule)), (other, nil)] {
      let look = #expect(throws: InputError.self) {
        try ExperimentFolder.check(out, for: plan, stop: stop)
      }
      let error = #expect(throws: InputError.self) {
        _ = try ExperimentFolder.create(out, for: plan, stop: stop)
      }
      #expect(look == error)
    }
    lock.release()
    try place.write("x", to: "file")
    try place.write("x", to: "full/file")
    for name in ["file", "full"] {
      #expect(throws: InputError.self) { try ExperimentFolder.check(place.file(name), for: plain) }
    }
  }

  // MARK: Schedules

  private static func schedule(_ rule: String, steps: Int?, evaluations: Int = 10) throws
    -> StopSchedule
  {
    var settings = TrainingProtocol()
    settings.epochs = 1
    settings.batchSize = 1
    settings.evaluationsPerEpoch = evaluations
    settings.maximumSteps = steps
    return try StopSchedule(StopRule(rule), Schedule(settings, exampleCount: 100))
  }

  @Test func rungsAreEvaluations() throws {
    #expect(try Self.schedule("start 3, keep 2 at 0.3", steps: nil).steps == [30])
    #expect(try Self.schedule("start 3, keep 2 at 0.300000001", steps: nil).steps == [40])
    #expect(
      try Self.schedule("start 3, keep 2 at 0.01, keep 1 at 0.9", steps: nil).steps == [10, 90])
    // Of a trial that ends early it is a share of its own updates.
    let early = try Self.schedule("start 3, keep 2 at 0.5", steps: 50)
    #expect(early.steps == [30] && early.stepCount == 50)
    for (rule, steps) in [
      ("start 3, keep 2 at 0.91", nil), ("start 3, keep 2 at 0.1", 10),
      ("start 3, keep 2 at 0.9", 12),
      ("start 3, keep 2 at 0.31, keep 1 at 0.39", nil),
    ] {
      #expect(throws: InputError.self) { try Self.schedule(rule, steps: steps) }
    }
  }

  @Test func cellsHavePlaces() throws {
    let place = try TemporaryFolder()
    let text = Self.plain.replacing("do: 1...3", with: "do: [7, 1...3, 0]")
    let cells = try Self.read(text, in: place).cells
    for position in cells.indices { #expect(cells.position(of: cells[position]) == position) }
    #expect(cells.position(of: Cell(wi: 1, do: 4)) == nil)
    #expect(cells.position(of: Cell(wi: 3, do: 1)) == nil)
  }
}
