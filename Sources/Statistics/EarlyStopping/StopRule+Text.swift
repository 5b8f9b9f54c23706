import Text

extension StopRule: CustomStringConvertible {
  /// `start 16, keep 8 at 0.2, keep 4 at 0.5`
  public var description: String {
    "start \(started)" + rungs.map { ", \($0)" }.joined()
  }

  /// The rule that `text` says in these words.
  ///
  /// - Throws: `InputError` that says what is wrong with it: the first condition that does not hold.
  public init(_ text: String) throws {
    do {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.split(separator: " ").map(String.init)
      }
      let started = try Self.readStart(parts[0])
      guard parts.count > 1 else {
        throw Defect("no rung follows: add when how many go on, as in ', keep 6 at 0.3'")
      }
      let rungs = try parts.dropFirst().map(Rung.init(words:))
      try Self.check(started, rungs)
      guard let rule = StopRule(started: started, rungs: rungs) else {
        throw Defect("its numbers do not go together")
      }
      self = rule
    } catch let defect as Defect {
      throw InputError(
        "'\(text.prefix(80))' is no stop rule: \(defect.reason)",
        advice: "write it as in 'start 16, keep 6 at 0.3'")
    }
  }

  /// What is wrong with a text.
  fileprivate struct Defect: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  /// `start 16`
  private static func readStart(_ words: [String]) throws -> Int {
    guard words.first == "start" else { throw Defect("it must begin with 'start N'") }
    guard words.count == 2 else {
      throw Defect("'start' is followed by one number and a comma")
    }
    return try integer(words[1], after: "start")
  }

  fileprivate static func integer(_ word: String, after name: String) throws -> Int {
    guard let number = YAMLNumber.integer(word) else {
      throw Defect("'\(name) \(word.prefix(30))' needs a whole number")
    }
    return number
  }

  /// The conditions of `init(started:rungs:)`, one by one.
  private static func check(_ started: Int, _ rungs: [Rung]) throws {
    guard started >= 2 else {
      throw Defect("'start \(started)' compares nothing: at least 2 trials are started")
    }
    guard started <= startLimit else {
      throw Defect("'start \(started)' is too many: at most \(startLimit) trials are compared")
    }
    for rung in rungs where rung.kept < 1 {
      throw Defect("'\(rung)' keeps none: at least one trial goes on")
    }
    if let first = rungs.first, first.kept >= started {
      throw Defect("'\(first)' stops none of the \(started): keep fewer")
    }
    for (one, next) in zip(rungs, rungs.dropFirst()) {
      guard next.kept < one.kept else {
        throw Defect("'\(next)' stops none of the \(one.kept) that '\(one)' keeps: keep fewer")
      }
      guard one.share < next.share else {
        throw Defect("'\(next)' is not later than '\(one)': name the rungs in order of time")
      }
    }
  }
}

extension StopRule.Rung: CustomStringConvertible {
  /// `keep 8 at 0.2`
  public var description: String { "keep \(kept) at \(share)" }

  /// - Throws: `StopRule.Defect`.
  fileprivate init(words: [String]) throws {
    guard words.count == 4, words[0] == "keep", words[2] == "at" else {
      let text = words.joined(separator: " ").prefix(30)
      throw StopRule.Defect("'\(text)' is no rung: each must be 'keep N at SHARE'")
    }
    self.init(
      kept: try StopRule.integer(words[1], after: "keep"), share: try Self.share(words[3]))
  }

  private static func share(_ word: String) throws -> StopShare {
    if let share = StopShare(word) { return share }
    let shown = "'at \(word.prefix(30))'"
    let isPercentage = word.hasSuffix("%")
    guard let value = Double(isPercentage ? String(word.dropLast()) : word) else {
      throw StopRule.Defect("\(shown) needs a share of a trial's updates, such as 0.3")
    }
    let share = isPercentage ? value / 100 : value
    guard share > 0, share < 1 else {
      throw StopRule.Defect("\(shown): a share lies between 0 and 1, without both")
    }
    // Nine decimals are all that a share has.
    let digits = share.decimals(9).reversed().drop { $0 == "0" }.reversed()
    guard let written = StopShare(String(digits)), let near = Double("\(written)"),
      abs(near - share) < 1e-12
    else {
      throw StopRule.Defect("\(shown) is too fine: a share has at most nine decimals")
    }
    throw StopRule.Defect("\(shown) is written in decimal digits: \(written)")
  }
}
