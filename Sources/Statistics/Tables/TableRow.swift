import Text

/// One checked row of a table.
struct TableRow {
  let recipe: String
  let task: String
  let cell: Cell
  let step: Int
  /// Nil where it is empty, NaN or infinite.
  let score: Double?
  /// What stands there instead of a score.
  let lack: String
  /// Decimals that the score is written with; nil for one with an exponent.
  let decimals: Int?
  let line: Int
}

/// Reads the fields of a table's rows.
struct RowReader {
  let places: ColumnPlaces
  let columns: TableColumns
  /// What stands before the number of a seed: `Run 12`.
  private var seedPrefix: String?
  /// The metric whose rows count; that of the first row, if none is named.
  private(set) var metric: String?
  /// Other metrics that were seen.
  private(set) var otherMetrics: [String] = []
  /// Rows that are no trial's but summaries of others.
  private(set) var summaries: [(line: Int, text: String)] = []

  init(_ places: ColumnPlaces, _ columns: TableColumns) {
    self.places = places
    self.columns = columns
    metric = columns.metricName
  }

  /// The row of a trial; nil for one that is empty, of another metric, or a summary of others.
  mutating func row(
    _ fields: [String], faults: [Int: String], line: Int
  ) throws(TableError) -> TableRow? {
    if fields.allSatisfy(\.isEmpty) { return nil }
    let places = places
    func used(_ place: Int) throws(TableError) -> String {
      if let fault = faults[place] {
        throw TableError(fault, line: line, column: places.header[place])
      }
      return fields[place]
    }
    if let place = places.metric {
      let name = try used(place)
      if metric == nil { metric = name }
      if name != metric {
        if !otherMetrics.contains(name), otherMetrics.count < 100 { otherMetrics.append(name) }
        return nil
      }
    }
    let seeds = [try used(places.wi), try used(places.do)]
    if let text = seeds.first(where: SummaryRow.isNamed) {
      summaries.append((line, text))
      return nil
    }
    let wi = try seed(seeds[0], places.wi, line)
    let order = places.hasOneSeed ? wi : try seed(seeds[1], places.do, line)
    var step = 0
    if let place = places.step {
      step = try Self.whole(try used(place), places.header[place], line)
    }
    var names: [String] = []
    for place in places.task { names.append(try name(try used(place), place, line)) }
    let recipe = try places.recipe.map { place throws(TableError) in
      try name(try used(place), place, line, what: "recipe")
    }
    let text = try used(places.score)
    let score = try Self.value(text, places.header[places.score], line)
    return TableRow(
      recipe: recipe ?? "",
      task: names.isEmpty ? columns.taskName ?? "" : names.joined(separator: ", "),
      cell: Cell(wi: wi, do: order), step: step, score: score, lack: score == nil ? text : "",
      decimals: Self.decimals(text), line: line)
  }

  private func wrong(_ place: Int, _ reason: String, _ line: Int) -> TableError {
    TableError(reason, line: line, column: places.header[place])
  }

  private func name(
    _ text: String, _ place: Int, _ line: Int, what: String = "task"
  ) throws(TableError) -> String {
    if text.isEmpty { throw wrong(place, "the \(what) has no name", line) }
    if text.utf8.count > TrialTable.nameLimit {
      throw wrong(
        place, "the \(what)'s name has more than \(TrialTable.nameLimit) bytes", line)
    }
    if text.unicodeScalars.contains("\u{fffd}") { throw wrong(place, "a field is not UTF-8", line) }
    return text
  }

  /// The whole number that `text` is.
  ///
  /// - Throws: `TableError` that names the column and the line.
  static func whole(_ text: String, _ column: String, _ line: Int) throws(TableError) -> Int {
    // A data frame with a gap writes whole numbers as 12.0.
    let digits = text.hasSuffix(".0") ? text.dropLast(2) : text[...]
    guard digits.utf8.count <= 10, String(digits).isDigits, let value = Int(digits),
      value <= 0xFFFF_FFFF
    else {
      throw TableError(
        "\(TableError.quoted(text)) is not a whole number from 0 to 4294967295", line: line,
        column: column)
    }
    return value
  }

  /// A number, or in a table with one column of seeds one after a word: `Run 12`.
  private mutating func seed(_ text: String, _ place: Int, _ line: Int) throws(TableError) -> Int {
    let digits = text.utf8.reversed().prefix { $0.isDigit }.count
    let prefix = text.utf8.dropLast(digits)
    guard places.hasOneSeed, digits > 0, let first = prefix.first, first | 32 >= UInt8(ascii: "a"),
      first | 32 <= UInt8(ascii: "z"), !prefix.contains(where: \.isDigit),
      let word = String(prefix)
    else { return try Self.whole(text, places.header[place], line) }
    if seedPrefix == nil { seedPrefix = word }
    guard seedPrefix == word else {
      throw wrong(
        place,
        "\(TableError.quoted(text)) does not begin as the other seeds, with "
          + TableError.quoted(seedPrefix ?? ""), line)
    }
    return try Self.whole(
      String(text.utf8.suffix(digits)) ?? text, places.header[place], line)
  }

  /// How programs write that there is no number.
  private static let lacks: Set<String> = [
    "", "nan", "na", "n/a", "null", "none", "<na>", "inf", "+inf", "-inf", "infinity",
    "+infinity", "-infinity",
  ]

  /// The score that `text` is; nil where it is empty, NaN or infinite.
  ///
  /// - Throws: `TableError` that names the column and the line.
  static func value(
    _ text: String, _ column: String, _ line: Int
  ) throws(TableError) -> Double? {
    if lacks.contains(text.lowercased()) { return nil }
    let isPlain = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
    guard isPlain, text.utf8.count <= 40, let value = Double(text), value.isFinite else {
      throw TableError(
        "\(TableError.quoted(text)) is not a finite decimal number", line: line, column: column)
    }
    guard abs(value) <= TrialTable.scoreLimit else {
      throw TableError(
        "\(TableError.quoted(text)) is beyond 1e15, where no score lies", line: line,
        column: column)
    }
    return value
  }

  /// How many decimals `text` has; nil of one with an exponent.
  static func decimals(_ text: String) -> Int? {
    if text.utf8.contains(where: { $0 | 32 == UInt8(ascii: "e") }) { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 ? parts[1].utf8.count : 0
  }
}
