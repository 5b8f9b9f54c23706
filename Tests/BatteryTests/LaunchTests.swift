import Foundation
import Processes
import TestSupport
import Testing

@testable import Battery

/// How children are started: what a child sees is what was asked for, and nothing of it stays with this process.
@Suite struct LaunchTests {
  /// What a script of the shell writes to standard error.
  private func lines(_ script: String, _ launch: Launch) throws -> [String] {
    try ProgramRun(
      arguments: ["/bin/sh", "-c", "exec 1>&2; \(script)"], launch: launch,
      interruption: Interruption()
    ).succeed().notes
  }

  @Test func theEnvironmentIsWhatIsGivenInItsOrder() throws {
    var launch = Launch()
    launch.environment = ["B=2", "A=1 x", "C="]
    // The shell orders what it passes on; this is what it got.
    let seen = try lines("tr '\\0' '\\n' < /proc/$$/environ", launch)
    #expect(seen == launch.environment)
    #expect(
      Set(Launch.ownEnvironment) == Set(ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }))
  }

  @Test func oneVariableIsSetOrTakenAway() throws {
    let path = try #require(ProcessInfo.processInfo.environment["PATH"])
    let set = Launch().setting("SEEDPROOF_TEST", "a b")
    #expect(try lines("echo \"$SEEDPROOF_TEST/$PATH\"", set) == ["a b/\(path)"])
    let gone = set.setting("SEEDPROOF_TEST", nil)
    #expect(try lines("echo \"<$SEEDPROOF_TEST>\"", gone) == ["<>"])
    // It keeps its place in the order.
    var launch = Launch()
    launch.environment = ["A=1", "B=2", "C=3"]
    #expect(launch.setting("B", "4").environment == ["A=1", "B=4", "C=3"])
  }

  @Test func folderAndMaskAreTheChildsAlone() throws {
    try withFolder { folder in
      let path = URL(filePath: folder.path).resolvingSymlinksInPath().path
      let before = (FileManager.default.currentDirectoryPath, try lines("umask", Launch()))
      var launch = Launch()
      launch.folder = path
      launch.fileMask = 0o027
      #expect(try lines("pwd -P; umask", launch) == [path, "0027"])
      #expect(FileManager.default.currentDirectoryPath == before.0)
      #expect(try lines("umask", Launch()) == before.1)
    }
  }

  @Test func processorsAreTheChildsAlone() throws {
    let own = Launch.ownProcessors
    try #require(!own.isEmpty)
    var launch = Launch()
    launch.processors = [own[own.count - 1]]
    let seen = try lines("grep Cpus_allowed_list /proc/self/status", launch)
    #expect(seen == ["Cpus_allowed_list:\t\(own[own.count - 1])"])
    #expect(Launch.ownProcessors == own)
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    var launch = Launch()
    launch.folder = "/nowhere/at/all"
    #expect(throws: (any Error).self) { try lines("true", launch) }
  }

  /// Whatever stands in the file, the child is one process and its end is told.
  @Test func endsAreTold() throws {
    func run(_ script: String, kills: (String) -> Bool = { _ in false }) throws -> ProgramRun.End {
      try ProgramRun(
        arguments: ["/bin/sh", "-c", script], launch: Launch(), interruption: Interruption()
      ).run(kills: kills)
    }
    #expect(try run("exit 3").end == .exited(3))
    let killed = try run("echo one >&2; echo two >&2; exec sleep 1000") { $0 == "two" }
    #expect(
      killed.wasKilled && killed.end == .signalled(SIGKILL) && killed.notes == ["one", "two"])
    #expect(killed.peakByteCount > 0)
    let error = #expect(throws: ProgramRun.Failure.self) {
      try ProgramRun(
        arguments: ["/bin/sh", "-c", "echo no luck >&2; exit 4"], launch: Launch(),
        interruption: Interruption()
      ).succeed()
    }
    #expect(error?.description == "sh ended with status 4: no luck")
  }
}
