import Text
import Trajectory

extension TrialPart {
  /// The whole of each trial, or its first updates.
  ///
  /// - Parameters:
  ///   - updates: how many; nil for the whole.
  ///   - paths: of the goldens. One that cannot be read is told of where it is verified.
  /// - Throws: `InputError`, which is wrong use, if a golden has fewer updates: nothing of it would be left out.
  public static func first(_ updates: Int?, of paths: some Sequence<String>) throws -> TrialPart {
    guard let updates else { return .whole }
    guard updates >= 1 else {
      throw InputError("--updates must be at least 1", advice: "nothing compared proves nothing")
    }
    for path in paths {
      guard let golden = try? GoldenReader(path), golden.stepCount < updates else { continue }
      throw InputError(
        file: path, "has \(golden.stepCount) updates, fewer than --updates \(updates)",
        advice: "leave --updates out to verify the whole trial")
    }
    return .prefix(updates)
  }
}
