import Experiment
import Files
import Judgement
import Text
import Trajectory

extension RecordedGrid {
  /// Reads the experiment folder at `path`: each file once, every page of it.
  ///
  /// - Throws: `InputError` if its plan cannot be read, or it plans too many trials.
  public init(at path: String, _ overrides: FolderOverrides = FolderOverrides()) throws {
    let folder = try ExperimentFolder.open(
      path, data: overrides.data, model: overrides.model)
    let all = try ChosenGolden.all(of: folder, overrides)
    var header: JSONValue?
    let trials = all.filter(\.isPlanned).map { golden -> Trial in
      guard let cell = golden.cell else { preconditionFailure("a planned trial without cell") }
      return Trial(
        seeds: TrialSeeds(wi: cell.wi, do: cell.do), name: "trials/" + cell.fileName,
        content: golden.recorded(&header))
    }
    self.init(
      name: folder.plan.name, task: folder.plan.task.name, plan: folder.plan.digest,
      trials: trials, unplannedCount: all.count { !$0.isPlanned }, header: header)
  }
}

extension ChosenGolden {
  /// What its file holds, read once.
  ///
  /// - Parameter header: becomes the golden's, if there is none yet.
  fileprivate func recorded(_ header: inout JSONValue?) -> RecordedGrid.Content {
    guard isThere else { return .missing }
    let file: InputFile
    do { file = try InputFile(path, limit: GoldenReader.byteLimit) } catch {
      // What cannot be opened, or points to a file that was not fetched, is no forgery.
      return .unsound(isMalformed: false, file: nil, stated: nil)
    }
    do {
      let reader = try GoldenReader(bytes: Array(file.data), name: path) { outline in
        try outline.checkPages(path)
        try admitAny(outline)
      }
      try reader.checkPages(path)
      header = header ?? reader.header.value
      return .golden(
        .init(
          file: file.digest, content: reader.contentDigest, outcome: reader.outcome,
          header: reader.header.value))
    } catch {
      return .unsound(
        isMalformed: error.isMalformed, file: file.digest,
        stated: (try? GoldenOutline(path))?.contentDigest)
    }
  }
}

extension Error {
  fileprivate var isMalformed: Bool { (self as? InputError)?.kind == .malformed }
}
