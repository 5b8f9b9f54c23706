import Files
import Statistics

/// Which part of an experiment was verified, and what that would have found.
public struct Coverage: Sendable {
  /// How a sample was drawn.
  public struct Draw: Sendable {
    public let challenge: Challenge
    /// Over the plan and the content of every planned trial's golden.
    public let root: Digest
  }

  /// `all`, `trials`, `sample` or `budget`.
  public let rule: String
  /// Trials of the plan; nil where files were named.
  public internal(set) var plannedCount: Int?
  /// Nil where nothing was drawn: trials that somebody picked say nothing of the others.
  public internal(set) var draw: Draw?

  init(rule: String, plannedCount: Int? = nil, draw: Draw? = nil) {
    self.rule = rule
    self.plannedCount = plannedCount
    self.draw = draw
  }

  /// What `count` reproduced trials of a draw prove of all: the fewest forged trials among those
  /// planned of which at least one would have been drawn with a chance of 95% or more.
  ///
  /// - Returns: nil where nothing was drawn or none was reproduced.
  public func detectableCount(reproduced count: Int) -> Int? {
    guard draw != nil, let plannedCount, count > 0, count <= plannedCount else { return nil }
    return AuditSampling.upperBound(
      total: plannedCount, drawn: count, failures: 0, alpha: Ratio(1, 20)) + 1
  }
}

extension Coverage {
  func json(chosen: Int, reproduced: Int) -> JSONValue {
    var members: [String: JSONValue] = [
      "rule": .string(rule), "chosen": .integer(Int64(chosen)),
    ]
    if let plannedCount { members["planned"] = .integer(Int64(plannedCount)) }
    if let draw {
      members["challenge"] = .string(draw.challenge.text)
      members["randomChallenge"] = .bool(draw.challenge.isRandom)
      members["root"] = .string(draw.root.description)
    }
    if chosen == reproduced, let forged = detectableCount(reproduced: reproduced), let plannedCount
    {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": .integer(Int64(forged)),
        "chanceOfFindingOne": [
          "numerator": .integer(Int64(reproduced)), "denominator": .integer(Int64(plannedCount)),
        ],
      ]
    }
    return .object(members)
  }

  /// The coverage for people; nothing where all was verified.
  func lines(chosen: Int, reproduced: Int) -> [String] {
    guard rule != "all", let plannedCount else { return [] }
    var lines = [
      "coverage: \(chosen) of \(plannedCount) planned trials (\(percentage(chosen, of: plannedCount)))"
    ]
    guard let draw else {
      return [lines[0] + ", picked by hand: they say nothing of the others"]
    }
    lines.append("    challenge: \(Escaping.terminal(draw.challenge.text))")
    lines.append("    root: \(draw.root)")
    if chosen == reproduced, let forged = detectableCount(reproduced: reproduced) {
      lines.append(
        "    power: \(forged) or more forged trials (\(percentage(forged, of: plannedCount))) would have "
          + "been found with 95%, a single one with \(percentage(reproduced, of: plannedCount))")
      if !draw.challenge.isRandom {
        lines.append("    if who made the goldens did not know the challenge")
      }
    } else {
      lines.append("    power: none, since not every chosen trial was reproduced bit for bit")
    }
    return lines
  }
}

/// A share in percent, to one decimal: of 10,000 the part 9,996 is 99.9%, and of 1,000,000 the part 1 less than
/// 0.1%. A part is never called the whole, nor something nothing.
///
/// A part greater than the whole, such as trials that no plan mentions, is more than 100%.
///
/// - Precondition: `part` is not negative, `whole` is not 0.
func percentage(_ part: Int, of whole: Int) -> String {
  precondition(part >= 0 && whole > 0, "\(part) of \(whole)")
  let rounded = (2000 * part + whole) / (2 * whole)
  let tenths = part < whole ? min(rounded, 999) : rounded
  guard tenths > 0 || part == 0 else { return "less than 0.1%" }
  return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
}
