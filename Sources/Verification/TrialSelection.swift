import Experiment
import Files
import Foundation
import Trajectory

/// The goldens that a verification looks at, and what they were chosen from.
public struct TrialSelection: Sendable {
  /// In the order in which they are verified: first what spoils the folder whatever is chosen (goldens
  /// that no plan mentions, or that cannot be read when a sample is drawn), then the chosen trials.
  public let goldens: [ChosenGolden]
  /// How many of the first must be verified however little time there is.
  package let requiredCount: Int
  /// After this time no further trial is begun.
  public let budget: Duration?
  /// What the report says of the choice.
  package let coverage: Coverage

  /// All goldens at `paths`: files, and every planned trial of experiment folders.
  ///
  /// - Throws: `InputError` if there is nothing at a path, a plan cannot be read, or a golden is named twice,
  ///   which would count as two.
  public static func all(
    at paths: [String], _ folders: FolderOverrides = FolderOverrides()
  ) throws -> TrialSelection {
    let goldens = try paths.flatMap { try ChosenGolden.all(at: $0, folders) }
    var seen: Set<String> = []
    for golden in goldens where !seen.insert(golden.resolvedPath).inserted {
      throw InputError(file: golden.path, "is named twice", advice: "name each golden once")
    }
    return TrialSelection(
      goldens: goldens, requiredCount: goldens.count, budget: nil, coverage: Coverage(rule: "all"))
  }

  /// The trials of the experiment folder at `path` that `choice` names or draws.
  ///
  /// - Throws: `InputError` if the folder cannot be read, or nothing is chosen: no trial, one that
  ///   is not planned, or more than are planned.
  public init(
    _ choice: TrialChoice, of path: String, _ folders: FolderOverrides = FolderOverrides()
  ) throws {
    let folder = try ExperimentFolder.open(path, data: folders.data, model: folders.model)
    let all = try ChosenGolden.all(of: folder, folders)
    var spoilt = all.filter { !$0.isPlanned }
    let planned = all.filter(\.isPlanned)
    var draw: Coverage.Draw?
    var chosen = planned
    switch choice {
    case .all: break
    case .trials(let cells):
      chosen = try cells.map { cell in
        guard let golden = planned.first(where: { $0.cell == cell }) else {
          throw InputError(file: folder.planPath, "does not plan the trial \(cell)")
        }
        return golden
      }
    case .sample(_, let challenge), .budget(_, let challenge):
      let frame = SamplingFrame(planned, plan: folder.plan.digest)
      draw = Coverage.Draw(challenge: challenge, root: frame.root)
      chosen = frame.ordered(by: challenge)
      spoilt += frame.unreadable
    }
    var budget: Duration?
    switch choice {
    case .all, .trials: break
    case .sample(let count, _):
      guard count <= chosen.count else {
        throw InputError(
          file: folder.planPath, "plans \(chosen.count) trials, fewer than the \(count) to draw",
          advice: "verify them all")
      }
      chosen = Array(chosen.prefix(max(0, count)))
    case .budget(let time, _): budget = time
    }
    guard !chosen.isEmpty, budget ?? .seconds(1) > .zero else {
      throw InputError(file: path, "no trial is chosen", advice: "nothing compared proves nothing")
    }
    // What is spoilt and drawn too stands once.
    let paths = Set(chosen.map(\.path))
    spoilt.removeAll { budget == nil && paths.contains($0.path) }
    goldens = spoilt + chosen.filter { golden in !spoilt.contains { $0.path == golden.path } }
    requiredCount = budget == nil ? goldens.count : spoilt.count + 1
    self.budget = budget
    coverage = Coverage(rule: choice.name, plannedCount: planned.count, draw: draw)
  }

  private init(
    goldens: [ChosenGolden], requiredCount: Int, budget: Duration?, coverage: Coverage
  ) {
    self.goldens = goldens
    self.requiredCount = requiredCount
    self.budget = budget
    self.coverage = coverage
  }
}

/// Every planned trial of an experiment with the content of its golden, from which a sample is drawn.
struct SamplingFrame {
  let root: Digest
  /// Goldens that are there and cannot be read.
  let unreadable: [ChosenGolden]
  private let goldens: [ChosenGolden]
  private let names: [String]

  /// Reads the goldens of `planned`, which are in plan order.
  init(_ planned: [ChosenGolden], plan: Digest) {
    var cells: [ExperimentTree.Cell] = []
    var goldens: [ChosenGolden] = []
    var unreadable: [ChosenGolden] = []
    for var golden in planned {
      guard let cell = golden.cell else { preconditionFailure("a planned trial without cell") }
      let isThere = FileManager.default.fileExists(atPath: golden.path)
      let digest = isThere ? try? GoldenReader(golden.path).contentDigest : nil
      if isThere, digest == nil { unreadable.append(golden) }
      golden.drawnContent = .some(digest)
      goldens.append(golden)
      cells.append(.init(wi: cell.wi, dataOrder: cell.do, contentDigest: digest))
    }
    self.goldens = goldens
    self.unreadable = unreadable
    names = cells.map(\.name)
    root = ExperimentTree.root(plan: plan, cells: cells)
  }

  /// The goldens in the order of their tickets.
  func ordered(by challenge: Challenge) -> [ChosenGolden] {
    let seed = SamplingTickets.seed(root: root, challenge: challenge.text)
    let places = Dictionary(uniqueKeysWithValues: zip(names, goldens))
    return SamplingTickets.order(names, seed: seed).compactMap { places[$0] }
  }
}
