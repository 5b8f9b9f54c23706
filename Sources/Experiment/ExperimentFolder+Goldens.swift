import Files
import Foundation
import Text

/// The goldens of a folder, those of its lane where it has one.
extension ExperimentFolder {
  /// Where the golden of `cell` is, or will be.
  public func goldenPath(_ cell: Cell) -> String { trialsPath + "/" + cell.fileName }

  /// The same, relative to the folder.
  public func goldenName(_ cell: Cell) -> String {
    String(goldenPath(cell).dropFirst(path.count + 1))
  }

  /// Where the golden of `cell` grows until it is whole.
  public func partialPath(_ cell: Cell) -> String { goldenPath(cell) + ".partial" }

  /// Whether the golden of `cell` is there, whole.
  public func holdsGolden(_ cell: Cell) -> Bool {
    FileManager.default.fileExists(atPath: goldenPath(cell))
  }

  /// The planned cells that have a golden, in plan order.
  public func finishedCells() -> [Cell] { plan.cells.filter(holdsGolden) }

  /// The planned cells that have no golden, in plan order.
  ///
  /// - Complexity: the folder is read once; a file is looked at for each golden in it.
  public func missingCells() -> [Cell] {
    let finished = goldenCells()
    return plan.cells.filter { !finished.contains($0) }
  }

  /// The planned cells that have a golden.
  ///
  /// - Complexity: as of `missingCells`, but for the plan, which may be large.
  public func goldenCells() -> Set<Cell> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: trialsPath)) ?? []
    // A link that leads nowhere has a name and is no golden.
    return Set(
      names.lazy.compactMap(Cell.init(fileName:)).filter {
        plan.cells.contains($0) && holdsGolden($0)
      })
  }

  /// The planned cells that have a golden: one look into the folder for all, where `holdsGolden` takes one each.
  package func listedCells() -> Set<Cell> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: trialsPath)) ?? []
    return Set(names.compactMap(Cell.init(fileName:)).filter(plan.cells.contains))
  }

  /// The goldens in the folder, in `trials` and in the folders within that, that are not of a planned cell. Those of
  /// other lanes are looked at too.
  ///
  /// - Throws: `InputError` of kind unverifiable if a folder cannot be looked into.
  public func unplannedGoldens() throws -> [String] {
    let beside = try Self.names(in: path).filter(Self.isGolden).map { path + "/" + $0 }
    guard FileManager.default.fileExists(atPath: allTrialsPath) else { return beside }
    let lanes = lane == nil ? [] : try self.lanes()
    let places = lane == nil ? [allTrialsPath] : lanes.map { allTrialsPath + "/\($0)" }
    return beside + (try unplannedGoldens(in: allTrialsPath, beside: Set(places)))
  }

  /// - Parameter places: the folders where goldens of planned cells may be.
  private func unplannedGoldens(in place: String, beside places: Set<String>) throws -> [String] {
    try Self.names(in: place).flatMap { name -> [String] in
      let item = place + "/" + name
      if Self.isGolden(name) {
        let cell = places.contains(place) ? Cell(fileName: name) : nil
        return cell.map { plan.cells.contains($0) } == true ? [] : [item]
      }
      // A name that is not UTF-8 comes as another one, under which nothing is found.
      guard let entry = FileEntry(at: item) else {
        throw InputError(.unverifiable, file: item, "cannot be looked into")
      }
      return entry.kind == .folder ? try unplannedGoldens(in: item, beside: places) : []
    }
  }

  /// Whether a file of this name is a golden. Bytes are compared: a joining character before the point makes
  /// another suffix for strings of Swift.
  public static func isGolden(_ name: String) -> Bool {
    name.utf8.suffix(7).elementsEqual(".golden".utf8)
  }

  static func names(in folder: String) throws -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw InputError(.unverifiable, file: folder, "cannot be looked into")
    }
    return names.sorted()
  }
}
