import Experiment
import Files
import Foundation
import Processes
import Synchronization
import TestSupport
import Testing
import Text

@testable import Grid

/// A Slurm that answers as it is told.
private final class MadeSlurm: Sendable {
  typealias Answer = SlurmTool.Answer

  let calls = Mutex<[[String]]>([])
  private let answers: Mutex<[String: [Answer]]>

  /// - Parameter answers: of each command, in order; the last one stays.
  init(_ answers: [String: [Answer]]) { self.answers = Mutex(answers) }

  var tool: SlurmTool {
    SlurmTool { words in
      self.calls.withLock { $0.append(words) }
      return self.answers.withLock { answers in
        guard let known = answers[words[0]], !known.isEmpty else {
          return Answer(status: 1, output: "", error: "nobody expected \(words[0])")
        }
        if known.count > 1 { answers[words[0]]?.removeFirst() }
        return known[0]
      }
    }
  }

  func count(_ name: String) -> Int { calls.withLock { $0.count { $0[0] == name } } }
}

extension SlurmTool.Answer {
  fileprivate static func said(_ output: String) -> Self {
    Self(status: 0, output: output, error: "")
  }
  fileprivate static func refused(_ error: String) -> Self {
    Self(status: 1, output: "", error: error)
  }
  fileprivate static let unknownJob = refused("slurm_load_jobs error: Invalid job id specified\n")
}

@Suite struct SlurmGridTests {
  /// A folder with a plan of 2 x 3 trials.
  private struct Place {
    let folder: ExperimentFolder
    let temporary: TemporaryFolder

    init() throws {
      temporary = try TemporaryFolder()
      folder = try .create(temporary.path + "/out", for: .embedded(in: temporary))
    }

    func grid(
      _ slurm: MadeSlurm, waits: Bool = false, pause: @escaping @Sendable () -> Void = {}
    ) -> SlurmGrid {
      var options = SlurmOptions()
      options.waits = waits
      let command = ShardCommand(folder: "/", words: ["/opt/seedproof", "grid"])
      return SlurmGrid(folder, command, options, slurm.tool) { _, _ in pause() }
    }

    func finish(_ cells: some Sequence<Cell>) throws {
      for cell in cells { try AtomicFile.write([1], to: folder.goldenPath(cell)) }
    }
  }

  @Test func theMissingTrialsAreSubmitted() throws {
    let place = try Place()
    try place.finish(place.folder.plan.cells.prefix(2))
    let slurm = MadeSlurm(["sbatch": [.said("123;cluster\n")]])
    let grid = place.grid(slurm)
    #expect(try grid.submit(limit: 1001) == .submitted("123", taskCount: 4))
    #expect(slurm.calls.withLock { $0 } == [["sbatch", "--parsable", grid.scriptPath]])
    let script = try place.temporary.read("out/slurm/grid.sbatch")
    #expect(script.contains("#SBATCH --array=0-3\n") && script.contains("shards=({3..6})\n"))
    #expect(script.contains("--job-name=seedproof-small\n"))
    #expect(try place.temporary.read("out/slurm/job") == "123\n")
  }

  @Test func nothingIsSubmittedWhereNothingIsMissing() throws {
    let place = try Place()
    try place.finish(place.folder.plan.cells)
    let slurm = MadeSlurm([:])
    #expect(try place.grid(slurm).submit(limit: 1001) == .none)
    #expect(slurm.calls.withLock { $0.isEmpty })
    #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/slurm"))
  }

  @Test func aJobOfBeforeIsNotSubmittedTwice() throws {
    let place = try Place()
    let slurm = MadeSlurm([
      "sbatch": [.said("7\n")],
      "squeue": [.said("PENDING|Resources|seedproof-small\nRUNNING|None|seedproof-small\n")],
    ])
    #expect(try place.grid(slurm).submit(limit: 2) == .submitted("7", taskCount: 2))
    let error = #expect(throws: InputError.self) { try place.grid(slurm).submit(limit: 2) }
    #expect(error?.reason == "2 tasks of its job 7 are still in Slurm's queue")
    #expect(try place.grid(slurm, waits: true).submit(limit: 2) == .earlier("7"))
    #expect(slurm.count("sbatch") == 1)
  }

  /// The number may be another job's by now, or none's.
  @Test(arguments: [
    "PENDING|Resources|another\n", "", "RUNNING|None|seedproof-small-2\n", "unknown",
  ])
  func aJobThatIsGoneIsSubmittedAgain(answer: String) throws {
    let place = try Place()
    let slurm = MadeSlurm([
      "sbatch": [.said("7\n"), .said("8\n")],
      "squeue": [answer == "unknown" ? .unknownJob : .said(answer)],
    ])
    _ = try place.grid(slurm).submit(limit: 2)
    #expect(try place.grid(slurm).submit(limit: 2) == .submitted("8", taskCount: 2))
  }

  @Test(arguments: ["x\n", "", "-1\n", "../x\n", "12 34\n"])
  func aDamagedNumberIsNoJob(text: String) throws {
    let place = try Place()
    try place.temporary.write(text, to: "out/slurm/job")
    let slurm = MadeSlurm(["sbatch": [.said("9\n")]])
    #expect(try place.grid(slurm).submit(limit: 6) == .submitted("9", taskCount: 6))
    #expect(slurm.count("squeue") == 0)
  }

  @Test func aRefusalIsNamed() throws {
    let place = try Place()
    let slurm = MadeSlurm([
      "sbatch": [.refused("sbatch: error: invalid partition\u{1b}[2J specified: x\nmore\n")]
    ])
    let error = #expect(throws: InputError.self) { try place.grid(slurm).submit(limit: 2) }
    #expect(error?.kind == .usage)
    #expect(
      error?.description.contains(
        "was refused by sbatch: sbatch: error: invalid partition\\u{1b}[2J specified: x;") == true)
    #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/slurm/job"))
    let silent = MadeSlurm(["sbatch": [.said("")]])
    let unknown = #expect(throws: InputError.self) { try place.grid(silent).submit(limit: 2) }
    #expect(unknown?.kind == .unverifiable)
  }

  @Test(arguments: [(nil, 1001), (20, 20), (1001, 1001)])
  func theClusterSaysHowLargeAnArrayIs(size: Int?, limit: Int) throws {
    var options = SlurmOptions()
    options.arraySize = size
    let config = "MaxArrayFoo = 3\nMaxArraySize            = 1001\nMaxJobCount = 10000\n"
    let slurm = MadeSlurm(["scontrol": [.said(config)]])
    #expect(try SlurmGrid.taskLimit(options, slurm.tool) == limit)
  }

  @Test(arguments: [
    ("MaxArraySize = 1001\n", Optional(1002), InputError.Kind.usage, "at most 1001 tasks"),
    ("MaxArraySize = 0\n", nil, .usage, "takes no arrays"),
    ("nothing\n", nil, .unverifiable, "MaxArraySize"),
    ("down", nil, .unverifiable, "Unable to contact slurm controller"),
  ])
  func anArrayThatCannotBeIsRefused(
    config: String, size: Int?, kind: InputError.Kind, reason: String
  ) {
    var options = SlurmOptions()
    options.arraySize = size
    let slurm = MadeSlurm([
      "scontrol": [
        config == "down"
          ? .refused("slurm_load_ctl_conf error: Unable to contact slurm controller")
          : .said(config)
      ]
    ])
    let error = #expect(throws: InputError.self) { try SlurmGrid.taskLimit(options, slurm.tool) }
    #expect(error?.kind == kind)
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  // MARK: Waiting

  private static let running = SlurmTool.Answer.said(
    "RUNNING|None|seedproof-small\nPENDING|Priority|seedproof-small\n")

  /// The goldens decide, whatever Slurm says.
  @Test func waitingEndsWithTheLastGolden() throws {
    let place = try Place()
    let slurm = MadeSlurm(["squeue": [Self.running]])
    let cells = Mutex(Array(place.folder.plan.cells))
    let grid = place.grid(slurm) {
      cells.withLock { if let cell = $0.popLast() { try? place.finish([cell]) } }
    }
    var seen: [SlurmProgress] = []
    try grid.wait(for: "7", interruption: Interruption()) { seen.append($0) }
    #expect(seen.map(\.finishedCount) == Array(0...6))
    #expect(seen.allSatisfy { $0.runningTaskCount == 1 && $0.waitingTaskCount == 1 })
    #expect(seen.allSatisfy { $0.plannedCount == 6 })
  }

  /// A controller that is away is waited for; a folder that shows its files late is looked into again.
  @Test func silenceIsNoEnd() throws {
    let place = try Place()
    let away = SlurmTool.Answer.refused("slurm_load_jobs error: Unable to contact slurm controller")
    let slurm = MadeSlurm([
      "squeue": [Self.running] + Array(repeating: away, count: 9) + [.unknownJob, .said("")]
    ])
    let looks = Mutex(0)
    let grid = place.grid(slurm) {
      let look = looks.withLock { count -> Int in
        count += 1
        return count
      }
      if look == 12 { try? place.finish(place.folder.plan.cells) }
    }
    try grid.wait(for: "7", interruption: Interruption()) { _ in }
    #expect(looks.withLock { $0 } == 12)
  }

  @Test(arguments: [
    ([SlurmTool.Answer.said("")], "job 7 has ended"), ([.unknownJob], "job 7 has ended"),
    (
      [.said("SPECIAL_EXIT|launch failed requeued held|seedproof-small\n")],
      "job 7 waits for ever: SPECIAL_EXIT, launch failed requeued held"
    ),
    (
      [.said("PENDING|DependencyNeverSatisfied|seedproof-small\n")],
      "job 7 waits for ever: PENDING, DependencyNeverSatisfied"
    ),
  ])
  private func anEndWithoutGoldensIsNone(answers: [SlurmTool.Answer], reason: String) throws {
    let place = try Place()
    try place.finish(place.folder.plan.cells.dropLast(2))
    let grid = place.grid(MadeSlurm(["squeue": answers]))
    let error = #expect(throws: InputError.self) {
      try grid.wait(for: "7", interruption: Interruption()) { _ in }
    }
    #expect(error?.kind == .unverifiable)
    #expect(error?.reason == "2 of 6 trials have no golden, and \(reason)")
  }

  @Test func waitingCanBeEnded() throws {
    let place = try Place()
    let interruption = Interruption()
    let grid = place.grid(MadeSlurm(["squeue": [Self.running]])) { interruption.request() }
    #expect(throws: Interrupted.self) {
      try grid.wait(for: "7", interruption: interruption) { _ in }
    }
  }

  // MARK: The commands themselves

  @Test func aToolOfTheSystemIsRun() throws {
    let tool = SlurmTool.system(limit: .seconds(20))
    let answer = try tool.run([
      "sh", "-c", "echo out; echo err >&2; exec >&- 2>&-; sleep 0.1; exit 3",
    ])
    #expect(answer == SlurmTool.Answer(status: 3, output: "out\n", error: "err\n"))
    #expect(answer.reason == "err")
    let absent = #expect(throws: InputError.self) { try tool.run(["no-such-sbatch"]) }
    #expect(absent?.kind == .usage)
    #expect(absent?.reason.hasPrefix("Slurm's 'no-such-sbatch' cannot be started") == true)
    let slow = SlurmTool.system(limit: .milliseconds(200))
    let late = #expect(throws: InputError.self) { try slow.run(["sleep", "60"]) }
    #expect(late?.kind == .unverifiable)
  }

  @Test func variablesThatWouldChangeTheScriptAreDropped() throws {
    var launch = Launch()
    for name in SlurmTool.dropped + ["SBATCH_ACCOUNT"] { launch = launch.setting(name, "mine") }
    let answer = try SlurmTool.system(environment: launch).run(["sh", "-c", "env | grep ^SBATCH_"])
    #expect(answer.output == "SBATCH_ACCOUNT=mine\n")
  }
}
