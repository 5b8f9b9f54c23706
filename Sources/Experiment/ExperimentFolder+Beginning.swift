import Files
import Foundation
import Text

/// How a grid begins in a folder, or goes on in one.
extension ExperimentFolder {
  /// Makes the folder for `plan`, or opens it if it is there and holds the same plan.
  ///
  /// The plan is written first: what a killed beginning leaves is a folder with a plan, or with nothing but an
  /// unfinished copy of it, and both go on. An empty `trials` folder goes on too.
  ///
  /// - Parameters:
  ///   - stop: what was asked for in the place of the stop rule: a folder whose plan differs in its rule only gets this
  ///     one.
  ///   - lane: the lane of the trials to come, which need not be there.
  /// - Throws: `InputError` if the path holds something else: a file, another plan, or files
  ///   without a plan; or `trials` is no folder itself; or the rule cannot be changed; or it has lanes and none is named,
  ///   or goldens in no lane and one is named. Nothing is written then.
  public static func create(
    _ path: String, for plan: ExperimentPlan, stop: StopOption? = nil, lane: LaneName? = nil
  ) throws -> ExperimentFolder {
    let folder = ExperimentFolder(path: path, plan: plan, lane: lane)
    let holdsPlan = try folder.checkContent()
    let changesRule = try holdsPlan && folder.needsRule(stop)
    try folder.checkTrials()
    if changesRule { try folder.changeRule(stop) }
    try OutputPlace.makeFolder(path)
    StrayFiles.remove(of: folder.planPath)
    if !holdsPlan { try folder.writePlan() }
    try OutputPlace.makeFolder(folder.trialsPath)
    return folder
  }

  /// Sees that `create` finds nothing that it refuses. Nothing is written.
  ///
  /// - Throws: `InputError` as `create`.
  public static func check(
    _ path: String, for plan: ExperimentPlan, stop: StopOption? = nil
  ) throws {
    let folder = ExperimentFolder(path: path, plan: plan)
    if try folder.checkContent(), try folder.needsRule(stop) { try folder.checkRuleChange(stop) }
    try folder.checkTrials()
  }

  /// Sees that goldens can be written where they are to lie.
  private func checkTrials() throws {
    for place in Set([allTrialsPath, trialsPath]) { try OutputPlace.checkFolder(place) }
    try checkLane()
  }

  /// Sees that the folder's plan is still this one; the caller has the folder's lock.
  ///
  /// - Throws: `InputError` if another process has replaced it since.
  public func confirmPlan() throws {
    let copy = try InputFile(planPath, limit: YAMLDocument.byteLimit)
    guard copy.digest == plan.digest else {
      throw InputError(
        file: planPath, "was replaced by another process just now",
        advice: "give the same command again")
    }
  }

  /// Whether the folder holds a plan.
  ///
  /// - Throws: `InputError` if it holds anything else that is no beginning of a grid, or is no folder.
  private func checkContent() throws -> Bool {
    let present = try? FileManager.default.contentsOfDirectory(atPath: path)
    // The plan comes first: who saw anything else in the list sees the plan now.
    if present?.contains(Self.planName) == true || FileEntry.exists(planPath) { return true }
    if present?.contains(where: { !isOfBeginning($0) }) == true {
      throw InputError(
        file: path, "holds files but no \(Self.planName)", advice: "choose a new or empty folder")
    }
    if present == nil, FileEntry.exists(path), !FileEntry.isFolder(path) {
      // A folder may have been made by another process since the look.
      throw InputError(file: path, "is not a folder")
    }
    return false
  }

  /// Whether this plan differs from the folder's in its stop rule, and `stop` asks for that.
  ///
  /// - Throws: `InputError` if the folder's plan is another one.
  func needsRule(_ stop: StopOption?) throws -> Bool {
    let copy = try InputFile(planPath, limit: YAMLDocument.byteLimit)
    guard copy.digest != plan.digest else { return false }
    let old = try? ExperimentPlan.read(copy, searchesFoldersAbove: true)
    let isSameButRule = old.map(plan.differsInRuleOnly) == true
    if isSameButRule, stop != nil { return true }
    let rule = old?.stop?.description ?? "none"
    throw InputError(
      file: planPath,
      "is another plan than \(plan.path) (SHA-256 \(Self.short(copy.digest)), not "
        + "\(Self.short(plan.digest)))",
      advice: isSameButRule
        ? "only the stop rule differs, here \(rule): name the one you want by --stop"
        : "choose another --out, or run the folder's own plan")
  }

  /// Writes the plan; of several processes that begin at a time one does, and the others see whether it is theirs.
  private func writePlan() throws {
    for attempt in 1... {
      do {
        let file = try NewFile(for: planPath)
        try file.append(plan.bytes)
        try file.synchronize()
        if try !file.placeIfFree() { _ = try needsRule(nil) }
        return OutputPlace.synchronizeFolder(of: planPath)
      } catch let error as InputError {
        // Where there are no locks, another process may have taken the unfinished file for a dead one's.
        guard attempt < 3 else { throw error }
      }
    }
  }

  /// Whether an entry of this name is what the beginning of a grid leaves when it is killed, or no matter.
  private func isOfBeginning(_ name: String) -> Bool {
    guard name == "trials" else {
      // The second name is that of an earlier version.
      return name.hasPrefix(".") || StrayFiles.target(of: name) == Self.planName
        || name == Self.planName + ".partial"
    }
    let content = try? FileManager.default.contentsOfDirectory(atPath: allTrialsPath)
    let holdsStrays = content?.allSatisfy { StrayFiles.target(of: $0).flatMap(trial(of:)) != nil }
    return FileEntry(at: allTrialsPath)?.kind == .folder && holdsStrays == true
  }

  private static func short(_ digest: Digest) -> Substring { digest.description.prefix(12) }
}
