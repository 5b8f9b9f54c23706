import Files
import Foundation
import Text
import Training

/// A folder that holds an experiment: its plan, its ledger and one golden per finished trial.
///
///     experiment.yaml              the plan, byte for byte, written before the first trial
///     ledger.jsonl                 what was attempted, see `Ledger`; of further writers ledger-ID.jsonl
///     claims/wi=003,do=007         while grids run: whose trial that is, see `ClaimNote`
///     trials/wi=003,do=007.golden  a finished trial; `.partial` is added while it runs
///     trials/LANE/...              the same of a lane, where another trainer's trials have lanes
///
/// Goldens appear by atomic rename: a file under its final name is whole.
public struct ExperimentFolder: Sendable {
  /// The name of the plan in the folder.
  public static let planName = "experiment.yaml"

  /// The folder as the user named it.
  public let path: String
  /// The plan, read from the folder's own copy.
  public let plan: ExperimentPlan
  /// The lane whose goldens are looked at; nil in a folder without lanes.
  public let lane: LaneName?

  /// The folder at `path`, whose plan was read.
  package init(path: String, plan: ExperimentPlan, lane: LaneName? = nil) {
    self.path = path
    self.plan = plan
    self.lane = lane
  }

  /// Where the ledger of the first writer is; `Ledger.all(in:)` has them all.
  public var ledgerPath: String { path + "/" + Ledger.name }
  /// Where the goldens are, or the folders of the lanes.
  package var allTrialsPath: String { path + "/trials" }
  /// Where the goldens are.
  public var trialsPath: String { allTrialsPath + laneSuffix }
  /// What the lane adds to the paths of folders.
  private var laneSuffix: String { lane.map { "/\($0)" } ?? "" }
  /// Where running grids say which trials are theirs.
  public var claimsPath: String { path + "/claims" }
  /// Where new results wait to be accepted.
  public var pendingPath: String { path + "/pending" + laneSuffix }
  /// Where the scripts and logs of Slurm are.
  public var slurmPath: String { path + "/slurm" + laneSuffix }
  /// Where the plan is.
  public var planPath: String { path + "/" + Self.planName }

  /// The planned cell whose golden or checkpoint has this name.
  func trial(of name: String) -> Cell? {
    let golden = name.hasSuffix(".checkpoint") ? String(name.dropLast(11)) : name
    return Cell(fileName: golden).flatMap { plan.cells.contains($0) ? $0 : nil }
  }

  /// Removes what killed runs left in `trials`: files that were growing, and journals and checkpoints whose golden
  /// is whole. The caller holds the folder's lock.
  ///
  /// - Parameter isFree: whether no process that may live has the trial.
  public func removeStrays(where isFree: (Cell) -> Bool = { _ in true }) {
    StrayFiles.remove(from: trialsPath) { name in trial(of: name).map(isFree) == true }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: trialsPath)) ?? [] {
      for ending in [".partial", ".checkpoint"] where name.hasSuffix(ending) {
        let golden = String(name.dropLast(ending.count))
        guard let cell = Cell(fileName: golden), plan.cells.contains(cell), isFree(cell) else {
          continue
        }
        RecordedTrial.removeFinished(of: goldenPath(cell))
      }
    }
  }

  /// Removes the journal and the checkpoint of a trial whose golden is whole, if the golden holds all of them.
  public func removeFinished(_ cell: Cell) { RecordedTrial.removeFinished(of: goldenPath(cell)) }

  /// Sees that no other machine runs trials of this folder. The caller has the folder's lock, so that what processes
  /// of this machine claimed is a dead one's.
  ///
  /// - Throws: `InputError` of kind usage.
  public func checkUnclaimed() throws {
    for (name, note) in claims() where note?.machine != WriterIdentity.ofMachine {
      throw InputError(
        file: claimsPath + "/" + name, "says that another machine is running trials of this folder",
        advice: "wait for it; if none is, remove the folder \(claimsPath)")
    }
  }

  /// The claims of running grids by name, and what they say; nil for one that is none, or half written.
  public func claims() -> [(name: String, note: ClaimNote?)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: claimsPath)) ?? []
    return names.filter { StrayFiles.target(of: $0) == nil }.sorted().map { name in
      let file = try? InputFile(claimsPath + "/" + name, limit: ClaimNote.byteLimit)
      return (name, file.flatMap { ClaimNote([UInt8]($0.data)) })
    }
  }

  /// Sees that what is written into `trials` and `pending` stays in this folder, and that these are two.
  ///
  /// - Throws: `InputError` of kind usage.
  public func checkFolders() throws {
    let above = lane == nil ? [] : [allTrialsPath, path + "/pending"]
    for place in above + [trialsPath, pendingPath] { try OutputPlace.checkFolder(place) }
    if let trials = FileIdentity(trialsPath), FileIdentity(pendingPath) == trials {
      throw InputError(
        file: pendingPath, "is the folder of the goldens", advice: "put a folder in its place")
    }
  }

  /// Opens an experiment folder.
  ///
  /// - Parameters:
  ///   - data: `--data`, which takes the place of the plan's folder of data.
  ///   - model: `--model`, which takes the place of the plan's model.
  ///   - lane: the lane to look at; without one the only lane, where there are any.
  /// - Throws: `InputError` if there is no readable plan in it, or no such lane, or several of which none is named.
  public static func open(
    _ path: String, data: String? = nil, model: String? = nil, lane: LaneName? = nil
  ) throws -> ExperimentFolder {
    guard let entry = FileEntry(at: path, followsLinks: true) else {
      throw InputError(file: path, "no such folder")
    }
    guard entry.kind == .folder else {
      throw InputError(
        file: path, "is not a folder", advice: "name the folder that holds its \(planName)")
    }
    let planPath = path + "/" + planName
    guard FileManager.default.fileExists(atPath: planPath) else {
      throw InputError(
        file: path, "holds no \(planName), so it is not an experiment folder",
        advice: "name a folder that 'seedproof grid' wrote")
    }
    let plan = try ExperimentPlan.read(
      planPath, searchesFoldersAbove: true, data: data, model: model)
    return try ExperimentFolder(path: path, plan: plan).choosing(lane)
  }

  /// The nearest `experiment.yaml` beside `path` or in a folder above it; nil if there is none.
  public static func planPath(near path: String) -> String? {
    var folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
    while true {
      let candidate = folder.appending(path: planName).path(percentEncoded: false)
      if FileManager.default.fileExists(atPath: candidate) { return candidate }
      let above = folder.deletingLastPathComponent().standardizedFileURL
      guard above.path != folder.path, !folder.path.isEmpty, folder.path != "/" else { return nil }
      folder = above
    }
  }
}
