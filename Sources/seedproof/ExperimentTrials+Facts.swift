import Experiment
import Foundation
import Report
import Training

extension ExperimentTrials {
  /// What the trials are, and what the folder's ledger says of the machines that ran them.
  var facts: FactGroup {
    FactGroup(
      "Experiment \(folder.plan.name)",
      [
        Fact("Folder", folder.path + (folder.lane.map { ", lane \($0)" } ?? "")),
        Fact("Plan, SHA-256", folder.plan.digest.description),
        Fact("Trials", "\(finishedCount) of \(folder.plan.cells.count) planned\(perturbedWords)"),
        Fact("Task", "\(conditions.task), \(metric)"),
        Fact("Model", modelWords),
      ] + ofConditions + Self.machines(ledger))
  }

  /// The folder that the plan names, which is a name people know; the digests say which files.
  private var modelWords: String {
    switch folder.plan.model {
    case .embedded(let model): model.rawValue
    case .folder(let path): URL(filePath: path).lastPathComponent
    case nil: "another trainer's"
    }
  }

  private var finishedCount: Int {
    perturbed.map { $0.trials.count } ?? trials.trials.count
  }

  /// How many of the trials are perturbed; empty where the plan has none.
  private var perturbedWords: String {
    perturbed.map { ", \($0.trials.count { $0.ulps > 0 }) of them perturbed" } ?? ""
  }

  private var ofConditions: [Fact] {
    switch conditions {
    case .external(let declared, _):
      return [Fact("Trainer", "another than Seedproof's")]
        + declared.sorted { $0.key < $1.key }.map { key, value in
          Fact("Declared by it: \(key)", value.string ?? value.canonical)
        }
    case .own(let specification):
      let (model, data) = (specification.model, specification.data)
      return [
        Fact("Training examples", "\(data.trainCount), SHA-256 \(data.train)"),
        Fact("Development examples", "\(data.developmentCount), SHA-256 \(data.development)"),
        Fact("Model, SHA-256", model.weights.description),
        Fact("Model's configuration, SHA-256", model.configuration.description),
        Fact("Vocabulary, SHA-256", model.vocabulary.description),
        Fact("Protocol", Self.settings(specification.protocol)),
        Fact("Random streams", specification.streams),
        Fact("Arithmetic", specification.numerics),
      ]
    }
  }

  /// The settings of a protocol, by name.
  private static func settings(_ protocol: TrainingProtocol) -> String {
    let members = `protocol`.canonical.object ?? [:]
    return members.sorted { $0.key < $1.key }.map { key, value in
      "\(key) \(value.string ?? value.canonical)"
    }.joined(separator: ", ")
  }

  /// Where and when the trials ran, as the ledger tells; it is a note, no evidence.
  private static func machines(_ ledger: LedgerSummary) -> [Fact] {
    guard let times = ledger.times else { return [Fact("Machines", "the folder has no ledger")] }
    let (hosts, runs) = (ledger.hosts.count, ledger.writers.count)
    let counts = [
      hosts == 0 ? nil : hosts == 1 ? "one host" : "\(hosts) hosts",
      runs == 0 ? nil : runs == 1 ? "one run" : "\(runs) runs",
    ].compactMap { $0 }
    return [
      Fact(
        "Machines, by the ledger",
        (counts + ledger.machines.sorted()).joined(separator: ", ")),
      Fact(
        "Attempts, by the ledger",
        "\(ledger.attemptCount), \(Double(ledger.milliseconds) / 1000) s in all"),
      Fact("When, by the ledger", "\(times.first) to \(times.last)"),
    ]
  }
}
