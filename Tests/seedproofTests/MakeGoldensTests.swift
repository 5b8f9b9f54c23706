import Foundation
import TestSupport
import Testing

@testable import seedproof

/// In CI goldens are compared with, and not made where they would be committed.
@Suite(.timeLimit(.minutes(20))) struct MakeGoldensTests {
  private let ci = ["CI": "1"]

  /// A work tree of git that ignores `made/`, with a plan.
  private func withWorkTree(_ body: (TemporaryFolder, _ plan: String) throws -> Void) throws {
    try withFolder { folder in
      let made = try Executable.run([], script: "exec git init --quiet \"\(folder.path)\"")
      try #require(made.status == 0, "\(made.error)")
      try folder.write("made/\n", to: ".gitignore")
      try body(folder, folder.write(ShortPlan.text(seeds: "{ wi: 1, do: 1 }"), to: "plan.yaml"))
    }
  }

  @Test func aCommittedFolderIsRefused() throws {
    try withWorkTree { folder, plan in
      let grid = ["grid", plan, "--quiet", "--out"]
      let refused = try Executable.run(grid + [folder.file("golden/a")], environment: ci)
      #expect(refused.status == 64)
      #expect(refused.error.contains("1 new golden ") && refused.error.contains("--make-goldens"))
      #expect(!FileManager.default.fileExists(atPath: folder.file("golden")))
      // A link leads there too.
      try FileManager.default.createDirectory(
        atPath: folder.file("real"), withIntermediateDirectories: false)
      try withFolder { other in
        try FileManager.default.createSymbolicLink(
          atPath: other.file("link"), withDestinationPath: folder.file("real"))
        #expect(try Executable.run(grid + [other.file("link/a")], environment: ci).status == 64)
      }
      let told = grid + [folder.file("golden/a"), "--make-goldens"]
      #expect(try Executable.run(told, environment: ci).status == 0)
      // Nothing is missing any more.
      #expect(try Executable.run(grid + [folder.file("golden/a")], environment: ci).status == 0)
    }
  }

  @Test func otherFoldersWorkAsBefore() throws {
    try withWorkTree { folder, plan in
      let grid = ["grid", plan, "--quiet", "--out"]
      #expect(try Executable.run(grid + [folder.file("made/a")], environment: ci).status == 0)
      #expect(try Executable.run(grid + [folder.file("b")]).status == 0)
      let list = grid + [folder.file("c"), "--engine", "list"]
      let listed = try Executable.run(list, environment: ci)
      #expect(listed.status == 0 && listed.output.contains("--shard"))
      let told = try Executable.run(list + ["--make-goldens"], environment: ci)
      #expect(told.output.contains("--make-goldens"))
      try withFolder { other in
        let elsewhere = try Executable.run(grid + [other.file("a")], environment: ci)
        #expect(elsewhere.status == 0)
      }
    }
  }
}
