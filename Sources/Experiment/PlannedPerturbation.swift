import Text
import Training

/// The third factor of a grid: one weight, changed before one update by several numbers of units in the last place.
public struct PlannedPerturbation: Sendable, Equatable {
  public let update: Int
  public let parameter: String
  public let element: Int
  /// How far trials are perturbed; 0 is the plain trial.
  public let ulps: SeedSet
  /// The lines of the plan's keys, by name.
  private let lines: [String: Int]

  static let keys = ["update", "parameter", "element", "ulps"]

  /// What `perturbation` of a plan says; nil without the key.
  ///
  /// - Throws: `InputError` with line and key.
  init?(_ top: YAMLMapping) throws {
    guard let mapping = try top.mapping("perturbation", keys: Self.keys) else { return nil }
    func count(_ key: String, example: String) throws -> Int {
      let text = try mapping.requiredText(key, example: example)
      guard text.isDigits, let number = Int(text), number < 1 << 40 else {
        throw mapping.failure(
          mapping.line(of: key), "'perturbation.\(key)' must be a whole number from 0",
          advice: "write '\(key): \(example)'")
      }
      return number
    }
    update = try count("update", example: "100")
    parameter = try mapping.requiredText("parameter", example: "classifier.weight")
    element = try count("element", example: "0")
    guard let value = mapping.value("ulps") else {
      throw mapping.failure(
        mapping.line, "lacks the key 'perturbation.ulps'", advice: "add 'ulps: 0...7'")
    }
    ulps = try ExperimentPlan.readSeeds(value, "perturbation.ulps", mapping, noun: "number")
    guard ulps.ranges.allSatisfy({ $0.upperBound <= Perturbation.ulpsLimit }) else {
      throw mapping.failure(
        mapping.line(of: "ulps"),
        "'perturbation.ulps' must be at most \(Perturbation.ulpsLimit)",
        advice: "a change of one or few units in the last place is the question here")
    }
    lines = Dictionary(uniqueKeysWithValues: Self.keys.map { ($0, mapping.line(of: $0)) })
  }

  /// That of the trial of `cell`; nil for a plain one.
  package func perturbation(of cell: Cell) -> Perturbation? {
    guard cell.ulps > 0 else { return nil }
    return Perturbation(
      update: update, parameter: parameter, element: element, ulps: cell.ulps)
  }

  /// An error on the line of a key.
  fileprivate func failure(_ key: String, _ reason: String, path: String) -> InputError {
    InputError(
      file: path, place: lines[key].map(String.init), "'perturbation.\(key)': \(reason)",
      advice: "see 'Experiment files' in Sources/Experiment/README.md")
  }
}

extension ExperimentPlan {
  /// Sees that the plan's perturbation fits model and protocol.
  ///
  /// - Throws: `InputError` of kind usage with line and key.
  public func checkPerturbation(_ inputs: TrialInputs) throws {
    guard let perturbation, let fault = inputs.fault(of: perturbation.largest, `protocol`) else {
      return
    }
    throw perturbation.failure(fault.member, fault.reason, path: path)
  }

  /// Runs `body`, and says of a perturbation that no float can follow on which line of the plan it stands.
  ///
  /// - Throws: `InputError` of kind usage then, or what `body` throws.
  public func explainingPerturbation<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as PerturbedBeyond {
      guard let perturbation else { throw error }
      throw perturbation.failure("ulps", error.description, path: path)
    }
  }
}

extension PlannedPerturbation {
  /// With the most units: what fits for it fits for all.
  fileprivate var largest: Perturbation {
    let most = ulps.ranges.map(\.upperBound).max() ?? 0
    return Perturbation(update: update, parameter: parameter, element: element, ulps: most)
  }
}
