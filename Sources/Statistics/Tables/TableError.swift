import Text

/// A table of trials that cannot be analyzed.
public struct TableError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Line in the table, from 1; nil where no single line is at fault.
  public let line: Int?
  /// Column by its name.
  public let column: String?
  /// What is wrong. Foreign text in it is short and escaped.
  public let reason: String
  /// What to do next.
  public let advice: String?

  public init(
    _ reason: String, line: Int? = nil, column: String? = nil, advice: String? = nil
  ) {
    self.line = line
    self.column = column
    self.reason = reason
    self.advice = advice
  }

  public var description: String {
    var text = ""
    if let line { text += "line \(line): " }
    if let column { text += "column '\(column.printable)': " }
    text += reason
    if let advice { text += "; " + advice }
    return text
  }
}
