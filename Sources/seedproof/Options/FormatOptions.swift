import ArgumentParser

/// A form in which a result is printed.
enum OutputFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
  case text, json, csv, markdown, latex, junit, github
}

/// The forms that a command knows; the first is the default.
protocol OutputFormats {
  static var all: [OutputFormat] { get }
}

enum TextOrJSON: OutputFormats {
  static var all: [OutputFormat] { [.text, .json] }
}

/// `--format`, and `--json` for short.
struct FormatOptions<Formats: OutputFormats>: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Print the result in this form: \(Formats.all.map(\.rawValue).joined(separator: ", ")).",
      valueName: "form"))
  var format: OutputFormat?

  @Flag(help: "Print the result as JSON, with floats that matter as hexadecimal strings.")
  var json = false

  func validate() throws {
    if let format, !Formats.all.contains(format) {
      let names = Formats.all.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--format \(format.rawValue) is not for this command: use \(names)")
    }
    _ = try chosen()
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
