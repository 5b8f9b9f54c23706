import Statistics

/// Ranks of seeds on every task.
struct SeedRanksFigure {
  let tables: AnalysisTables
  let factor: Factor

  static func all(_ tables: AnalysisTables) -> [Figure] {
    Factor.allCases.compactMap { SeedRanksFigure(tables: tables, factor: $0).figure }
  }

  /// `WI`, `DO`, or `Seed` where there is one kind.
  private var label: String {
    tables.result.tasks.contains(where: \.hasOneSeed) ? "Seed" : factor.label
  }

  /// Most seeds that are drawn: the best ones.
  static let seedLimit = 40

  /// A row for each seed, best mean rank first; a column for each task.
  var figure: Figure? {
    guard let agreement = tables.result.agreement[factor].value, !agreement.tasks.isEmpty else {
      return nil
    }
    let sorted = agreement.ranks.sorted { ($0.meanRank, $0.seed) < ($1.meanRank, $1.seed) }
    let shown = Array(sorted.prefix(Self.seedLimit))
    let names = shortNames(agreement.tasks)
    var svg = SVGWriter()
    let left = max(44, TextWidth.widest(shown.map { String($0.seed) }) + 10)
    let right = 124.0
    let width = (PlotStyle.width - left - right) / Double(names.count)
    let top = PlotStyle.lineHeight + 8
    let rowHeight = 20.0
    svg.label(label, 0, top / 2, .start, "b")
    for (index, name) in names.enumerated() {
      let words = fitted(name, number: index + 1, width: width - 4)
      svg.label(
        words, left + width * (Double(index) + 0.5), top / 2, .middle, "b",
        title: tables.names[agreement.tasks[index]])
    }
    svg.label("mean", PlotStyle.width - 70, top / 2, .end, "b")
    svg.label("adj. p", PlotStyle.width, top / 2, .end, "b")
    let count = Double(max(2, agreement.seeds.count))
    for (row, rank) in shown.enumerated() {
      let middle = top + rowHeight * (Double(row) + 0.5)
      svg.label(String(rank.seed), left - 8, middle, .end, "m")
      for (column, value) in rank.ranks.enumerated() {
        let fraction = 1 - (value - 1) / (count - 1)
        let x = left + width * Double(column)
        let words = NumberText.fixed(value, value == value.rounded() ? 0 : 1)
        svg.box(
          x, middle - rowHeight / 2, width - 1, rowHeight - 1, "cell",
          fill: PlotStyle.colour(fraction),
          title:
            "\(label) \(rank.seed), \(tables.names[agreement.tasks[column]]): rank \(words)")
        if TextWidth.units(words) + 2 <= width {
          svg.label(words, x + width / 2, middle, .middle, PlotStyle.inkClass(fraction))
        }
      }
      svg.label(NumberText.fixed(rank.meanRank, 1), PlotStyle.width - 70, middle, .end)
      svg.label(NumberText.probability(rank.pAdjusted), PlotStyle.width, middle, .end, "m")
    }
    return Figure(
      name: "\(factor.rawValue)-ranks",
      title: label == "Seed" ? "Seeds on every task" : "\(label) seeds on every task",
      meaning: meaning(agreement),
      description: shown.first.map {
        "Best mean rank: \(label == "Seed" ? "seed" : label + " seed") \($0.seed), \(NumberText.fixed($0.meanRank, 1)), "
          + "adjusted p \(NumberText.probability($0.pAdjusted)). Kendall's W is "
          + "\(NumberText.fixed(agreement.concordance.w, 3))."
      } ?? "",
      height: top + rowHeight * Double(shown.count) + 4, body: svg.text,
      tables: [tables.ranks(factor, atMost: agreement.seeds.count)].compactMap(\.self))
  }

  private func meaning(_ agreement: SeedAgreement) -> String {
    let top = agreement.alwaysTop
    let all = agreement.ranks.count
    return (all > Self.seedLimit ? "The best \(Self.seedLimit) of \(all) seeds. " : "")
      + "Rank of each seed by its mean score on a task, 1 is best and bright. A seed that is good "
      + "everywhere would be a bright row. 'adj. p' is the chance of so good a mean rank for the best "
      + "seed, and so on down, were seeds relabelled at random in each task "
      + "(\(agreement.rankMethod.method)). Seed \(top.seed) is among the best \(top.q) on every task; "
      + "with meaningless seeds some seed is in \(NumberText.percent(top.chance)) of cases."
  }

  /// Names without the folder that all of them share.
  private func shortNames(_ tasks: [String]) -> [String] {
    let shown = tasks.map { tables.names[$0] }
    guard let slash = shown[0].firstIndex(of: "/") else { return shown }
    let folder = shown[0][...slash]
    guard shown.allSatisfy({ $0.hasPrefix(folder) && $0.count > folder.count }) else {
      return shown
    }
    return shown.map { String($0.dropFirst(folder.count)) }
  }

  /// The name cut to `width`, or its number where not even some letters fit.
  private func fitted(_ name: String, number: Int, width: Double) -> String {
    func fits(_ text: String) -> Bool { TextWidth.units(text) * PlotStyle.boldness <= width }
    if fits(name) { return name }
    for columns in stride(from: TextWidth.columns(name), to: 3, by: -1) {
      let short = TextWidth.shortened(name, columns: columns)
      if fits(short) { return short }
    }
    return fits(String(number)) ? String(number) : ""
  }
}
