import Text

extension ReportTable {
  /// Text for a terminal: title, meaning, rows, notes.
  ///
  /// - Parameter width: columns to stay within. Headings break, words are shortened, and the columns of a table that is
  ///   still too wide go into blocks below each other, each with the first column; numbers are never cut.
  func terminal(width: Int = TextWrap.columnCount) -> String {
    var text = title + "\n" + TextWrap.lines(meaning, width: width).joined(separator: "\n") + "\n"
    if !rows.isEmpty { text += TerminalGrid(self, width: width).text }
    for note in notes {
      let lines = TextWrap.lines(Escaping.terminal(note), width: width - 2)
      for (index, line) in lines.enumerated() { text += (index == 0 ? "* " : "  ") + line + "\n" }
    }
    return text
  }
}

/// The rows of a table, laid out for a terminal.
private struct TerminalGrid {
  let columns: [ReportTable.Column]
  let cells: [[String]]
  let width: Int

  init(_ table: ReportTable, width: Int) {
    columns = table.columns
    cells = table.rows.map { $0.map(Escaping.terminal) }
    self.width = width
  }

  var text: String {
    var widths = columns.indices.map {
      max(widest(in: $0), TextWidth.columns(columns[$0].heading))
    }
    // Take room from the column with the most to spare until the table fits.
    let least = columns.indices.map(leastWidth)
    while total(widths) > width {
      let spare = columns.indices.max { widths[$0] - least[$0] < widths[$1] - least[$1] }!
      if widths[spare] == least[spare] { break }
      widths[spare] -= 1
    }
    return blocks(widths).map { block($0, widths) }.joined(separator: "\n")
  }

  private func widest(in column: Int) -> Int {
    cells.map { TextWidth.columns($0[column]) }.max() ?? 0
  }

  /// Numbers keep their width; words can be cut to 8 columns; headings break at spaces.
  private func leastWidth(_ column: Int) -> Int {
    let words = columns[column].heading.split(separator: " ").map { TextWidth.columns(String($0)) }
    let content = widest(in: column)
    return max(columns[column].isNumeric ? content : min(8, content), words.max() ?? 0)
  }

  private func total(_ widths: some Collection<Int>) -> Int {
    widths.reduce(0, +) + 2 * (widths.count - 1)
  }

  /// Columns that fit beside each other; the first one leads each block.
  private func blocks(_ widths: [Int]) -> [[Int]] {
    var blocks: [[Int]] = []
    var block = [0]
    for column in columns.indices.dropFirst() {
      if block.count > 1, total((block + [column]).map { widths[$0] }) > width {
        blocks.append(block)
        block = [0]
      }
      block.append(column)
    }
    return blocks + [block]
  }

  private func block(_ block: [Int], _ widths: [Int]) -> String {
    let headings = block.map { TextWrap.lines(columns[$0].heading, width: widths[$0]) }
    let height = headings.map(\.count).max() ?? 1
    var text = ""
    for line in 0..<height {
      let words = headings.map { lines in
        let index = line - (height - lines.count)
        return index < 0 ? "" : lines[index]
      }
      text += self.line(words, block, widths)
    }
    text += block.map { String(repeating: "-", count: widths[$0]) }.joined(separator: "  ") + "\n"
    for row in cells { text += line(block.map { row[$0] }, block, widths) }
    return text
  }

  private func line(_ words: [String], _ block: [Int], _ widths: [Int]) -> String {
    var text = ""
    for (column, word) in zip(block, words) {
      let isNumeric = columns[column].isNumeric
      let shown = isNumeric ? word : TextWidth.shortened(word, columns: widths[column])
      let space = String(repeating: " ", count: max(0, widths[column] - TextWidth.columns(shown)))
      if column != block[0] { text += "  " }
      text += isNumeric ? space + shown : shown + space
    }
    while text.last == " " { text.removeLast() }
    return text + "\n"
  }
}
