import Foundation
import Statistics
import Text

/// What is asked for in the place of a plan's own stop rule.
public enum StopOption: Sendable, Equatable {
  /// Every trial is trained to its end.
  case none
  case by(StopRule)

  /// What `--stop` says: `none`, or a rule.
  ///
  /// - Throws: `InputError` as `StopRule`.
  public init(_ text: String) throws {
    // Blanks count for nothing, as in a rule.
    let words = text.split(separator: " ")
    if words != ["none"], words.count == 1, words[0].lowercased() == "none" {
      throw InputError("'\(words[0])' is no stop rule", advice: "did you mean 'none'?")
    }
    self = words == ["none"] ? .none : .by(try StopRule(text))
  }

  var rule: StopRule? {
    switch self {
    case .none: nil
    case .by(let rule): rule
    }
  }
}

extension StopOption: CustomStringConvertible {
  public var description: String { rule?.description ?? "none" }
}

extension ExperimentPlan {
  /// The text of an experiment file with this rule in the place of its own, which stands on a line of its own.
  ///
  /// - Throws: `InputError` where that cannot be done.
  static func ruledText(_ text: String, by rule: StopRule?, path: String) throws -> String {
    let rest = try unruledText(text, path: path)
    guard let rule else { return rest }
    // Bytes are looked at: a carriage return and a line end are one character.
    let isWhole = rest.utf8.last == UInt8(ascii: "\n")
    let ruled = rest + (isWhole ? "" : "\n") + "stop: \(rule)\n"
    guard let written = try? readRule(ruled, path: path), written == rule else {
      throw InputError(
        file: path, "no line can be added to it", advice: "write 'stop: \(rule)' into it")
    }
    return ruled
  }

  /// The text without the line of its stop rule; the text itself where it has none.
  private static func unruledText(_ text: String, path: String) throws -> String {
    let top = try topMapping(text, path: path)
    guard top.value("stop") != nil else { return text }
    let (line, end) = (top.line(of: "stop") - 1, UInt8(ascii: "\n"))
    var lines = Array(text.utf8).split(separator: end, omittingEmptySubsequences: false)
    let isOne =
      lines.indices.contains(line)
      && ["stop", "\"stop", "'stop"].contains { lines[line].starts(with: Array($0.utf8)) }
    if isOne { lines.remove(at: line) }
    let rest = String(decoding: Array(lines.joined(separator: [end])), as: UTF8.self)
    guard isOne, let without = try? topMapping(rest, path: path), without.value("stop") == nil
    else {
      throw InputError(
        file: path, place: String(line + 1), "the stop rule does not stand on a line of its own",
        advice: "change it in the file")
    }
    return rest
  }

  private static func topMapping(_ text: String, path: String) throws -> YAMLMapping {
    try YAMLMapping(YAMLDocument(text, path: path).root, path: path, keys: keys)
  }

  private static func readRule(_ text: String, path: String) throws -> StopRule? {
    try readStop(topMapping(text, path: path))
  }

  /// Whether the two plans have the same lines but for their stop rules.
  func differsInRuleOnly(from other: ExperimentPlan) -> Bool {
    func rest(_ plan: ExperimentPlan) -> Substring? {
      guard let text = String(validating: plan.bytes, as: UTF8.self),
        let rest = try? Self.unruledText(text, path: plan.path)
      else { return nil }
      return rest[...].trimmingEnd()
    }
    guard stop != other.stop, let mine = rest(self), let theirs = rest(other) else { return false }
    return mine.utf8.elementsEqual(theirs.utf8)
  }
}

extension Substring {
  /// Without line ends behind it.
  fileprivate func trimmingEnd() -> Substring {
    var rest = self
    while rest.last?.isNewline == true { rest.removeLast() }
    return rest
  }
}
