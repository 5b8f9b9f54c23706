import Foundation
import TestSupport
import Testing
import Text

@testable import Training

/// What is there is not overwritten, and what killed runs left goes.
@Suite struct PlacesTakenTests {
  /// What a run is stopped with.
  private struct Kill: Error {}

  /// Who trains to a place where another trial was interrupted does not take what is kept of it.
  @Test func theTrialOfAnotherIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    let recorded = RecordedTrial(path: path, checkpointInterval: .zero)
    #expect(throws: Kill.self) {
      _ = try recorded.run(SmallTrial.make()) { report in
        if case .event(.step(let record)) = report, record.step == 12 { throw Kill() }
      }
    }
    func state() throws -> [Data] {
      try [".partial", ".checkpoint"].map { try Data(contentsOf: URL(filePath: path + $0)) }
    }
    let before = try state()
    let checkpoint = #expect(throws: InputError.self) {
      try recorded.run(SmallTrial.make(wi: 9)) { _ in }
    }
    #expect(checkpoint?.reason == "is a checkpoint of another trial")
    #expect(try state() == before)
    // While it runs, nobody else runs it.
    _ = try recorded.run(SmallTrial.make()) { report in
      if case .event(.step(let record)) = report, record.step == 15 {
        let running = #expect(throws: InputError.self) {
          try recorded.run(SmallTrial.make()) { _ in }
        }
        #expect(running?.reason == "another process is running this trial")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.golden"])
  }

  @Test func whatIsNoCheckpointIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    try Data("notes".utf8).write(to: URL(filePath: path + ".checkpoint"))
    let recorded = RecordedTrial(path: path, checkpointInterval: .zero)
    let error = #expect(throws: InputError.self) { try recorded.run(SmallTrial.make()) { _ in } }
    #expect(error?.reason == "is there already and is no checkpoint")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.golden.checkpoint"])
  }

  /// Killed between the golden and the end.
  @Test func whatAWholeGoldenLeftGoes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("t.golden")
    let recorded = RecordedTrial(path: path, checkpointInterval: .zero)
    func interrupt(_ wi: UInt32) throws {
      #expect(throws: Kill.self) {
        _ = try recorded.run(SmallTrial.make(wi: wi)) { report in
          if case .event(.step(let record)) = report, record.step == 12 { throw Kill() }
        }
      }
    }
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    let all = ["t.golden", "t.golden.checkpoint", "t.golden.partial"]
    _ = try RecordedTrial(path: path).run(SmallTrial.make()) { _ in }
    let whole = try Data(contentsOf: URL(filePath: path))
    try FileManager.default.removeItem(atPath: path)
    try interrupt(1)
    RecordedTrial.removeFinished(of: path)
    #expect(try names() == Array(all[1...]))
    try whole.write(to: URL(filePath: path))
    RecordedTrial.removeFinished(of: path)
    #expect(try names() == ["t.golden"])
    // Those of another trial stay.
    try interrupt(2)
    RecordedTrial.removeFinished(of: path)
    #expect(try names() == all)
  }

  /// The folder of a model grows under a name that is nobody else's.
  @Test func aSavedModelTakesNobodysPlace() throws {
    let folder = try TemporaryFolder()
    let (model, files) = (folder.file("m"), FileManager.default)
    let trial = try SmallTrial.make()
    for name in ["m.partial", "m.partial-0000000000001", "m.partial-0000000000002"] {
      try files.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      try Data("{}".utf8).write(to: URL(filePath: folder.file(name) + "/config.json"))
    }
    try Data("x".utf8).write(to: URL(filePath: folder.file("m.partial-0000000000002/notes")))
    try trial.saveModel(to: model)
    // The second was left by a killed run; in the third there is something else.
    #expect(
      try files.contentsOfDirectory(atPath: folder.path).sorted()
        == ["m", "m.partial", "m.partial-0000000000002"])
    #expect(files.fileExists(atPath: folder.file("m.partial/config.json")))
    #expect(
      try files.contentsOfDirectory(atPath: folder.file("m.partial-0000000000002")).sorted()
        == ["config.json", "notes"])
    #expect(
      try files.contentsOfDirectory(atPath: model).sorted()
        == ["config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt"])
    try files.createSymbolicLink(atPath: folder.file("l"), withDestinationPath: folder.file("none"))
    let error = #expect(throws: InputError.self) { try trial.saveModel(to: folder.file("l")) }
    #expect(error?.reason == "is there already")
  }
}
