import ArgumentParser

/// A form in which a result is printed.
enum OutputFormat: String, Sendable {
  case text, json, csv, markdown, latex, junit, github, sarif
}

/// The forms that a command knows; the first is the default.
protocol OutputFormats: SendableMetatype {
  static var all: [OutputFormat] { get }
}

enum TextOrJSON: OutputFormats {
  static var all: [OutputFormat] { [.text, .json] }
}

/// `--format`, and `--json` for short.
struct FormatOptions<Formats: OutputFormats>: ParsableArguments {
  @Option(
    help: ArgumentHelp("Print the result in this form: \(Self.names).", valueName: "form"),
    completion: .list(Formats.all.map(\.rawValue)), transform: Self.form)
  var format: OutputFormat?

  @Flag(help: "Print the result as JSON, with floats that matter as hexadecimal strings.")
  var json = false

  func validate() throws { _ = try chosen() }

  /// The forms of this command; the parser's own list would have those of all commands.
  private static var names: String { Formats.all.map(\.rawValue).joined(separator: ", ") }

  private static func form(_ text: String) throws -> OutputFormat {
    guard let format = Formats.all.first(where: { $0.rawValue == text }) else {
      throw ValidationError("use \(names)")
    }
    return format
  }

  /// The form to print in.
  ///
  /// - Parameter short: further short forms, by their names.
  /// - Throws: `ValidationError` if two are given.
  func chosen(short: [(isSet: Bool, format: OutputFormat)] = []) throws -> OutputFormat {
    let given = ([(json, .json)] + short).filter(\.0).map(\.1)
    guard given.count + (format == nil ? 0 : 1) <= 1 else {
      let names = (format == nil ? [] : ["--format"]) + given.map { "--\($0.rawValue)" }
      let list = names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
      throw ValidationError("\(list) exclude each other")
    }
    return format ?? given.first ?? Formats.all[0]
  }

  /// Whether the result is a JSON document.
  var isJSON: Bool { json || format == .json }
}
