import Files
import Sampling
import Statistics
import Text
import Trajectory

/// Which part of an experiment was verified, and what that would have found.
public struct Coverage: Sendable {
  /// How a sample was drawn.
  public struct Draw: Sendable {
    public let scheme: SamplingScheme
    public let challenge: Challenge
    /// Over the plans and the content of every planned trial's golden.
    public let root: Digest

    public init(scheme: SamplingScheme = .oneFolder, challenge: Challenge, root: Digest) {
      self.scheme = scheme
      self.challenge = challenge
      self.root = root
    }
  }

  /// Planned trials without golden, of which a draw can say nothing.
  public struct Missing: Sendable, Equatable {
    /// As many are named.
    static let limit = 5

    public let count: Int
    /// Where the first of them should be.
    public let paths: [String]

    public init(_ paths: [String]) {
      count = paths.count
      self.paths = Array(paths.prefix(Self.limit))
    }
  }

  /// `all`, `trials`, `sample` or `budget`.
  public let rule: String
  /// Trials of the plans; nil where files were named.
  public var plannedCount: Int?
  /// Nil where nothing was drawn: trials that somebody picked say nothing of the others.
  public var draw: Draw?
  /// What the draw's frame lacks.
  public var missing = Missing([])

  public init(rule: String, plannedCount: Int? = nil, draw: Draw? = nil) {
    self.rule = rule
    self.plannedCount = plannedCount
    self.draw = draw
  }

  /// Planned trials whose goldens are there: those that can be forged.
  public var presentCount: Int? { plannedCount.map { $0 - missing.count } }

  /// What `count` reproduced trials of a draw prove of all: the fewest forged goldens of which at least one
  /// would have been drawn with a chance of 95% or more. Missing ones are drawn too, and take the place of
  /// others.
  ///
  /// - Returns: nil where nothing was drawn or none was reproduced, or where so many goldens are missing
  ///   that the chance is less though all that are there were forged.
  public func detectableCount(reproduced count: Int) -> Int? {
    guard draw != nil, let plannedCount, let presentCount, count > 0, count <= presentCount else {
      return nil
    }
    let forged =
      AuditSampling.upperBound(total: plannedCount, drawn: count, failures: 0, alpha: Ratio(1, 20))
      + 1
    return forged <= presentCount ? forged : nil
  }
}

/// How much of what was chosen was reproduced, and so may state power.
struct ReproducedCounts {
  /// Planned trials that were chosen, and those of them that were reproduced.
  let chosen: Int
  let reproduced: Int
  /// Whether everything that was looked at was reproduced, and the controls were caught.
  let isSuccess: Bool

  var stateable: Int? { isSuccess && chosen == reproduced ? reproduced : nil }
}

extension Coverage {
  func json(_ counts: ReproducedCounts) -> JSONValue {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var members: [String: JSONValue] = ["rule": .string(rule), "chosen": count(counts.chosen)]
    if let plannedCount { members["planned"] = count(plannedCount) }
    if let draw {
      members["scheme"] = .string(draw.scheme.rawValue)
      members["challenge"] = .string(draw.challenge.text)
      members["randomChallenge"] = .bool(draw.challenge.isRandom)
      members["root"] = .string(draw.root.description)
      members["missing"] = count(missing.count)
      members["firstMissing"] = .array(missing.paths.map { .string($0) })
    }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      members["power"] = [
        "confidencePercent": 95, "detectableForged": count(forged), "of": count(presentCount),
        "chanceOfFindingOne": [
          "numerator": count(reproduced), "denominator": count(plannedCount ?? presentCount),
        ],
      ]
    }
    return .object(members)
  }

  /// The coverage for people; nothing where all was verified.
  func lines(_ counts: ReproducedCounts) -> [String] {
    guard rule != "all", let plannedCount, plannedCount > 0 else { return [] }
    let share = percentage(counts.chosen, of: plannedCount)
    var lines = ["coverage: \(counts.chosen) of \(plannedCount) planned trials (\(share))"]
    guard let draw else {
      return [lines[0] + ", picked by hand: they say nothing of the others"]
    }
    lines.append("    drawn by \(draw.scheme.rawValue)")
    lines.append("    challenge: \(Escaping.terminal(draw.challenge.text))")
    lines.append("    root: \(draw.root)")
    if missing.count > 0 { lines.append("    " + missingLine(of: plannedCount)) }
    if let reproduced = counts.stateable, let forged = detectableCount(reproduced: reproduced),
      let presentCount
    {
      let those = missing.count > 0 ? " of the \(presentCount) that are there" : ""
      lines.append(
        "    power: \(forged) or more forged trials\(those) (\(percentage(forged, of: presentCount))) "
          + "would have been found with 95%, a single one with \(percentage(reproduced, of: plannedCount))"
      )
      if !draw.challenge.isRandom {
        lines.append("    if who made the goldens did not know the challenge")
      }
    } else if counts.stateable ?? 0 > 0 {
      lines.append(
        "    power: none: so many goldens are missing that a draw need not meet a forged one, even if all "
          + "that are there were forged")
    } else {
      lines.append("    power: none, since not every chosen trial was reproduced bit for bit")
    }
    return lines
  }

  private func missingLine(of plannedCount: Int) -> String {
    let names = missing.paths.map(Escaping.terminal).joined(separator: " ")
    let more = missing.count > missing.paths.count ? " ..." : ""
    return
      "missing: \(missing.count) of \(plannedCount) planned trials have no golden, and nothing is said of "
      + "them: \(names)\(more)"
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
