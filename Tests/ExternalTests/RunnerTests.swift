import Experiment
import Foundation
import Processes
import TestSupport
import Testing
import Text
import Trajectory

@testable import External
@testable import Judgement

/// Each way in which another trainer can fail, by scripts of the shell.
@Suite(.timeLimit(.minutes(20))) struct RunnerTests {
  private static let step = #"echo '{"step":0,"loss":"0x1p+0"}'"#
  private static let end = #"echo '{"end":{}}'"#

  /// The trial's golden, and its records; the golden is there only if the trial succeeds.
  private func record(
    _ script: String, _ change: (inout RunnerLimits) -> Void = { _ in }
  ) throws -> Golden {
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    do {
      _ = try shell(script, change).record(Cell(wi: 3, do: 7), to: path) { _, _ in }
    } catch {
      // Nothing but what was recorded by then.
      let kept = (error as? RunnerFailure)?.kept
      #expect(try folder.names() == (kept == nil ? [] : ["t.golden.partial"]))
      throw error
    }
    return try Golden(path)
  }

  private func failure(
    _ script: String, _ change: (inout RunnerLimits) -> Void = { _ in }
  ) throws -> RunnerFailure {
    try #require(throws: RunnerFailure.self) { try record(script, change) }
  }

  @Test func aTrialIsRecorded() throws {
    let golden = try record(
      #"echo "{\"step\":0,\"loss\":\"0x1.8p+$1\"}"; echo; echo '{"step":1,"loss":"0x1p-149"}'; "#
        + #"echo '{"evaluation":{"step":2,"correct":5,"total":9}}'; printf '{"end":{"digest":"'; "#
        + #"printf '%064d' $2; printf '"}}'"#)
    #expect(golden.steps.map(\.loss) == [12, 0x1p-149])
    #expect(golden.evaluations.map(\.counts) == [[5, 4]])
    #expect(golden.anchors.map(\.step) == [2])
    #expect(golden.anchors[0].components[0].name == "state")
    #expect(golden.anchors[0].components[0].digest.description.hasSuffix("7"))
    #expect(golden.header["numerics"] == "external")
    #expect(golden.header["wi"]?.integer == 3)
    #expect(golden.header["trial"] == [:])
    #expect(
      golden.header["columns"] == [
        "step": ["loss"], "evaluation": ["correct"], "anchor": ["state"],
      ])
  }

  @Test func aCrashShowsTheEndOfStandardError() throws {
    let failure = try failure(
      #"printf 'first\n\033[31mlast\t\xff\n' >&2; \#(Self.step); exit 3"#)
    #expect(failure.reason == .exited(status: 3))
    #expect(failure.line == 1)
    let text = failure.description
    #expect(
      text.contains(
        "ended with status 3 after line 1; its standard error ends: first | \\u{1b}[31m"))
    #expect(!text.contains("\u{1b}") && !text.contains("\n"))
  }

  @Test func theTailOfStandardErrorIsBounded() throws {
    let failure = try failure("yes noise | head -c 3000000 >&2; echo done >&2; exit 1")
    #expect(failure.errorTail.utf8.count <= RunnerLimits.tailByteCount + 3)
    #expect(failure.errorTail.hasPrefix("...") && failure.errorTail.hasSuffix("noise\ndone\n"))
  }

  @Test func aSignalIsNamed() throws {
    #expect(try failure("\(Self.step); kill -11 $$").reason == .signalled(11))
    #expect(try failure("\(Self.step); \(Self.end); kill -9 $$").reason == .signalled(9))
  }

  @Test func aStatusAfterTheEndCountsToo() throws {
    #expect(try failure("\(Self.step); \(Self.end); exit 1").reason == .exited(status: 1))
  }

  @Test func silenceEndsTheTrial() throws {
    // Long enough for a shell to start on a busy machine.
    let failure = try failure("\(Self.step); sleep 1000") { $0.silence = .seconds(3) }
    #expect(failure.reason == .silent(.seconds(3)))
    #expect(failure.description.contains("printed nothing for 3"))
    #expect(failure.description.contains("s after line 1"))
  }

  @Test func aTrialHasItsTime() throws {
    let failure = try failure("\(Self.step); sleep 1000") { $0.trial = .milliseconds(150) }
    #expect(failure.reason == .late(.milliseconds(150)))
  }

  @Test func aProcessEndsAfterItsEnd() throws {
    for script in ["\(Self.step); \(Self.end); sleep 1000", "exec >&-; sleep 1000"] {
      let failure = try failure(script) { $0.ending = .milliseconds(150) }
      #expect(failure.reason == .lingering(.milliseconds(150)))
    }
  }

  @Test func anEndlessLineIsCut() throws {
    let failure = try failure("\(Self.step); yes | tr -d '\\n'") { $0.lineByteCount = 1 << 17 }
    #expect(failure.reason == .longLine(byteLimit: 1 << 17))
    #expect(failure.line == 1)
  }

  @Test func endlessOutputIsCut() throws {
    let script = #"i=0; while :; do echo "{\"step\":$i,\"loss\":\"0x1p+0\"}"; i=$((i+1)); done"#
    let failure = try failure(script) { $0.outputByteCount = 1 << 14 }
    #expect(failure.reason == .longOutput(byteLimit: 1 << 14))
  }

  @Test func endlessStandardErrorIsDrained() throws {
    let failure = try failure("yes noise >&2") { $0.trial = .milliseconds(200) }
    #expect(failure.reason == .late(.milliseconds(200)))
  }

  @Test(arguments: [
    ("echo Epoch 1", "not a value"), ("head -c 100 /dev/zero", "not a value"),
    (#"printf '\377\376\n'"#, "not a value"), (#"printf '{"step":0'"#, "missing"),
    (#"echo '{"step":0,"loss":"0.25"}'"#, "hexadecimal"),
    (#"echo '{"evaluation":{"step":0,"counts":[1,2,3]}}'"#, "no confusion matrix"),
    (#"echo '{"evaluation":{"step":0,"counts":[1,2,3,4],"predictions":[1]}}'"#, "1 predictions"),
    (
      #"echo '{"evaluation":{"step":0,"counts":[1,0],"predictions":[0]}}'"#, "no confusion matrix"
    ),
    (
      #"echo '{"evaluation":{"step":0,"counts":[1,0,0,0],"predictions":[0],"logits":["0x1p+0"]}}'"#,
      "1 logits, not 1 x 2"
    ),
    (
      #"echo '{"evaluation":{"step":0,"counts":[1,0,0,0],"logits":["0x1p+0","0x1p+0"]}}'"#,
      "'logits' need 'predictions'"
    ),
    (#"echo '{"evaluation":{"step":0,"correct":0,"total":0}}'"#, "no room"),
    (#"echo '{"anchor":{"step":0,"components":{}}}'"#, "other components"),
    (
      #"echo "{\"anchor\":{\"step\":0,\"components\":{\"A\":\"$(printf '%064d' 0)\"}}}""#, "no room"
    ),
  ])
  func garbageIsRefused(script: String, reason: String) throws {
    let failure = try failure("\(script); exit 0")
    switch failure.reason {
    case .notARecord(let why), .misplaced(let why): #expect(why.contains(reason), "\(why)")
    default: Issue.record("\(failure)")
    }
    #expect(failure.line == 1)
  }

  @Test(arguments: [
    (#"{"step":1,"loss":"0x1p+0"}"#, "where step 1 belongs", false),
    (#"{"step":2,"loss":"0x1p+0"}"#, "where step 1 belongs", true),
    (#"{"step":0,"loss":"0x1p+0"}"#, "where step 1 belongs", true),
    (#"{"begin":{"protocol":"seedproof-runner/1"}}"#, "not the first line", true),
    (#"{"evaluation":{"step":5,"correct":1,"total":2}}"#, "after 1 updates", true),
    (#"{"step":1,"loss":"0x1p+0","gradientNorm":"0x1p+0"}"#, "unlike the first of its kind", true),
  ])
  func disorderIsRefused(line: String, reason: String, isAccepted: Bool) throws {
    // Step 1 after step 0 is right, and then the trial lacks its end.
    let failure = try failure("\(Self.step); echo '\(line)'")
    switch failure.reason {
    case .misplaced(let why): #expect(isAccepted && why.contains(reason), "\(why)")
    case .unfinished: #expect(!isAccepted)
    default: Issue.record("\(failure)")
    }
  }

  @Test func otherSeedsThanAskedForAreRefused() throws {
    for seeds in [#""wi":4"#, #""do":3"#] {
      let failure = try failure(
        #"echo '{"begin":{"protocol":"seedproof-runner/1",\#(seeds)}}'; \#(Self.step); \#(Self.end)"#
      )
      guard case .misplaced(let why) = failure.reason else {
        Issue.record("\(failure)")
        continue
      }
      #expect(why.contains("the trainer took"))
    }
  }

  @Test func nothingFollowsTheEnd() throws {
    let failure = try failure("\(Self.step); \(Self.end); echo '{\"step\":1,\"loss\":\"0x1p+0\"}'")
    #expect(failure.reason == .misplaced("it stands after the end"))
  }

  @Test func anEndIsNeeded() throws {
    #expect(try failure(Self.step).reason == .unfinished)
    #expect(try failure("true").reason == .unfinished)
    #expect(try failure("true").line == 0)
    #expect(try failure("true").description.contains("SEEDPROOF_RUNNER"))
    let failure = try failure("echo why >&2; \(Self.step)")
    #expect(failure.line == 1)
    #expect(failure.errorTail == "why\n")
    #expect(
      try self.failure(Self.end).reason == .misplaced("the trial ends without an update"))
  }

  @Test func aProgramThatIsNotThereIsAnInputError() throws {
    for program in ["seedproof-no-such-program", "/etc/passwd", "/"] {
      let runner = Runner(try RunnerCommand("\(program) {wi}"))
      let error = try #require(throws: InputError.self) {
        try runner.run(Cell(wi: 1, do: 1)) { _ in .goesOn }
      }
      #expect(error.kind == .usage && error.file == program)
    }
  }

  @Test func anInterruptionEndsTheTrial() throws {
    let interruption = Interruption()
    let runner = Runner(
      try RunnerCommand("sh -c 'echo 1; sleep 1000' {wi}"), interruption: interruption)
    #expect(throws: Interrupted.self) {
      try runner.run(Cell(wi: 1, do: 1)) { _ in
        interruption.request()
        return .goesOn
      }
    }
  }

  /// What the trainer started is killed with it: then nobody holds the pipe open.
  @Test func theWholeGroupEnds() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.file("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    for script in [
      "(sleep 1000; true) >'\(pipe)' & \(Self.step); \(Self.end); sleep 1000",
      "(sleep 1000; true) >'\(pipe)' & \(Self.step); exit 4",
    ] {
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      try #require(reader >= 0)
      defer { close(reader) }
      _ = try failure(script) { $0.ending = .milliseconds(300) }
      // Blocks until the last writer is gone.
      #expect(fcntl(reader, F_SETFL, 0) == 0)
      var byte: UInt8 = 0
      #expect(read(reader, &byte, 1) == 0)
    }
  }

  /// A process that outlives the trainer does not hold the trial up.
  @Test func aProcessLeftBehindDoesNotMatter() throws {
    #expect(try record("sleep 1000 & \(Self.step); \(Self.end)").steps.count == 1)
  }

  @Test func theChildInheritsNothing() throws {
    // One descriptor that would leak: open, not marked to close on exec, and none that the shell opens itself.
    let null = open("/dev/null", O_RDONLY)
    let leak = fcntl(null, F_DUPFD, 100)
    close(null)
    defer { close(leak) }
    // The shell's `trap` lists signals that are ignored on entry.
    signal(SIGUSR1, SIG_IGN)
    defer { signal(SIGUSR1, SIG_DFL) }
    let runner = try shell(
      "for n in /proc/self/fd/*; do echo ${n##*/}; done; grep SigIgn /proc/self/status; "
        + "cut -d' ' -f5 /proc/$$/stat; echo $$; readlink /proc/self/fd/0")
    var lines: [String] = []
    _ = try runner.run(Cell(wi: 1, do: 1)) { line in
      lines.append(String(decoding: line, as: UTF8.self))
      return .goesOn
    }
    let descriptors = lines.prefix { Int($0) != nil }.compactMap { Int($0) }
    // The shell itself holds the folder that it lists.
    #expect(descriptors.count <= 4 && !descriptors.contains(Int(leak)), "\(lines)")
    let ignored = lines.first { $0.hasPrefix("SigIgn") }.flatMap { line in
      line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
    }
    // The C library itself ignores its signals 32 and 33 there.
    #expect(ignored.map { $0 & ~(3 << 31) } == 0, "\(lines)")
    #expect(lines[lines.count - 3] == lines[lines.count - 2], "a group of its own")
    #expect(lines.last == "/dev/null")
  }

  @Test func nothingOfAChildIsLeft() throws {
    var process: pid_t = 0
    do {
      let child = try ChildProcess(["sh", "-c", "exit 7"])
      process = child.process
      while child.isOpen(.standard) { _ = child.read(.standard) }
      while !child.hasEnded { _ = child.wait(atMost: 1) }
      #expect(child.finish() == .exited(7))
      #expect(child.finish() == .exited(7))
    }
    // Neither running nor a zombie.
    #expect(waitpid(process, nil, WNOHANG) == -1 && errno == ECHILD)
    do { process = try ChildProcess(["sleep", "1000"]).process }
    #expect(waitpid(process, nil, WNOHANG) == -1 && errno == ECHILD)
  }
}
