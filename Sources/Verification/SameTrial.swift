import Experiment
import Files
import Judgement
import Text
import Trajectory

/// Whether a trial is named twice: by one path or two, by a link, as a copy, or in a copied folder.
///
/// Reproducing a trial twice proves it once. A trial is what its golden holds (the content digest, which covers the
/// header), wherever it lies; a planned trial without golden is its plan and its cell.
enum SameTrial {
  /// Refuses goldens that stand for one trial. Of each file only the ends are read: a golden that can be
  /// verified has the content that it states.
  ///
  /// - Throws: `InputError` that names both.
  static func refuse(in goldens: [ChosenGolden]) throws {
    var files: [FileIdentity: String] = [:]
    var contents: [Digest: String] = [:]
    var missing: [PlannedCell: String] = [:]
    for golden in goldens {
      let path = golden.path
      guard let file = FileIdentity(path) else {
        guard let plan = golden.plan, let cell = golden.cell,
          let other = missing.updateValue(path, forKey: PlannedCell(plan: plan.digest, cell: cell))
        else { continue }
        throw InputError(
          file: path,
          "is named twice: \(other) is the same planned trial, and neither has a golden",
          advice: "name each trial once, and of copied folders one")
      }
      if let other = files.updateValue(path, forKey: file) {
        throw InputError(
          file: path, "is named twice: it is the same file as \(other)",
          advice: "name each golden once")
      }
      if let content = GoldenOutline.statedContent(path),
        let other = contents.updateValue(path, forKey: content)
      {
        throw TrialEvidence.namedTwice(path, other)
      }
    }
  }

  /// Refuses what is named twice by several paths, before anything is read.
  static func refuse(named paths: [String]) throws {
    var known: [FileIdentity: String] = [:]
    for path in paths {
      guard let file = FileIdentity(path), let other = known.updateValue(path, forKey: file) else {
        continue
      }
      throw InputError(
        file: path, "is named twice: it is the same as \(other)", advice: "name each once")
    }
  }

  private struct PlannedCell: Hashable {
    let plan: Digest
    let cell: Cell
  }
}
