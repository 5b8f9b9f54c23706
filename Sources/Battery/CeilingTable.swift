import CEmbedded
import Files
import Foundation
import Text

/// Libraries that choose their code by the processor, and what makes them choose that of an older one.
///
/// The program has `Sources/CEmbedded/ceilings.yaml`; users add files of the same form.
public struct CeilingTable: Sendable {
  struct Row: Sendable, Equatable {
    let name: String
    let library: String
    /// Beginnings of the names of files, of which one must be loaded; empty where that is not asked.
    let files: [String]
    let variable: String
    let value: String
    let appends: Bool

    /// Whether a process that has these files loaded uses the library.
    func isLoaded(_ names: Set<String>) -> Bool {
      files.isEmpty || names.contains { name in files.contains { name.hasPrefix($0) } }
    }

    /// What the variable is set to where it holds `own` already.
    func value(after own: String?) -> String {
      guard appends, let own, !own.isEmpty else { return value }
      return own + " " + value
    }

    var label: Variation.Label {
      Variation.Label(
        "ceiling-" + name, "\(library): \(variable)=\(value)",
        factor: "the processor's instruction set",
        pin: "set \(variable)=\(value)")
    }
  }

  let rows: [Row]

  /// The program's own rows, then those of `files`.
  ///
  /// - Throws: `InputError` that names file and line.
  public init(adding files: [String] = []) throws {
    let own = Data(UnsafeBufferPointer(start: ce_ceilings_bytes(), count: ce_ceilings_byte_count()))
    var rows = try Self.rows(InputFile(name: "ceilings.yaml", content: own), after: [])
    for path in files {
      rows += try Self.rows(InputFile(path, limit: YAMLDocument.byteLimit), after: rows)
    }
    self.rows = rows
  }

  private static let keys = ["name", "library", "files", "variable", "value", "append"]

  private static func rows(_ file: InputFile, after known: [Row]) throws -> [Row] {
    let document = try YAMLDocument(file.text(), path: file.path)
    let top = try YAMLMapping(document.root, path: file.path, keys: ["ceilings"])
    guard let list = top.value("ceilings"), case .sequence(let items) = list.content else {
      throw top.failure(
        top.line, "'ceilings' must be a list",
        advice: "write as in Sources/CEmbedded/ceilings.yaml")
    }
    var rows: [Row] = []
    for item in items {
      let row = try YAMLMapping(item, path: file.path, keys: keys)
      let name = try row.requiredText("name", example: "mylibrary")
      guard !(known + rows).contains(where: { $0.name == name }) else {
        throw row.failure(row.line(of: "name"), "the name '\(name)' stands twice")
      }
      let isPlain = name.utf8.allSatisfy {
        $0.isSmallLetter || $0.isDigit || $0 == UInt8(ascii: "-")
      }
      guard isPlain, name.utf8.count <= 40 else {
        throw row.failure(
          row.line(of: "name"), "the name '\(name.prefix(40))' is not accepted",
          advice: "use a-z, 0-9 and '-', at most 40")
      }
      let variable = try row.requiredText("variable", example: "LIBRARY_MAX_ISA")
      guard !variable.contains("=") else {
        throw row.failure(row.line(of: "variable"), "a variable's name holds no '='")
      }
      let append = try row.text("append") ?? "false"
      guard ["true", "false"].contains(append) else {
        throw row.failure(row.line(of: "append"), "'append' is true or false")
      }
      rows.append(
        Row(
          name: name, library: try row.text("library") ?? name,
          files: try row.texts("files") ?? [], variable: variable,
          value: try row.requiredText("value", example: "avx2"), appends: append == "true"))
    }
    return rows
  }
}
