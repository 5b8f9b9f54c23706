import Files
import Text

extension DelimitedFile {
  /// Reads a file in GLUE's own layout: tab-separated and without quoting, a quotation mark is a character like any
  /// other. All columns are judged, and no blank line is passed over.
  ///
  /// - Throws: `InputError` naming the file and the line.
  init(_ file: InputFile, of task: GLUETask) throws {
    let bytes = Array(file.data)
    var scanner = DelimitedScanner(
      bytes, from: DelimitedFile.textStart(bytes), separator: UInt8(ascii: "\t"),
      readsQuotes: false)
    let (names, places) = task.layout
    var header: [String]?
    var rows: [Row] = []
    while let line = try scanner.next() {
      let columns = try scanner.fields.map {
        guard let text = String(validating: bytes[$0.range], as: UTF8.self) else {
          throw InputError(file: file.path, place: String(line), "is not UTF-8 text")
        }
        return text
      }
      guard columns.count == names.count else {
        throw InputError(
          file: file.path, place: String(line),
          "has \(columns.count) tab-separated \(columns.count == 1 ? "column" : "columns"), "
            + "not \(names.count)")
      }
      if task.header != nil, line == 1 {
        header = columns
      } else {
        rows.append(Row(line: line, columns: places.map { columns[$0] }))
      }
    }
    guard !rows.isEmpty else {
      throw InputError(
        file: file.path, header == nil ? "is empty" : "holds a header and no examples")
    }
    guard header == task.header else {
      throw InputError(
        file: file.path, place: "1",
        "is not the header of GLUE's \(task.rawValue): \(names.joined(separator: ", "))",
        advice: "Hugging Face's columns are read too: "
          + task.exportedColumns.joined(separator: ", "))
    }
    path = file.path
    digest = file.digest
    isQuoted = false
    self.rows = rows
    remarks = []
  }
}
