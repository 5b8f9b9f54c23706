import ArgumentParser
import Experiment
import Judgement
import Text
import Verification

/// How far values of another trainer's trials may be apart, for all lanes or for one by its name.
struct ToleranceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Compare another trainer's trials within tolerances such as loss=1e-4,gradientNorm=1e-3,count=2; \
      logit, prediction and series may be named too, and what is not named must be equal. Of one lane alone they \
      are NAME:loss=1e-4, and the other lanes are compared bit for bit.
      """, valueName: "tolerances"))
  var tolerance: [String] = []

  var isEmpty: Bool { tolerance.isEmpty }

  /// What was stated.
  ///
  /// - Throws: `InputError` of kind usage for what is no tolerance, or is stated twice for a lane.
  func stated() throws -> StatedTolerances { try StatedTolerances(tolerance) }
}

/// Tolerances for all lanes, and for lanes by name.
struct StatedTolerances {
  private var byLane: [LaneName?: Tolerances] = [:]

  fileprivate init(_ texts: [String]) throws {
    for text in texts {
      let (lane, tolerances) = try Self.read(text)
      guard byLane.updateValue(tolerances, forKey: lane) == nil else {
        throw InputError(
          "--tolerance stands twice for " + (lane.map { "the lane \($0)" } ?? "all lanes"),
          advice: "write one, with commas: loss=1e-4,count=2")
      }
    }
  }

  private static func read(_ text: String) throws -> (LaneName?, Tolerances) {
    guard let colon = text.firstIndex(of: ":") else { return (nil, try Tolerances(text)) }
    let name = String(text[..<colon])
    guard let lane = LaneName(name) else {
      throw InputError(
        "--tolerance: '\(String(name.prefix(40)).printable)' is no name of a lane",
        advice: "write NAME:loss=1e-4, or loss=1e-4 for all lanes")
    }
    return (lane, try Tolerances(String(text[text.index(after: colon)...])))
  }

  /// Those of the chosen lane, or else those for all; nil to compare bit for bit.
  ///
  /// - Throws: `InputError` of kind usage if one is for a lane that is not there, or several lanes are verified.
  func chosen(for selection: TrialSelection) throws -> Tolerances? {
    let named = byLane.keys.compactMap(\.self).sorted()
    let there = try selection.allLanes()
    for lane in named where !there.contains(lane) {
      throw InputError(
        "--tolerance is for the lane '\(lane)', which is not there",
        advice: there.isEmpty
          ? "leave out '\(lane):'"
          : "there are: \(there.sorted().map(\.description).joined(separator: ", "))")
    }
    let lanes = selection.lanes
    guard named.isEmpty || lanes.count == 1 else {
      throw InputError(
        "--tolerance for one lane, and several are verified",
        advice: "verify their folders one after the other")
    }
    return lanes.first.flatMap { byLane[$0] } ?? byLane[nil]
  }
}
