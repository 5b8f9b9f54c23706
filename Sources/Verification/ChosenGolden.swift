import Experiment
import Files
import Foundation
import Judgement
import Sampling
import Tasks
import Text
import Training
import Trajectory

/// A golden to verify, and what is known of it from outside.
public struct ChosenGolden: Sendable {
  public private(set) var path: String
  /// The cell whose golden it is to be, by its plan or its name; nil if neither tells.
  public let cell: Cell?
  let sharedPlan: SharedPlan?
  /// What was named in place of the plan's folders.
  let folders: FolderOverrides
  /// Whether the plan mentions it.
  package let isPlanned: Bool
  /// The content digest at the time of the draw. Outer nil: nothing was drawn. Inner nil: the file could
  /// not be read.
  var drawnContent: Digest??
  /// Whether it was no sound golden of its trial then.
  var wasSpoilt = false
  /// What its file would hold: of a control, where no file can be written.
  private var unwritten: [UInt8]?
  /// Whether it is a control, which stands for the golden at another place.
  private(set) var isControl = false

  /// The plan that it belongs to.
  package var plan: ExperimentPlan? { sharedPlan?.plan }

  /// As many as a folder may plan for all of them to be held in memory, with what is found of each.
  static let limit = 1_000_000

  /// The goldens at `path`: one file, or every planned trial of an experiment folder, whether its golden
  /// is there or not, and every golden in it that no plan mentions.
  ///
  /// - Throws: `InputError` if there is nothing at `path`, or its plan cannot be read.
  public static func all(
    at path: String, _ folders: FolderOverrides = FolderOverrides()
  ) throws -> [ChosenGolden] {
    guard let folder = try folder(at: path, folders) else { return [try file(path, folders)] }
    return try all(of: folder, folders)
  }

  /// The experiment folder at `path`; nil for a file.
  ///
  /// - Throws: `InputError` if there is nothing at `path`, or its plan cannot be read.
  static func folder(
    at path: String, _ folders: FolderOverrides
  ) throws -> ExperimentFolder? {
    guard let entry = FileEntry(at: path, followsLinks: true) else {
      throw InputError(file: path, "no such file or folder")
    }
    guard entry.kind == .folder else {
      guard folders.lane == nil else {
        throw InputError(
          file: path, "is a golden, and --lane is for experiment folders",
          advice: "leave out --lane")
      }
      return nil
    }
    return try ExperimentFolder.open(
      path, data: folders.data, model: folders.model, lane: folders.lane)
  }

  /// Every planned trial of `folder`, then every golden in it that no plan mentions.
  ///
  /// - Throws: `InputError` if there are too many, or a folder cannot be looked into.
  static func all(
    of folder: ExperimentFolder, _ folders: FolderOverrides
  ) throws -> [ChosenGolden] {
    let (plan, count) = (SharedPlan(folder.plan), folder.plan.cells.count)
    guard count <= limit else {
      throw InputError(
        file: folder.planPath, "plans \(count) trials, more than the \(limit) of one verification",
        advice: "name the goldens to verify")
    }
    let planned = folder.plan.cells.map {
      ChosenGolden(
        path: folder.goldenPath($0), cell: $0, sharedPlan: plan, folders: folders,
        isPlanned: true)
    }
    return planned
      + (try folder.unplannedGoldens()).map {
        ChosenGolden(
          path: $0, cell: Cell(fileName: FilePlace.name(of: $0)), sharedPlan: plan,
          folders: folders, isPlanned: false)
      }
  }

  /// One file; its name tells its cell if it has the form that an experiment folder gives.
  private static func file(_ path: String, _ folders: FolderOverrides) throws -> ChosenGolden {
    try ExperimentFolder.refusePlan(asGolden: path)
    let plan = try ExperimentFolder.planPath(near: path).map {
      try ExperimentPlan.read(
        $0, searchesFoldersAbove: true, data: folders.data, model: folders.model)
    }
    let cell = Cell(fileName: FilePlace.name(of: path))
    let isPlanned = cell.flatMap { cell in plan.map { $0.cells.contains(cell) } } ?? true
    return ChosenGolden(
      path: path, cell: cell, sharedPlan: plan.map(SharedPlan.init), folders: folders,
      isPlanned: isPlanned)
  }

  /// The folder of its plan, if it has one; the ledgers are there too.
  public var planFolder: String? { plan.map { FilePlace.folder(of: $0.path) } }

  /// Whether a file of this name in that folder is read beside it: its plan, or a ledger.
  public func hasCompanion(named name: String) -> Bool {
    guard let plan else { return false }
    return FilePlace.name(of: plan.path) == name || Ledger.isName(name)
  }

  /// Whether there is a file.
  package var isThere: Bool { unwritten != nil || FileManager.default.fileExists(atPath: path) }

  /// Opens and checks the golden.
  ///
  /// - Parameters:
  ///   - met: is told what was seen.
  ///   - admit: is shown what header and footer state before any page is read, and refuses what is not the golden of
  ///     this trial.
  package func open<Specification>(
    _ met: (TrialEvidence.Condition) -> Void = { _ in },
    admitting admit: (GoldenOutline) throws -> Specification
  ) throws -> (GoldenReader, Specification) {
    guard isPlanned else {
      throw InputError(.malformed, file: path, "is a golden that the plan does not mention")
    }
    met(.planned)
    guard isThere else {
      throw InputError(
        .unverifiable, file: path, "there is no golden of this planned trial",
        advice: "run 'seedproof grid' to the end")
    }
    met(.present)
    var specification: Specification?
    func admitted(_ outline: GoldenOutline) throws {
      try checkDrawn(outline.contentDigest)
      try outline.checkPages(path)
      specification = try admit(outline)
      met(.named)
    }
    let reader =
      try unwritten.map { try GoldenReader(bytes: $0, name: path, admitting: admitted) }
      ?? GoldenReader(path, admitting: admitted)
    guard let specification else { preconditionFailure("a golden was read without a look at it") }
    try checkDrawn(reader.contentDigest)
    guard !wasSpoilt else {
      throw InputError(.malformed, file: path, "changed after the sample was drawn")
    }
    try reader.checkPages(path)
    met(.sound)
    return (reader, specification)
  }

  /// The seeds that plan or name say.
  package var seeds: TrialSeeds? { cell.map { TrialSeeds($0) } }

  /// The same trial, with another file in the place of its golden.
  package func replacingGolden(by path: String, _ content: [UInt8]?) -> ChosenGolden {
    var copy = self
    (copy.path, copy.unwritten, copy.drawnContent, copy.wasSpoilt) = (path, content, nil, false)
    copy.isControl = true
    return copy
  }

  private func checkDrawn(_ content: Digest) throws {
    guard let drawnContent, drawnContent != content else { return }
    throw InputError(.malformed, file: path, "changed after the sample was drawn")
  }

  /// Opens the golden of a trial of Seedproof's own trainer.
  func openTrial(
    _ met: (TrialEvidence.Condition) -> Void = { _ in }
  ) throws -> (GoldenReader, TrialSpecification) {
    try open(met, admitting: admit)
  }

  /// Refuses the golden of another trial than the file's name and the plan say, and one that holds more than
  /// its trial can.
  private func admit(_ outline: GoldenOutline) throws -> TrialSpecification {
    let specification = try TrialSpecification(header: outline.header.value, file: path)
    try check(specification)
    let bounds =
      try sharedPlan?.bounds
      ?? RecordBounds(
        task: TaskReference(named: specification.task), dataFolder: folders.data)
    try bounds.check(outline, specification, file: path)
    return specification
  }

  /// What a draw binds, with every page read: the content of a golden that is the one of its planned trial.
  ///
  /// - Returns: beside it what a whole golden states, even if it is another trial's; and how the trial ended.
  func content() -> (AuditFrame.Trial.Content, stated: Digest?, TrialOutcome?) {
    guard isThere else { return (.missing, nil, nil) }
    do {
      let reader = try GoldenReader(path, admitting: admitAny)
      return (.golden(reader.contentDigest), reader.contentDigest, reader.outcome)
    } catch {
      return (.unreadable, (try? GoldenOutline(path))?.contentDigest, nil)
    }
  }

  /// Refuses the golden of another trial, whoever trained it.
  func admitAny(_ outline: GoldenOutline) throws {
    guard let plan, plan.task == .external else {
      _ = try admit(outline)
      return
    }
    let found = try ExternalSpecification(
      header: outline.header.value, schema: outline.header.schema, file: path)
    guard found.cell == cell else {
      throw InputError(.malformed, file: path, "holds the trial \(found.cell)")
    }
  }

  /// Headers of other trials: with each member other that `isTold` by something else than the golden, and with a
  /// seed that the plan does not have.
  package func otherHeaders(
    _ header: JSONValue, do dataOrder: UInt32, where isTold: (String) -> Bool
  ) -> [(name: String, header: JSONValue)] {
    let unplanned = plan.flatMap { plan in
      (0...).first { !plan.cells.contains(Cell(wi: $0, do: dataOrder)) }
    }
    return header.alterations.filter { name, _ in
      ["wi", "do", "perturbation.ulps"].contains(name) ? cell != nil : isTold(name)
    } + (unplanned.map { [("wi", header.replacing("wi", with: .integer(Int64($0))))] } ?? [])
  }

  /// The specification in the header of a golden that is whole; nil if there is none.
  func recordedSpecification() -> TrialSpecification? {
    guard isPlanned, isThere, let outline = try? GoldenOutline(path) else { return nil }
    return try? TrialSpecification(header: outline.header.value, file: path)
  }

  /// Refuses the golden of another trial than the file's name and the plan say.
  func check(_ specification: TrialSpecification) throws {
    if let cell, cell != Cell(specification) {
      throw InputError(
        .malformed, file: path, "holds the trial \(Cell(specification)), not the one in its name")
    }
    try plan?.check(specification, file: path)
  }

  /// Where its model and data are.
  func source(for specification: TrialSpecification) throws -> InputSource {
    do {
      if let plan { return try InputSource(plan) }
      let task = try TaskReference(named: specification.task)
      if let model = folders.model {
        return InputSource(task: task, data: folders.data, model: .folder(model))
      }
      guard let embedded = try EmbeddedModel.model(of: specification) else {
        throw InputError(
          .unverifiable, file: path, "no plan lies beside it that names its model",
          advice: "name the model by --model, and the data by --data")
      }
      return InputSource(task: task, data: folders.data, model: .embedded(embedded))
    } catch let error as InputError where error.kind == .usage {
      // A model or data that is not there is missing evidence.
      throw InputError(
        .unverifiable, file: error.file, place: error.place, error.reason, advice: error.advice)
    }
  }
}
