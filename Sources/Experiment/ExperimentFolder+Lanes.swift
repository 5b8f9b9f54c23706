import Files
import Foundation
import Text

/// The lanes of a folder of another trainer's trials: folders in `trials`, each with goldens of its own.
extension ExperimentFolder {
  /// The folders in `trials` that hold the golden of a cell, in the order of their names.
  ///
  /// Trials of Seedproof's own trainer have no lanes: they have the same bits everywhere.
  ///
  /// - Throws: `InputError` of kind unverifiable if a folder cannot be looked into.
  public func lanes() throws -> [LaneName] {
    guard plan.task == .external, FileEntry.isFolder(allTrialsPath) else { return [] }
    return try Self.names(in: allTrialsPath).compactMap(LaneName.init).filter { lane in
      let place = allTrialsPath + "/\(lane)"
      guard FileEntry(at: place)?.kind == .folder else { return false }
      return try Self.names(in: place).contains { Cell(fileName: $0) != nil }
    }.sorted()
  }

  /// The same folder, seen as one of its lanes.
  ///
  /// - Parameter name: the lane; nil for the only one, or for a folder without lanes.
  /// - Throws: `InputError` of kind usage if there is no such lane, there are several of which none is named, or goldens
  ///   lie beside the lanes.
  func choosing(_ name: LaneName?) throws -> ExperimentFolder {
    let lanes = try self.lanes()
    guard !lanes.isEmpty else {
      guard let name else { return self }
      throw noLane(name, "it has none")
    }
    try refuseLooseGoldens(lanes, "move the goldens of 'trials' into the folder of a lane")
    let list = lanes.map(\.description).joined(separator: ", ")
    if let name, !lanes.contains(name) { throw noLane(name, "it has \(list)") }
    guard let lane = name ?? (lanes.count == 1 ? lanes[0] : nil) else {
      throw InputError(
        file: path, "has several lanes of goldens: \(list)", advice: "name one by --lane")
    }
    return ExperimentFolder(path: path, plan: plan, lane: lane)
  }

  private func noLane(_ name: LaneName, _ advice: String) -> InputError {
    guard plan.task == .external else { return ownTrainer() }
    return InputError(file: path, "has no lane '\(name)'", advice: advice)
  }

  private func ownTrainer() -> InputError {
    InputError(
      file: planPath, "is for Seedproof's own trainer, whose trials have no lanes",
      advice: "leave out --lane: they have the same bits everywhere")
  }

  private func refuseLooseGoldens(_ lanes: [LaneName], _ advice: String) throws {
    guard let loose = try Self.names(in: allTrialsPath).first(where: Self.isGolden) else { return }
    let names = lanes.map(\.description).joined(separator: ", ")
    throw InputError(
      file: allTrialsPath + "/" + loose, "is a golden in no lane, where there are lanes: \(names)",
      advice: advice)
  }

  /// Sees that goldens of this lane, or without one, fit the folder as it is.
  ///
  /// - Throws: `InputError` of kind usage.
  func checkLane() throws {
    guard lane == nil || plan.task == .external else { throw ownTrainer() }
    let lanes = try self.lanes()
    guard let lane else {
      guard let first = lanes.first else { return }
      throw InputError(
        file: path, "has lanes of goldens: \(lanes.map(\.description).joined(separator: ", "))",
        advice: "name one of them, or a new one, by --lane, such as --lane \(first)")
    }
    guard FileEntry.isFolder(allTrialsPath) else { return }
    try refuseLooseGoldens(
      Set(lanes + [lane]).sorted(),
      "leave out --lane, or move the goldens of 'trials' into the folder of a lane")
  }

  /// Refuses a folder with lanes where what is made of it has no place for their name.
  ///
  /// - Throws: `InputError` of kind usage.
  public func refuseLanes(for what: String) throws {
    guard let lane else { return }
    throw InputError(
      file: path, "has lanes of goldens, such as \(lane), which \(what) does not know",
      advice: "keep the lane in a folder of its own, with its plan")
  }

  // MARK: Claims

  /// The name of a claim on `cell`: `wi=003,do=007`, in a lane `LANE,wi=003,do=007`.
  package func claimName(_ cell: Cell) -> String {
    claimPrefix + cell.fileName.dropLast(Self.goldenSuffix.count)
  }

  /// The cell whose claim has this name; nil for any other name, such as that of a claim in another lane.
  package func cell(ofClaim name: String) -> Cell? {
    guard name.hasPrefix(claimPrefix) else { return nil }
    return Cell(fileName: name.dropFirst(claimPrefix.count) + Self.goldenSuffix)
  }

  private var claimPrefix: String { lane.map { "\($0)," } ?? "" }
  private static let goldenSuffix = ".golden"
}
