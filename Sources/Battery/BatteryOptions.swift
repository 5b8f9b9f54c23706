import Experiment
import Judgement
import Processes
import Text

/// How a battery is run.
public struct BatteryOptions: Sendable {
  /// The trial that is run.
  public var cell: Cell
  /// The names of the only variations to run; nil for all.
  public var only: [String]?
  /// The names of variations to leave out.
  public var skipped: [String] = []
  /// How many runs at a time at most; nil for as many as processors and memory allow.
  public var jobs: Int?
  /// Decides where runs are killed.
  public var challenge: String
  public var interruption = Interruption()
  /// Is told how many of all variations and controls are done; from several threads.
  public var progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }

  public init(cell: Cell, challenge: String) {
    self.cell = cell
    self.challenge = challenge
  }

  /// The chosen ones of `variations`.
  ///
  /// - Throws: `InputError` if a name is unknown, or none is chosen: a battery without variations proves nothing.
  func chosen(of variations: [Variation]) throws -> [Variation] {
    let names = variations.map(\.label.name)
    for name in (only ?? []) + skipped where !names.contains(name) {
      throw InputError(
        "there is no variation '\(name.prefix(60))'",
        advice: didYouMean(name, among: names) ?? "there are " + names.joined(separator: ", "))
    }
    let chosen = variations.filter {
      only?.contains($0.label.name) ?? true && !skipped.contains($0.label.name)
    }
    guard !chosen.isEmpty else {
      throw InputError(
        "no variation is chosen: what is not run proves nothing",
        advice: "choose of " + names.joined(separator: ", "))
    }
    return chosen
  }

  /// A number of 0..<bound for `purpose`, which nobody knew before the challenge.
  func drawn(_ purpose: String, below bound: Int) -> Int {
    var numbers = ChallengeNumbers(challenge, purpose)
    return numbers.next(bound)
  }
}
