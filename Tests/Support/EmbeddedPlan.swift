import Experiment

extension ExperimentPlan {
  /// A plan of the embedded task with these seeds, in `folder`.
  package static func embedded(
    in folder: TemporaryFolder, wi: String = "1...2", do dataOrder: String = "1...3",
    stop: String? = nil, name: String = "plan.yaml"
  ) throws -> ExperimentPlan {
    let text = """
      name: small
      task: embedded/acceptability
      model: embedded/tiny
      seeds: { wi: \(wi), do: \(dataOrder) }
      \(stop.map { "stop: \($0)\n" } ?? "")
      """
    return try .read(try folder.write(text, to: name))
  }
}
