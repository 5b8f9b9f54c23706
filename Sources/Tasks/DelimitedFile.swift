import Files
import Text

/// A file of rows and columns, tab- or comma-separated, of which some columns are read. The others are not judged.
///
/// The header tells which byte separates; `Quoting` is told apart by `QuotingEvidence`. A byte-order mark is skipped.
struct DelimitedFile {
  /// Bytes accepted: 1 GiB.
  static let byteLimit = 1 << 30

  /// A row's line, from 1, and the columns that were asked for.
  struct Row: Equatable {
    let line: Int
    let columns: [String]
  }

  let path: String
  /// SHA-256 of the file.
  let digest: Digest
  /// Whether quotation marks around fields were taken away.
  let isQuoted: Bool
  /// At least one.
  let rows: [Row]
  /// What the user should know.
  let remarks: [String]

  /// Reads the columns of these names.
  ///
  /// - Parameter quoting: nil to tell by the file.
  /// - Throws: `InputError` naming the file and the line.
  init(_ path: String, columns: [String], quoting: Quoting? = nil) throws {
    try self.init(
      InputFile(path, limit: DelimitedFile.byteLimit), columns: columns, quoting: quoting)
  }

  init(_ file: InputFile, columns: [String], quoting: Quoting? = nil) throws {
    let path = file.path
    let bytes = Array(file.data)
    let start = try DelimitedFile.start(bytes, path)
    let separator = try DelimitedFile.separator(bytes, start, columns, path)
    let evidence =
      quoting == nil ? QuotingEvidence(bytes, from: start, separator: separator) : nil
    // Commas stand in any text: a file that they separate has quotes, or none that need them.
    let isComma = separator == UInt8(ascii: ",")
    let isHeaderQuoted =
      DelimitedFile.holds(columns, bytes, start, separator, readsQuotes: true)
      && !DelimitedFile.holds(columns, bytes, start, separator, readsQuotes: false)
    let readsQuotes =
      quoting.map { $0 == .csv } ?? (evidence?.isQuoted == true || isComma || isHeaderQuoted)
    var scanner = DelimitedScanner(
      bytes, from: start, separator: separator, readsQuotes: readsQuotes)
    var reader = RowReader(
      path: path, columns: columns, separatorName: isComma ? "comma" : "tab")
    do {
      try reader.read(&scanner)
    } catch let failure as DelimitedScanner.Failure {
      throw InputError(file: path, place: "\(failure.line)", failure.reason)
    }
    guard !reader.rows.isEmpty else {
      throw InputError(
        file: path, bytes.count == start ? "is empty" : "holds a header and no examples")
    }
    self.path = path
    digest = file.digest
    isQuoted = reader.sawQuotes
    rows = reader.rows
    remarks =
      evidence?.doubtfulLine.map {
        [
          "\(path):\($0): a field looks quoted, but the file as a whole does not: quotation marks are read as "
            + "they stand; 'quoting: csv' in the plan takes them away, 'quoting: none' ends this note"
        ]
      } ?? []
  }

  /// Where the text begins.
  private static func start(_ bytes: [UInt8], _ path: String) throws -> Int {
    guard !bytes.starts(with: [0xff, 0xfe]), !bytes.starts(with: [0xfe, 0xff]) else {
      throw InputError(file: path, "is UTF-16 text", advice: "save it as UTF-8")
    }
    guard bytes.contains(0x0a) || !bytes.contains(0x0d) else {
      throw InputError(
        file: path, "its lines end with carriage returns alone", advice: "save it with line feeds")
    }
    return textStart(bytes)
  }

  /// Where the first row begins: past a byte-order mark.
  static func textStart(_ bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The byte that splits the header into all of `columns`; a tab where none does.
  private static func separator(
    _ bytes: [UInt8], _ start: Int, _ columns: [String], _ path: String
  ) throws -> UInt8 {
    func holds(_ separator: UInt8) -> Bool {
      DelimitedFile.holds(columns, bytes, start, separator)
    }
    let tab = UInt8(ascii: "\t")
    if let separator = [tab, UInt8(ascii: ",")].first(where: holds) { return separator }
    for (separator, name) in [(";", "semicolons"), ("|", "bars")] as [(Unicode.Scalar, String)]
    where holds(UInt8(ascii: separator)) {
      throw InputError(
        file: path, place: "1", "its columns are separated by \(name)",
        advice: "write the file with tabs or commas")
    }
    return tab
  }

  /// Whether the first row has all of `columns`, with quotes or without.
  static func holds(
    _ columns: [String], _ bytes: [UInt8], _ start: Int, _ separator: UInt8
  ) -> Bool {
    [false, true].contains { holds(columns, bytes, start, separator, readsQuotes: $0) }
  }

  private static func holds(
    _ columns: [String], _ bytes: [UInt8], _ start: Int, _ separator: UInt8, readsQuotes: Bool
  ) -> Bool {
    let header = header(bytes, start, separator, readsQuotes)
    return columns.allSatisfy { header.contains(Array($0.utf8)) }
  }

  /// The names in the first row, as they would be with that separator.
  static func header(
    _ bytes: [UInt8], _ start: Int, _ separator: UInt8, _ readsQuotes: Bool
  ) -> [[UInt8]] {
    var scanner = DelimitedScanner(
      bytes, from: start, separator: separator, readsQuotes: readsQuotes)
    guard (try? scanner.next()) != nil else { return [] }
    return scanner.fields.map { scanner.content($0) }
  }
}

/// Takes the columns asked for out of the rows of a scanner.
private struct RowReader {
  let path: String
  let columns: [String]
  let separatorName: String
  var rows: [DelimitedFile.Row] = []
  var sawQuotes = false
  var places: [Int] = []
  var count = 0

  mutating func read(_ scanner: inout DelimitedScanner) throws {
    var blankLine: Int?
    while let line = try scanner.next() {
      let fields = scanner.fields
      if fields.contains(where: \.isQuoted) { sawQuotes = true }
      if count == 0 {
        try findColumns(fields.map { scanner.content($0) })
        continue
      }
      // Only at the end of a file are blank lines nothing.
      if count > 1, fields.count == 1, fields[0].range.isEmpty, !fields[0].isQuoted {
        blankLine = blankLine ?? line
        continue
      }
      try checkCount(blankLine == nil ? fields.count : 1, blankLine ?? line)
      let texts = try places.map { try text(scanner.content(fields[$0]), line) }
      rows.append(DelimitedFile.Row(line: line, columns: texts))
    }
  }

  private func checkCount(_ found: Int, _ line: Int) throws {
    guard found != count else { return }
    throw InputError(
      file: path, place: String(line),
      "has \(found) \(separatorName)-separated \(found == 1 ? "column" : "columns"), not \(count)")
  }

  private func text(_ bytes: [UInt8], _ line: Int) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError(
        file: path, place: String(line), "is not UTF-8 text", advice: "save the file as UTF-8")
    }
    return text
  }

  private mutating func findColumns(_ header: [[UInt8]]) throws {
    count = header.count
    places = try columns.map { name in
      let found = header.indices.filter { header[$0].elementsEqual(name.utf8) }
      guard found.count <= 1 else {
        throw InputError(file: path, place: "1", "names the column '\(name.prefix(40))' twice")
      }
      guard let place = found.first else {
        throw InputError(
          file: path, place: "1", "has no column '\(name.prefix(40))'",
          advice: "its columns are \(shown(header))")
      }
      return place
    }
  }

  /// Names in quotes where they would not be seen otherwise.
  private func shown(_ header: [[UInt8]]) -> String {
    let names = header.prefix(12).map { String(decoding: $0.prefix(40), as: UTF8.self) }
    let needsQuotes = names.contains {
      $0.isEmpty || $0.first?.isWhitespace == true || $0.last?.isWhitespace == true
        || $0.contains(",")
    }
    return names.map { needsQuotes ? "'\($0)'" : $0 }.joined(separator: ", ")
      + (header.count > 12 ? " and \(header.count - 12) more" : "")
  }
}
