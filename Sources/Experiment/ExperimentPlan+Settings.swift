import Tasks
import Text
import Training

extension ExperimentPlan {
  /// All that the plan says, by the keys of an experiment file, with the values of keys that it leaves to their
  /// defaults; a preset stands as its values. Not where the file lies, nor in which order it says things.
  public var settings: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "task": .string(task.name),
      "seeds": ["wi": .string(cells.wi.description), "do": .string(cells.do.description)],
    ]
    if task != .external {
      members["protocol"] = `protocol`.all
      members["streams"] = .string(streams.rawValue)
      members["numerics"] = .string(numerics.rawValue)
    }
    members["data"] = data.map { .string($0.text) }
    switch model {
    case .embedded(let embedded): members["model"] = .string(embedded.rawValue)
    case .folder(let path): members["model"] = .string(modelFolder?.text ?? path)
    case nil: break
    }
    members["stop"] = stop.map { .string($0.description) }
    members["perturbation"] = perturbation?.settings
    if case .tsv(let description) = task {
      members.merge(description.settings) { $1 }
    }
    return .object(members)
  }
}

extension PlannedPerturbation {
  fileprivate var settings: JSONValue {
    [
      "update": .integer(Int64(update)), "parameter": .string(parameter),
      "element": .integer(Int64(element)), "ulps": .string(ulps.description),
    ]
  }
}

extension TSVDescription {
  /// The members that describe one's own data.
  fileprivate var settings: [String: JSONValue] {
    var columns: [String: JSONValue] = ["first": .string(first), "label": .string(label)]
    columns["second"] = second.map(JSONValue.string)
    var members: [String: JSONValue] = [
      "files": ["train": .string(train), "dev": .string(development)],
      "columns": .object(columns), "labels": .array(labels.map(JSONValue.string)),
      "metric": .string(metric.rawValue),
    ]
    members["quoting"] = quoting.map { .string($0.rawValue) }
    return members
  }
}
