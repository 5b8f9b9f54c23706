/// Something from outside (a file, an argument, an environment) that cannot be used.
///
/// Prints as one line: `rte.yaml:12: unknown key 'epoch'; did you mean 'epochs'?`
public struct InputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Whether the plan or the evidence is at fault; decides the exit status.
  public enum Kind: Sendable {
    /// Wrong arguments, experiment file, model or data: exit 64.
    case usage
    /// A golden that is corrupt or hostile: exit 3.
    case malformed
    /// Evidence that is missing or of another kind, so that nothing can be said: exit 2.
    case unverifiable
  }

  public let kind: Kind
  /// The file as the user named it; nil for arguments.
  public let file: String?
  /// Where in the file: a line, a byte offset, a tensor's name.
  public let place: String?
  /// What is wrong.
  public let reason: String
  /// What to do next.
  public let advice: String?

  public init(
    _ kind: Kind = .usage, file: String? = nil, place: String? = nil, _ reason: String,
    advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.reason = reason
    self.advice = advice
  }

  /// Wrong arguments: nothing to name but the reason.
  public init(_ reason: String, advice: String? = nil) {
    self.init(.usage, reason, advice: advice)
  }

  public var description: String {
    var text = [file, place].compactMap(\.self).joined(separator: ":")
    if !text.isEmpty { text += ": " }
    text += reason
    if let advice { text += "; " + advice }
    return text.printable
  }
}

extension String {
  /// The same text on one line, safe for a terminal: control and bidirectional characters as `\u{..}`.
  public var printable: String { replacingScalars { $0.isHidden ? $0.escape : nil } }

  /// The same text with what `replacement` gives in the place of a scalar; where that is nil the scalar stays.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if let text = replacement(scalar) {
        result += text
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// `\u{202e}`
  var escape: String { "\\u{" + String(value, radix: 16) + "}" }

  /// Whether it cannot be seen, or acts upon the text around it.
  var isHidden: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
    default: false
    }
  }
}
