import ArgumentParser
import Experiment
import Files
import Text
import Verification

/// Which results of reruns are kept.
struct RecordOptions: ParsableArguments {
  @Option(
    name: .customLong("keep-actual"),
    help: ArgumentHelp(
      "Run trials that differ to their end and write their new goldens to this folder, for 'diff' "
        + "and 'accept'.", valueName: "folder"))
  var keepActual: String?

  @Option(
    help: ArgumentHelp(
      """
      Keep new results in the 'pending' folder of the experiment folder, until 'accept': never, of \
      missing goldens, of these and of failed trials, or of all. Where CI is set it is never.
      """, valueName: "which"))
  var record: RecordMode = .never

  var keepsAny: Bool { record != .never || keepActual != nil }

  func validate() throws {
    guard record == .never || keepActual == nil else {
      throw ValidationError("--record and --keep-actual exclude each other")
    }
    guard record == .never || !ContinuousIntegration.isRunning else {
      throw ValidationError("--record is 'never' where CI is set: goldens are made by people")
    }
  }

  /// What is kept; nil for nothing.
  ///
  /// - Throws: `InputError` if the goldens at `paths` have no one place where results can wait.
  func kept(at paths: [String], lane: LaneName?) throws -> KeptResults? {
    if let keepActual { return KeptResults(differingIn: keepActual) }
    guard record != .never else { return nil }
    guard paths.count == 1, FileEntry.isFolder(paths[0]) else {
      throw InputError("--record needs one experiment folder, and nothing else")
    }
    let folder = try ExperimentFolder.open(paths[0], lane: lane)
    try folder.checkFolders()
    return KeptResults(record, in: folder.pendingPath)
  }
}

extension RecordMode: ExpressibleByArgument {}
