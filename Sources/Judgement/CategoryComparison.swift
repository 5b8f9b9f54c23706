import Text

/// One group of things that can make two runs differ, and whether the golden and this run have the same.
public struct CategoryComparison: Sendable, Equatable {
  public enum Category: String, Sendable, CaseIterable {
    case plan, data, model, arithmetic, streams, toolchain, machine
  }

  public enum Status: String, Sendable {
    case same
    case differs
    /// A golden is a function of the trial alone; what it does not say, nothing vouches for.
    case notRecorded = "not recorded"
    /// It is not here to be compared.
    case missing
  }

  public let category: Category
  public let status: Status
  /// What differs, as `name: recorded / here`, or what is known of one side.
  public let details: [String]

  public init(_ category: Category, _ status: Status, _ details: [String] = []) {
    self.category = category
    self.status = status
    self.details = details
  }

  /// `data: same`
  public var line: String {
    let text = "\(category.rawValue): \(status.rawValue)"
    return details.isEmpty ? text : text + " (" + details.joined(separator: "; ").printable + ")"
  }

  public var json: JSONValue {
    [
      "category": .string(category.rawValue), "status": .string(status.rawValue),
      "details": .array(details.map(JSONValue.string)),
    ]
  }
}
