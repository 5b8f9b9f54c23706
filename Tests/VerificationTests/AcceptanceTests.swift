import Experiment
import Files
import Foundation
import Testing
import Text
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct AcceptanceTests {
  private let first = Cell(wi: 1, do: 1)
  private let second = Cell(wi: 2, do: 1)
  private let machine = Machine(host: "box", process: 7, threads: 2, instructionSet: "avx2")

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// An experiment whose first golden is forged, and whose pending folder holds the true one.
  private func forged() throws -> (RecordedExperiment, ExperimentFolder) {
    let experiment = try RecordedExperiment()
    let folder = try ExperimentFolder.open(experiment.path)
    try FileManager.default.createDirectory(
      atPath: folder.pendingPath, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: experiment.golden(first), toPath: folder.pendingPath + "/" + first.fileName)
    try experiment.forge(first) { $0.steps[3].lossBits ^= 1 }
    return (experiment, folder)
  }

  @Test func pendingResultBecomesTheGolden() throws {
    let (experiment, folder) = try forged()
    #expect(try experiment.verify().verdict == .diverged)
    let before = try Golden(experiment.golden(first)).contentDigest
    let acceptance = try Acceptance([], into: folder)
    #expect(acceptance.candidates.map(\.cell) == [first])
    #expect(acceptance.json["accepted"]?.array?[0]["changed"]?.bool == true)
    try acceptance.perform(reason: "the schedule was wrong", machine: machine)
    #expect(try experiment.verify().verdict == .reproduced)
    #expect(!exists(folder.pendingPath))
    let entries = try Ledger(folder.ledgerPath).read().entries
    #expect(entries.map(\.event) == [.accepted])
    #expect(entries[0].cell == first)
    #expect(entries[0].detail == "the schedule was wrong")
    #expect(entries[0].accepted?.toolchain.hasPrefix("swift ") == true)
    #expect(entries[0].accepted?.replaced == before)
    #expect(try entries[0].accepted?.content == Golden(experiment.golden(first)).contentDigest)
    #expect(entries[0].time.hasSuffix("Z"))
  }

  /// One decision for what differs alike; what differs otherwise waits.
  @Test func aGroupIsAcceptedAlone() throws {
    let (experiment, folder) = try forged()
    try FileManager.default.copyItem(
      atPath: experiment.golden(second), toPath: folder.pendingPath + "/" + second.fileName)
    try experiment.forge(second) { $0.steps[0].lossBits ^= 1 << 22 }
    let groups = DivergenceGroup.all(of: try experiment.verify().trials).map(\.key.description)
    #expect(groups == ["loss-later-near", "loss-start-far"])
    let error = #expect(throws: InputError.self) {
      try Acceptance([], into: folder, group: "loss-later")
    }
    #expect(error?.kind == .usage)
    #expect(error?.advice == "there are: loss-later-near, loss-start-far")
    let acceptance = try Acceptance([], into: folder, group: groups[0])
    #expect(acceptance.candidates.map(\.cell) == [first])
    #expect(acceptance.table.hasSuffix(", loss-later-near"))
    #expect(acceptance.json["accepted"]?.array?[0]["group"] == "loss-later-near")
    try acceptance.perform(reason: "another library", machine: machine)
    #expect(try experiment.verify().trials.map(\.verdict) == [.reproduced, .diverged])
    #expect(exists(folder.pendingPath + "/" + second.fileName))
    #expect(try Ledger(folder.ledgerPath).read().entries.map(\.cell) == [first])
  }

  /// What is there and cannot be read is not called missing.
  @Test func whatIsReplacedIsSaid() throws {
    let (experiment, folder) = try forged()
    func place() throws -> (line: String, unreadable: Bool?) {
      let acceptance = try Acceptance([], into: folder)
      let trial = acceptance.json["accepted"]?.array?[0]
      return (acceptance.table, trial?["replacesUnreadable"]?.bool)
    }
    let before = try Golden(experiment.golden(first)).contentDigest.description.prefix(12)
    #expect(try place().line.contains(" in place of \(before), loss-"))
    #expect(try place().unreadable == false)
    try Data("no golden".utf8).write(to: URL(filePath: experiment.golden(first)))
    #expect(try place().line.hasSuffix(" in place of one that cannot be read"))
    #expect(try place().unreadable == true)
    try FileManager.default.removeItem(atPath: experiment.golden(first))
    #expect(try place().line.hasSuffix(" where none was"))
    #expect(try place().unreadable == false)
  }

  @Test func resultForAMissingGoldenIsPlaced() throws {
    let experiment = try RecordedExperiment()
    let folder = try ExperimentFolder.open(experiment.path)
    let kept = experiment.path + "/kept"
    try FileManager.default.moveItem(atPath: experiment.golden(second), toPath: kept)
    try Acceptance([kept], into: folder).perform(reason: "new", machine: machine)
    #expect(try experiment.verify().verdict == .reproduced)
    #expect(try Ledger(folder.ledgerPath).read().entries[0].accepted?.replaced == nil)
    // Only what lies in the pending folder is removed.
    #expect(exists(kept))
  }

  /// Nothing changes where one result is refused.
  @Test func unsoundOrForeignResultsAreRefused() throws {
    let (experiment, folder) = try forged()
    let golden = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    let stranger = folder.pendingPath + "/stranger.golden"
    func refuse(_ kind: InputError.Kind, _ make: () throws -> Void) throws {
      try make()
      let error = #expect(throws: InputError.self) { try Acceptance([], into: folder) }
      #expect(error?.kind == kind)
      try? FileManager.default.removeItem(atPath: stranger)
      #expect(try Data(contentsOf: URL(filePath: experiment.golden(first))) == golden)
      #expect(!exists(folder.ledgerPath))
    }
    try refuse(.malformed) { try Data([1]).write(to: URL(filePath: stranger)) }
    // More updates than its trial has are not read.
    try refuse(.malformed) {
      var golden = try Golden(experiment.golden(second))
      golden.steps = (0..<GoldenReader.cheapValueCount / 4 + 1).map {
        StepRecord(step: $0, lossBits: 1)
      }
      (golden.evaluations, golden.anchors) = ([], [])
      try golden.write(to: stranger)
    }
    // Another trial than the plan has: other seeds, or another protocol.
    for (key, value) in [("wi", JSONValue.integer(9)), ("protocol", .null)] {
      try refuse(.malformed) {
        var golden = try Golden(experiment.golden(second))
        guard case .object(var members) = golden.header else { return }
        if key == "protocol", case .object(var settings) = members[key] {
          settings["epochs"] = .integer(2)
          members[key] = .object(settings)
        } else {
          members[key] = value
        }
        golden.header = .object(members)
        try golden.write(to: stranger)
      }
    }
    // Two results of one trial.
    try refuse(.usage) {
      try FileManager.default.copyItem(
        atPath: folder.pendingPath + "/" + first.fileName, toPath: stranger)
    }
  }

  /// What 'verify' could not read is not put in the place of what it can.
  @Test func resultWithUnreadablePagesIsRefused() throws {
    let (experiment, folder) = try forged()
    let golden = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    let bytes = try NewerGolden.bytes(folder.pendingPath + "/" + first.fileName)
    #expect(try GoldenReader(bytes: bytes, name: "newer").skippedPageCount == 1)
    try AtomicFile.write(bytes, to: folder.pendingPath + "/" + first.fileName)
    let error = #expect(throws: InputError.self) { try Acceptance([], into: folder) }
    #expect(error?.kind == .unverifiable)
    #expect(try Data(contentsOf: URL(filePath: experiment.golden(first))) == golden)
  }

  /// `pending` is the folder of the goldens by another name: they are not deleted.
  @Test(arguments: ["trials", "./trials", "../elsewhere"])
  func pendingBehindALinkIsRefused(_ target: String) throws {
    let experiment = try RecordedExperiment()
    let folder = try ExperimentFolder.open(experiment.path)
    let golden = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    try FileManager.default.createSymbolicLink(
      atPath: folder.pendingPath, withDestinationPath: target)
    for paths in [[], [folder.pendingPath], [experiment.golden(first)]] {
      let error = #expect(throws: InputError.self) { try Acceptance(paths, into: folder) }
      #expect(error?.kind == .usage && error?.file == folder.pendingPath)
    }
    #expect(try Data(contentsOf: URL(filePath: experiment.golden(first))) == golden)
    #expect(exists(experiment.golden(second)))
  }

  /// Goldens that are named as results of their own folder stay where they are.
  @Test func goldensThatAreNamedStay() throws {
    let experiment = try RecordedExperiment()
    let folder = try ExperimentFolder.open(experiment.path)
    for path in [folder.trialsPath, folder.trialsPath + "/../trials"] {
      try Acceptance([path], into: folder).perform(reason: "x", machine: machine)
      #expect(exists(experiment.golden(first)) && exists(experiment.golden(second)))
    }
  }

  /// Results are removed from `pending` by whatever path they are named, and only regular files.
  @Test func pendingIsKnownByWhateverPath() throws {
    let (experiment, folder) = try forged()
    let link = experiment.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "pending")
    try Acceptance([link], into: folder).perform(reason: "x", machine: machine)
    #expect(!exists(folder.pendingPath))
    #expect(try experiment.verify().verdict == .reproduced)
    try FileManager.default.createDirectory(
      atPath: folder.pendingPath, withIntermediateDirectories: true)
    let place = folder.pendingPath + "/" + first.fileName
    try FileManager.default.createSymbolicLink(
      atPath: place, withDestinationPath: experiment.golden(first))
    let error = #expect(throws: InputError.self) { try Acceptance([], into: folder) }
    #expect(error?.reason == "is a link, which is not replaced")
    #expect(exists(place))
  }

  /// A golden that is a link is not replaced: what it leads to may be anybody's.
  @Test func goldenBehindALinkIsRefused() throws {
    let (experiment, folder) = try forged()
    let kept = experiment.path + "/kept"
    try FileManager.default.moveItem(atPath: experiment.golden(first), toPath: kept)
    try FileManager.default.createSymbolicLink(
      atPath: experiment.golden(first), withDestinationPath: kept)
    let error = #expect(throws: InputError.self) { try Acceptance([], into: folder) }
    #expect(error?.file == folder.goldenPath(first))
    #expect(!exists(folder.ledgerPath))
  }

  /// As after a kill between the ledger's line and the rename, and between the rename and the end.
  @Test func killedAcceptanceGoesOn() throws {
    let (experiment, folder) = try forged()
    let stray = experiment.golden(first) + ".partial-0123456789xyz"
    try Data([1]).write(to: URL(filePath: stray))
    try Acceptance([], into: folder).perform(reason: "x", machine: machine)
    #expect(!exists(stray))
    try FileManager.default.createDirectory(
      atPath: folder.pendingPath, withIntermediateDirectories: true)
    let left = folder.pendingPath + "/" + first.fileName
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: left)
    try Data([1]).write(to: URL(filePath: left + ".partial-0123456789xyz"))
    try Acceptance([], into: folder).perform(reason: "x", machine: machine)
    #expect(!exists(folder.pendingPath))
    #expect(try Ledger(folder.ledgerPath).read().entries.count == 1)
  }

  @Test func nothingPendingIsAnError() throws {
    let experiment = try RecordedExperiment()
    let folder = try ExperimentFolder.open(experiment.path)
    #expect(throws: InputError.self) { try Acceptance([], into: folder) }
    #expect(throws: InputError.self) { try Acceptance(["/nonexistent"], into: folder) }
  }

  /// A line that cannot be written leaves everything as it was.
  @Test func withoutALineNoGoldenChanges() throws {
    let (experiment, folder) = try forged()
    let golden = try Data(contentsOf: URL(filePath: experiment.golden(first)))
    try FileManager.default.createDirectory(
      atPath: folder.ledgerPath, withIntermediateDirectories: true)
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.trialsPath).sorted()
    }
    let before = try names()
    let acceptance = try Acceptance([], into: folder)
    #expect(throws: InputError.self) { try acceptance.perform(reason: "x", machine: machine) }
    #expect(try Data(contentsOf: URL(filePath: experiment.golden(first))) == golden)
    #expect(try names() == before)
    #expect(exists(folder.pendingPath + "/" + first.fileName))
  }

  @Test func runningGridIsNotDisturbed() throws {
    let (experiment, folder) = try forged()
    let acceptance = try Acceptance([], into: folder)
    var lock: FolderLock? = try FolderLock(experiment.path, for: .running)
    #expect(throws: InputError.self) { try acceptance.perform(reason: "x", machine: machine) }
    #expect(!exists(folder.ledgerPath))
    lock?.release()
    lock = nil
    // A claim of another machine, where no lock is seen.
    try FileManager.default.createDirectory(
      atPath: folder.claimsPath, withIntermediateDirectories: true)
    let claim = folder.claimsPath + "/wi=001,do=001"
    let note = ClaimNote(owner: "0123456789abcdef", machine: "fedcba9876543210")
    try Data(note.bytes).write(to: URL(filePath: claim))
    let error = #expect(throws: InputError.self) {
      try acceptance.perform(reason: "x", machine: machine)
    }
    #expect(error?.file == claim)
    #expect(!exists(folder.ledgerPath))
    // A dead process of this machine left it: the lock would say if it lived.
    let left = ClaimNote(owner: "0123456789abcdef", machine: WriterIdentity.ofMachine)
    try Data(left.bytes).write(to: URL(filePath: claim))
    try acceptance.perform(reason: "x", machine: machine)
    #expect(exists(folder.ledgerPath))
  }
}
