import Experiment
import Files
import Foundation
import Judgement
import Text
import Training
import Trajectory

/// New results that become the goldens of an experiment folder, each with a reason in its ledger.
///
/// Nothing is rerun: who accepts vouches for the result, and the next `verify` tests it.
public struct Acceptance: Sendable {
  /// One new result.
  public struct Candidate: Sendable {
    /// Where it was kept.
    public let path: String
    public let cell: Cell
    let bytes: [UInt8]
    let content: Digest
    /// The content of the golden in place; nil if there is none that can be read.
    let replaced: Digest?
    /// Whether something is in place that cannot be read as a golden.
    let replacesUnreadable: Bool
    /// How it differs from the golden in place; nil where it does not, or there is none that can be read.
    public let group: DivergenceGroup.Key?

    /// Whether the golden in place has this content already.
    public var isKnown: Bool { replaced == content }
  }

  public let folder: ExperimentFolder
  public let candidates: [Candidate]
  /// The places of the candidates that wait in the folder's `pending`.
  private let pending: Set<String>

  /// Reads new results for `folder`: files, folders of them, or nothing for those in its `pending` folder.
  ///
  /// - Parameter group: the name of the only group that is taken, as `verify` gives it; nil for all results.
  /// - Throws: `InputError`: of kind usage if there is none, of kind malformed if one is no sound golden
  ///   of a planned trial of this folder. Nothing is changed then.
  public init(
    _ paths: [String], into folder: ExperimentFolder, group: String? = nil
  ) throws {
    try folder.checkFolders()
    let files = try (paths.isEmpty ? [folder.pendingPath] : paths).flatMap(Acceptance.files)
    guard !files.isEmpty else {
      // Left empty by a run that was killed at its end.
      if paths.isEmpty { Self.removePending(of: folder) }
      throw InputError(
        file: paths.first ?? folder.pendingPath, "holds no new result",
        advice: "make one with 'seedproof verify --record failed'")
    }
    self.folder = folder
    let place = FileIdentity(folder.pendingPath)
    pending = Set(
      place == nil ? [] : files.filter { FileIdentity(FilePlace.folder(of: $0)) == place })
    for path in pending { try OutputPlace.check(path) }
    let bounds = RecordBounds(task: folder.plan.task, dataFolder: folder.plan.data?.path)
    let all = try files.map { try Candidate($0, folder, bounds) }
    candidates = group.map { name in all.filter { $0.group?.description == name } } ?? all
    guard !candidates.isEmpty else {
      let names = Set(all.compactMap { $0.group?.description }).sorted()
      throw InputError(
        "no new result differs from its golden as the group '\((group ?? "").prefix(60))' does",
        advice: names.isEmpty ? "leave out --group" : "there are: " + names.joined(separator: ", "))
    }
    var seen: Set<Cell> = []
    for candidate in candidates where !seen.insert(candidate.cell).inserted {
      throw InputError(file: candidate.path, "is a second result of \(candidate.cell)")
    }
  }

  /// The goldens at `path`, by name.
  private static func files(at path: String) throws -> [String] {
    guard let entry = FileEntry(at: path, followsLinks: true) else {
      throw InputError(
        file: path, "no such file or folder",
        advice: "make a new result with 'seedproof verify --record failed'")
    }
    guard entry.kind == .folder else { return [path] }
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter(ExperimentFolder.isGolden).sorted().map { path + "/" + $0 }
  }

  /// Puts the results in place, one after the other, and removes those of the `pending` folder.
  ///
  /// Each is written as a whole beside its place and brought to the disk; then its line goes to the
  /// ledger; then it is renamed. So no golden changes without a line, and a reader sees one or the other.
  /// Killed anywhere, it is taken up by doing the same again.
  ///
  /// - Throws: `InputError` if a file cannot be written, or a grid is running in the folder.
  public func perform(reason: String, machine: Machine) throws {
    let lock = try FolderLock(folder.path, for: .changing)
    defer { lock.release() }
    try folder.checkUnclaimed()
    try folder.checkFolders()
    folder.removeStrays()
    StrayFiles.remove(from: folder.pendingPath, where: ExperimentFolder.isGolden)
    for candidate in candidates {
      if !candidate.isKnown { try place(candidate, reason, machine) }
      if pending.contains(candidate.path) { unlink(candidate.path) }
    }
    Self.removePending(of: folder)
  }

  /// Removes the folders of results that wait, if they are empty.
  private static func removePending(of folder: ExperimentFolder) {
    rmdir(folder.pendingPath)
    if folder.lane != nil { rmdir(FilePlace.folder(of: folder.pendingPath)) }
  }

  private func place(_ candidate: Candidate, _ reason: String, _ machine: Machine) throws {
    let file = try NewFile(for: folder.goldenPath(candidate.cell))
    try file.append(candidate.bytes)
    try file.synchronize()
    try Ledger(folder.ledgerPath).append(
      LedgerEntry(
        .accepted, cell: candidate.cell, lane: folder.lane, plan: folder.plan.digest,
        machine: machine, detail: reason,
        accepted: .init(
          toolchain: Toolchain.current, content: candidate.content,
          replaced: candidate.replaced)))
    try file.place()
  }

  /// What is accepted, for programs.
  public var json: JSONValue {
    let trials = candidates.map { candidate -> JSONValue in
      .object(present: [
        "file": .string(candidate.path), "wi": .integer(Int64(candidate.cell.wi)),
        "do": .integer(Int64(candidate.cell.do)),
        "ulps": candidate.cell.ulps == 0 ? nil : .integer(Int64(candidate.cell.ulps)),
        "contentDigest": .string(candidate.content.description),
        "replaced": candidate.replaced.map { .string($0.description) } ?? .null,
        "replacesUnreadable": .bool(candidate.replacesUnreadable),
        "group": candidate.group.map { .string($0.description) } ?? .null,
        "changed": .bool(!candidate.isKnown),
      ])
    }
    return .object(present: [
      "folder": .string(folder.path), "lane": folder.lane.map { .string($0.description) },
      "accepted": .array(trials),
    ])
  }

  /// The same for people: a line a trial.
  public var table: String {
    candidates.map { "\($0.cell): \($0.content.description.prefix(12)) \($0.place)" }
      .joined(separator: "\n")
  }
}

extension Acceptance.Candidate {
  /// What it takes the place of.
  fileprivate var place: String {
    if isKnown { return "is the golden already" }
    if let replaced {
      return "in place of \(replaced.description.prefix(12))" + (group.map { ", \($0)" } ?? "")
    }
    return replacesUnreadable ? "in place of one that cannot be read" : "where none was"
  }
}

extension Acceptance.Candidate {
  /// Reads and checks a new result; what is checked is what will be put in place.
  fileprivate init(_ path: String, _ folder: ExperimentFolder, _ bounds: RecordBounds) throws {
    try ExperimentFolder.refusePlan(asGolden: path)
    let file = try InputFile(path, limit: GoldenReader.byteLimit)
    let bytes = [UInt8](file.data)
    var planned: Cell?
    let reader = try GoldenReader(bytes: bytes, name: path) { outline in
      planned = try Self.admit(outline, path, folder, bounds)
    }
    guard let cell = planned else { preconditionFailure("a golden was read without a look at it") }
    try reader.checkPages(path)
    try OutputPlace.check(folder.goldenPath(cell))
    self.path = path
    self.cell = cell
    self.bytes = bytes
    content = reader.contentDigest
    let place = folder.goldenPath(cell)
    // One of another plan is replaced too, but what no trial can hold is not read.
    let old = try? GoldenReader(place) { outline in
      let found = try? TrialSpecification(header: outline.header.value, file: place)
      if let found { try bounds.check(outline, found, file: place) }
    }
    replaced = old?.contentDigest
    group = old.flatMap { try? GoldenDifference($0, reader).firstDivergence }
      .map { DivergenceGroup.Key($0) }
    replacesUnreadable = replaced == nil && FileEntry.exists(place)
  }

  /// Refuses what is no trial of the plan, or more than its trial can hold, before its pages are read.
  private static func admit(
    _ outline: GoldenOutline, _ path: String, _ folder: ExperimentFolder, _ bounds: RecordBounds
  ) throws -> Cell {
    let header = outline.header
    let isExternal = folder.plan.task == .external
    let specification = isExternal ? nil : try TrialSpecification(header: header.value, file: path)
    let cell =
      try specification.map { Cell($0) }
      ?? ExternalSpecification(header: header.value, schema: header.schema, file: path).cell
    guard folder.plan.cells.contains(cell) else {
      throw InputError(
        .malformed, file: path, "holds the trial \(cell), which \(folder.planPath) does not plan",
        advice: "it plans \(folder.plan.cells)")
    }
    if let specification {
      try folder.plan.check(specification, file: path)
      try bounds.check(outline, specification, file: path)
    }
    return cell
  }
}
