import Text

/// The columns of a chart as Weights & Biases exports it: the step, and for each run `RUN - METRIC`, with `__MIN` and
/// `__MAX` of the same name beside it.
struct ChartExport {
  struct Run {
    let name: String
    let cell: Cell
    /// Places of the value, and of the least and the greatest of what it stands for.
    let value: Int
    let least: Int
    let most: Int
  }

  private let step: Int
  let runs: [Run]
  /// The metric that counts.
  let metric: String
  let hasOneSeed: Bool
  let taskName: String
  private let header: [String]

  private static let (least, most) = ("__MIN", "__MAX")

  /// The chart whose header this is; nil of another table, or where columns are named.
  ///
  /// - Throws: `TableError` where the task, the metric or the seeds of a run are not told.
  init?(_ header: [String], _ columns: TableColumns) throws(TableError) {
    let isNamed = [
      columns.wi, columns.do, columns.seed, columns.score, columns.metric, columns.recipe,
    ]
    .contains { $0 != nil }
    let values = header.indices.filter { place in
      header[place].contains(" - ") && header.contains(header[place] + Self.least)
        && header.contains(header[place] + Self.most)
    }
    if isNamed || values.isEmpty { return nil }
    guard let taskName = columns.taskName, columns.task.isEmpty else {
      throw TableError(
        "is a chart of runs, which has no column for the task", line: 1,
        advice: "name it with --task")
    }
    let names = values.map { Self.parts(header[$0]) }
    let metric = try Self.metric(names.map(\.metric), columns.metricName)
    let own = zip(values, names).filter { $0.1.metric == metric }
    let ofRuns = Set(
      values.flatMap { [header[$0], header[$0] + Self.least, header[$0] + Self.most] })
    step = try Self.step(
      header, columns.step, others: header.indices.filter { !ofRuns.contains(header[$0]) })
    var runs: [Run] = []
    var kinds: Set<Bool> = []
    for (place, name) in own {
      guard let seeds = SeedsOfName(name.run) else {
        throw TableError(
          "the run's name \(TableError.quoted(name.run)) does not say its seed", line: 1,
          column: header[place],
          advice:
            "rename runs so that each name has seed=1, or wi=1 and do=2; or export the table of runs, "
            + "with a column of seeds")
      }
      kinds.insert(seeds.isOne)
      if let other = runs.first(where: { $0.cell == seeds.cell }) {
        throw TableError(
          "the runs \(TableError.quoted(other.name)) and \(TableError.quoted(name.run)) have the same seed",
          line: 1, column: header[place],
          advice: "export the runs of each recipe apart, and compare the two")
      }
      runs.append(
        Run(
          name: name.run, cell: seeds.cell, value: place,
          least: header.firstIndex(of: header[place] + Self.least) ?? place,
          most: header.firstIndex(of: header[place] + Self.most) ?? place))
    }
    guard kinds.count == 1 else {
      throw TableError(
        "some runs are named by one seed, and others by WI and DO", line: 1,
        advice: "name all alike")
    }
    self.metric = metric
    self.runs = runs
    hasOneSeed = kinds == [true]
    self.taskName = taskName
    self.header = header
  }

  private static func step(
    _ header: [String], _ name: String?, others: [Int]
  ) throws(TableError) -> Int {
    if let name {
      if let place = header.firstIndex(of: name) { return place }
      throw TableError(
        "there is no column \(TableError.quoted(name))", line: 1, advice: "leave --step-column out")
    }
    guard others.count == 1 else {
      throw TableError(
        "is a chart of runs with \(others.count.counted("column")) beside them, where one is the step",
        line: 1, advice: "name it with --step-column")
    }
    return others[0]
  }

  /// `RUN - METRIC`; a run's name may have ` - ` in it.
  private static func parts(_ name: String) -> (run: String, metric: String) {
    let range = name.ranges(of: " - ").last ?? name.endIndex..<name.endIndex
    return (String(name[..<range.lowerBound]), String(name[range.upperBound...]))
  }

  private static func metric(_ names: [String], _ wanted: String?) throws(TableError) -> String {
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    let list = seen.map { TableError.quoted($0) }.listed(8)
    if let wanted {
      if seen.contains(wanted) { return wanted }
      throw TableError(
        "there is no column of the metric \(TableError.quoted(wanted)), only of \(list)", line: 1)
    }
    guard seen.count == 1 else {
      throw TableError(
        "there are columns of the metrics \(list)", line: 1,
        advice: "name the one that counts with --metric")
    }
    return seen[0]
  }

  /// Reads the rows below the header: of each run the steps at which it has a value. A run without any is kept, as one
  /// that has no score.
  ///
  /// - Throws: `TableError` with the line and the column.
  func rows(_ text: inout DelimitedText) throws(TableError) -> (rows: TaskRows, remarks: [String]) {
    var found = [[TableRow]](repeating: [], count: runs.count)
    var (averaged, line) = (Set<Int>(), 1)
    while let fields = try text.next() {
      line = text.line
      if line > TrialTable.rowLimit {
        throw TableError("the table has more than \(TrialTable.rowLimit) rows", line: line)
      }
      if fields.allSatisfy(\.isEmpty) { continue }
      let step = try RowReader.whole(fields[step], header[step], line)
      for (place, run) in runs.enumerated() where !fields[run.value].isEmpty {
        if let fault = text.faults[run.value] {
          throw TableError(fault, line: line, column: header[run.value])
        }
        let field = fields[run.value]
        let score = try RowReader.value(field, header[run.value], line)
        let ends = [Double(fields[run.least]), Double(fields[run.most])].compactMap(\.self)
        if let score, ends.contains(where: { $0 != score }) { averaged.insert(place) }
        found[place].append(row(run, step, score, field, line))
      }
    }
    var rows = TaskRows(name: taskName)
    for (place, run) in runs.enumerated() {
      if found[place].isEmpty { found[place] = [row(run, 0, nil, "", line)] }
      for row in found[place] { rows.append(row) }
    }
    return (rows, remarks(averaged))
  }

  private func row(
    _ run: Run, _ step: Int, _ score: Double?, _ text: String, _ line: Int
  ) -> TableRow {
    TableRow(
      recipe: "", task: taskName, cell: run.cell, step: step, score: score,
      lack: score == nil ? text : "", decimals: RowReader.decimals(text), line: line)
  }

  private func remarks(_ averaged: Set<Int>) -> [String] {
    if averaged.isEmpty { return [] }
    let names = averaged.sorted().map { TableError.quoted(runs[$0].name) }.listed(4)
    return [
      "values of \(averaged.count.counted("run")) are means of several (their MIN and MAX differ): the chart "
        + "groups runs or smooths, and its values are no scores of single evaluations: \(names)"
    ]
  }
}

/// The seeds that the name of a run says plainly: `bert-seed-3`, `seed=3`, `wi=1,do=2`, `wi1_do2`.
///
/// A number alone is none, such as that which trackers count runs by.
struct SeedsOfName {
  let cell: Cell
  /// There is one seed.
  let isOne: Bool

  /// Nil where there is no seed, or more than one that could be meant.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    let found = Dictionary(
      uniqueKeysWithValues: ["seed", "wi", "do"].map { ($0, Self.numbers(after: $0, in: bytes)) })
    let (seeds, wi, order) = (found["seed"] ?? [], found["wi"] ?? [], found["do"] ?? [])
    if seeds.count == 1, wi.isEmpty, order.isEmpty {
      (cell, isOne) = (Cell(wi: seeds[0], do: seeds[0]), true)
    } else if seeds.isEmpty, wi.count == 1, order.count == 1 {
      (cell, isOne) = (Cell(wi: wi[0], do: order[0]), false)
    } else {
      return nil
    }
  }

  /// The numbers that follow `word`, which stands alone but for one of `=-_:` or a space.
  private static func numbers(after word: String, in bytes: [UInt8]) -> [Int] {
    func isLetter(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 32)
    }
    let word = Array(word.utf8)
    var found: [Int] = []
    var place = 0
    while place + word.count < bytes.count {
      defer { place += 1 }
      let isWord = zip(bytes[place...], word).allSatisfy { $0 | 32 == $1 }
      if !isWord || place > 0 && (isLetter(bytes[place - 1]) || bytes[place - 1].isDigit) {
        continue
      }
      var rest = bytes[(place + word.count)...]
      if let first = rest.first, "=-_: ".utf8.contains(first) { rest = rest.dropFirst() }
      let digits = rest.prefix { $0.isDigit }
      let after = rest.dropFirst(digits.count).first
      // 0.5 and 3e are no seeds.
      let isWhole = after.map { !isLetter($0) && $0 != UInt8(ascii: ".") } ?? true
      if isWhole, digits.count <= 10, let value = Int(String(decoding: digits, as: UTF8.self)),
        value <= 0xFFFF_FFFF
      {
        found.append(value)
      }
    }
    return found
  }
}
