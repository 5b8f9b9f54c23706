import Files
import Text
import Verification

/// The place of the file of `--junit`.
enum JUnitPlace {
  /// Sees, before any work, that it can be written and takes the place of nothing but an earlier report; removes
  /// what killed runs left of it.
  ///
  /// - Throws: `InputError` of kind usage.
  static func check(_ path: String, _ selection: TrialSelection) throws {
    guard !OutputPlace.hasNameOfGolden(path), !isTaken(path, selection) else {
      throw InputError(file: path, "belongs to the experiment", advice: "name another --junit")
    }
    try OutputPlace.check(path, what: "XML", beginning: Array("<?xml".utf8))
    StrayFiles.remove(of: path)
  }

  /// Whether the plan or the ledger of a golden is there, or would be. A golden is no XML.
  private static func isTaken(_ path: String, _ selection: TrialSelection) -> Bool {
    let name = FilePlace.name(of: path)
    guard let folder = FileIdentity(FilePlace.folder(of: path)) else { return false }
    var seen: Set<String> = []
    for golden in selection.goldens {
      guard let place = golden.planFolder, golden.hasCompanion(named: name) else { continue }
      if seen.insert(place).inserted, FileIdentity(place) == folder { return true }
    }
    return false
  }
}

extension OutputPlace {
  /// Whether the name is that of a golden, its journal or its checkpoint.
  static func hasNameOfGolden(_ path: String) -> Bool {
    ["", ".partial", ".checkpoint"].contains { path.hasSuffix(".golden" + $0) }
  }
}
