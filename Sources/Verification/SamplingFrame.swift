import Experiment
import Files
import Sampling
import Trajectory

/// Every planned trial of one or more experiments with the content of its golden, from which a sample is
/// drawn.
struct SamplingFrame {
  let scheme: SamplingScheme
  let root: Digest
  /// Goldens that are there and are not sound ones of their trials, or end elsewhere than their plan says.
  let spoilt: [ChosenGolden]
  /// Trials without golden.
  let missing: [ChosenGolden]
  /// In the order of the folders and their plans.
  private let goldens: [ChosenGolden]
  /// Their names in tickets.
  private let names: [String]

  /// Reads the goldens of `folders`; those of each are in the order of its plan.
  init(_ folders: [(plan: Digest, planned: [ChosenGolden])]) {
    var goldens: [ChosenGolden] = []
    var spoilt: [ChosenGolden] = []
    var missing: [ChosenGolden] = []
    var cells: [ExperimentTree.Cell] = []
    var trials: [AuditFrame.Trial] = []
    let isOne = folders.count == 1
    for (plan, planned) in folders {
      for var golden in planned {
        guard let cell = golden.cell else { preconditionFailure("a planned trial without cell") }
        let (content, stated, outcome) = golden.content()
        switch content {
        case .golden(let digest):
          golden.drawnContent = .some(digest)
          if golden.endsElsewhere(outcome) { spoilt.append(golden) }
        case .missing:
          golden.drawnContent = .some(nil)
          missing.append(golden)
        case .unreadable:
          golden.wasSpoilt = true
          spoilt.append(golden)
        }
        goldens.append(golden)
        if isOne {
          cells.append(.init(TrialSeeds(cell), contentDigest: stated))
        } else {
          trials.append(.init(plan: plan, seeds: TrialSeeds(cell), content: content))
        }
      }
    }
    scheme = isOne ? .oneFolder : .anyFolders
    root =
      isOne
      ? ExperimentTree.root(plan: folders[0].plan, cells: cells)
      : AuditFrame.root(trials.map(\.name))
    names = isOne ? cells.map(\.name) : trials.map(\.name)
    self.goldens = goldens
    self.spoilt = spoilt
    self.missing = missing
  }

  /// The goldens in the order of their tickets.
  func ordered(by challenge: Challenge) -> [ChosenGolden] {
    let seed = SamplingTickets.seed(scheme, root: root, challenge)
    return SamplingTickets.places(names, seed: seed).map { goldens[$0] }
  }
}
