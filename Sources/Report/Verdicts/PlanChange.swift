import Judgement
import Text

/// In what two plans differ.
public struct PlanChange {
  /// The settings that have another value in each, by name.
  public let settings: [SettingDifference]

  /// - Parameters:
  ///   - expected: all that the first plan says, by the keys of a plan.
  ///   - actual: the same of the second.
  public init(_ expected: JSONValue, _ actual: JSONValue) {
    settings = SettingDifference.all(expected, actual)
  }

  public var isEqual: Bool { settings.isEmpty }

  /// For people: a setting a line, and what is the case of the plans.
  public var table: String {
    let end =
      isEqual
      ? "equal: the plans say the same"
      : "different: \(settings.count.counted("setting")), as first plan / second plan"
    return (settings.map { TextWrap.fitted(Escaping.terminal($0.planLine)) } + [end])
      .joined(separator: "\n")
  }

  /// The same for programs.
  public var json: JSONValue {
    ["equal": .bool(isEqual), "settings": .array(settings.map(\.json))]
  }
}

extension SettingDifference {
  /// `protocol.epochs: 3 / 4`
  fileprivate var planLine: String {
    "\(name): \(expected ?? "nothing") / \(actual ?? "nothing")"
  }
}
