import Text

/// Where the columns are that a table is read by.
struct ColumnPlaces {
  /// Empty: the task has a name of its own.
  let task: [Int]
  let wi: Int
  let `do`: Int
  let step: Int?
  let score: Int
  /// Which metric a row has; nil where all rows have one.
  let metric: Int?
  let recipe: Int?
  /// Names of the columns, for messages.
  let header: [String]

  /// There is one column of seeds.
  var hasOneSeed: Bool { wi == self.do }

  init(_ header: [String], _ columns: TableColumns) throws(TableError) {
    self.header = header
    let usual = TableColumns.usual
    let finder = ColumnFinder(header: header)
    let hasPair = columns.wi != nil || columns.do != nil
    let lacksPair = !header.contains(usual.wi) && !header.contains(usual.do)
    let isUsual = !hasPair && lacksPair && header.contains(usual.seed)
    if let name = columns.seed ?? (isUsual ? usual.seed : nil) {
      wi = try finder.place(name, "--seed-column")
      self.do = wi
    } else {
      // An option's value that begins with hyphens is written behind an equals sign.
      let likely = header.first { $0.lowercased().filter(\.isLetter).hasSuffix("seed") }
      let name = likely.flatMap { Escaping.shell($0) }.map { ", here --seed-column=\($0)" }
      let advice =
        hasPair
        ? nil : "a table with one column of seeds has it named with --seed-column\(name ?? "")"
      wi = try finder.place(columns.wi ?? usual.wi, "--wi-column", advice)
      self.do = try finder.place(columns.do ?? usual.do, "--do-column", advice)
    }
    let names = columns.task.isEmpty ? [usual.task] : columns.task
    if columns.taskName != nil, columns.task.isEmpty, !header.contains(usual.task) {
      task = []
    } else {
      var places: [Int] = []
      for name in names {
        places.append(
          try finder.place(
            name, "--task-column", "a table of one task has it named with --task"))
      }
      task = places
    }
    // A metric a row: the score stands beside its name.
    let isLong = columns.metric != nil || columns.metricName != nil
    let metrics = columns.metric.map { [$0] } ?? usual.metrics.filter(header.contains)
    let looksLong =
      columns.score == nil && !header.contains(usual.score) && header.contains(usual.value)
      && !metrics.isEmpty
    if isLong || looksLong {
      metric = try finder.place(metrics.first ?? usual.metrics[0], "--metric-column")
      score = try finder.place(columns.score ?? usual.value, "--score-column")
    } else {
      metric = nil
      score = try finder.place(columns.score ?? usual.score, "--score-column")
    }
    if let name = columns.step {
      step = try finder.place(name, "--step-column")
    } else {
      step = header.firstIndex(of: usual.step)
    }
    recipe = try columns.recipe.map { name throws(TableError) in
      try finder.place(name, "--recipe-column")
    }
  }
}

/// Finds a column by its name, or says which there are.
private struct ColumnFinder {
  let header: [String]

  func place(
    _ name: String, _ option: String, _ otherwise: String? = nil
  ) throws(TableError) -> Int {
    if let place = header.firstIndex(of: name) {
      if header[(place + 1)...].contains(name) {
        throw TableError("column \(TableError.quoted(name)) comes twice", line: 1)
      }
      return place
    }
    // A column that is meant comes first, so that it is among those shown.
    func key(_ text: String) -> String { text.lowercased().filter { !$0.isWhitespace } }
    let names = header.filter { key($0) == key(name) } + header.filter { key($0) != key(name) }
    let shown = names.prefix(8).map { TableError.quoted($0) }.joined(separator: ", ")
    let rest = header.count > 8 ? " and \(header.count - 8) more" : ""
    let isOne = header.count == 1 && header[0].contains(";")
    let advice = "name it with \(option)" + (otherwise.map { "; \($0)" } ?? "")
    throw TableError(
      "there is no column \(TableError.quoted(name)), only \(shown)\(rest)", line: 1,
      advice: isOne
        ? "semicolons do not separate columns here: write the table with commas or tabs" : advice)
  }
}
