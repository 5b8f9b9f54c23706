import Experiment
import Files
import Processes
import Text

/// The trials of an experiment folder that a branch touched, as git tells.
enum ChangedTrials {
  private static let outputLimit = 1 << 24

  /// The planned trials whose goldens are not those of the last common ancestor with `revision`: changed, new, not yet
  /// committed, or gone. All planned trials if the plan changed.
  ///
  /// - Throws: `InputError`, which is wrong use, if git does not know the revision or nothing changed.
  static func cells(
    of path: String, since revision: String, lane: LaneName? = nil
  ) throws -> [Cell] {
    let folder = try ExperimentFolder.open(path, lane: lane)
    guard !revision.isEmpty, !revision.hasPrefix("-") else {
      throw InputError("'\(revision.prefix(60))' is no revision of git")
    }
    let changed = try names(
      [
        "diff", "--merge-base", "--name-only", "-z", "--no-renames", "--relative", revision, "--",
        ".",
      ],
      in: path)
    let new = try names(["ls-files", "--others", "--exclude-standard", "-z", "--", "."], in: path)
    let all = Set(changed + new)
    if all.contains(FilePlace.name(of: folder.planPath)) { return Array(folder.plan.cells) }
    let cells = folder.plan.cells.filter { all.contains(folder.goldenName($0)) }
    guard !cells.isEmpty else {
      throw InputError(
        file: path, "has no golden that changed since \(revision.prefix(60))",
        advice:
          "run this only where goldens changed, or verify a sample: nothing compared proves nothing"
      )
    }
    return cells
  }

  /// The names that git prints, each ended by a zero.
  private static func names(_ arguments: [String], in folder: String) throws -> [String] {
    let child = try ChildProcess(["git", "-C", folder] + arguments)
    var (output, errors) = ([UInt8](), [UInt8]())
    while child.isOpen(.standard) || child.isOpen(.error) {
      for ready in child.wait(atMost: 50) {
        let bytes = child.read(ready)
        if ready == .standard { output += bytes } else { errors += bytes.prefix(4096) }
      }
      guard output.count <= outputLimit, errors.count <= outputLimit else { break }
    }
    while !child.hasEnded, output.count <= outputLimit { _ = child.wait(atMost: 1) }
    guard child.finish() == .exited(0) else {
      let text =
        String(decoding: errors.prefix(300), as: UTF8.self)
        .split(separator: "\n").first ?? "it ended without a word"
      throw InputError(
        file: folder, "git cannot tell what changed: \(text)",
        advice: "name a revision that this clone has; in CI fetch it (fetch-depth: 0)")
    }
    return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
