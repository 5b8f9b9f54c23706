import Experiment

/// Plans of the embedded task, of which tests name what matters to them.
package enum EmbeddedPlan {
  /// The text of a plan; what `settings` of the protocol does not name has its default.
  package static func text(
    name: String = "small", _ settings: KeyValuePairs<String, String> = [:],
    wi: String = "1...2", do dataOrder: String = "1...3", stop: String? = nil
  ) -> String {
    let members = settings.map { "\($0): \($1)" }.joined(separator: ", ")
    return """
      name: \(name)
      task: embedded/acceptability
      model: embedded/tiny
      \(members.isEmpty ? "" : "protocol: { \(members) }\n")seeds: { wi: \(wi), do: \(dataOrder) }
      \(stop.map { "stop: \($0)\n" } ?? "")
      """
  }
}

extension ExperimentPlan {
  /// A plan of the embedded task with these seeds, in `folder`.
  package static func embedded(
    in folder: TemporaryFolder, wi: String = "1...2", do dataOrder: String = "1...3",
    stop: String? = nil, name: String = "plan.yaml"
  ) throws -> ExperimentPlan {
    let text = EmbeddedPlan.text(wi: wi, do: dataOrder, stop: stop)
    return try .read(try folder.write(text, to: name))
  }
}
