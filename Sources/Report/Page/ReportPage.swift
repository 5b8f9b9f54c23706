import Statistics

/// A report on an analysis: one HTML file with everything in it, or its plots as files.
public struct ReportPage: Sendable {
  /// Name of the experiment or of the table. Foreign text.
  public let title: String
  /// The trials that were analyzed.
  public let table: TrialTable
  public let analysis: AnalysisResult
  /// What the trials ran on and with, what was read. Foreign text.
  public let environment: [FactGroup]
  /// What a reader must know before the numbers. Foreign text.
  public let remarks: [String]
  /// What is known of the certificate of each input.
  public let certificates: [ReportedCertificate]
  /// The trials of each task are known to have all but their seeds in common, as goldens are.
  public let differsInSeedsOnly: Bool
  /// The trials beside those of another recipe, by their last evaluation or their best; none where none was named.
  public let comparison: (tasks: [TaskComparison], score: ScoreKind)?
  /// Name and version of the program.
  public let generator: String

  /// - Precondition: `analysis` is the analysis of `table`: the same tasks in the same order.
  public init(
    title: String, table: TrialTable, analysis: AnalysisResult,
    environment: [FactGroup] = [], remarks: [String] = [],
    certificates: [ReportedCertificate] = [], differsInSeedsOnly: Bool = false,
    comparison: (tasks: [TaskComparison], score: ScoreKind)? = nil,
    generator: String = "seedproof"
  ) {
    self.comparison = comparison
    precondition(
      table.tasks.map(\.name) == analysis.tasks.map(\.task),
      "the analysis has \(analysis.tasks.count) tasks, the table \(table.tasks.count), or others")
    self.title = title
    self.table = table
    self.analysis = analysis
    self.environment = environment
    self.remarks = remarks
    self.certificates = certificates
    self.differsInSeedsOnly = differsInSeedsOnly
    self.generator = generator
  }

  /// A plot as a file.
  public struct PlotFile: Sendable {
    /// Safe on every system: digits, lower-case letters, hyphens, `.svg`.
    public let name: String
    /// An SVG document with its own style sheet, for light and dark.
    public let text: String
  }

  /// Every plot of the report as a file of its own.
  public var plots: [PlotFile] {
    let tables = AnalysisTables(analysis)
    let width = String(analysis.tasks.count).count
    let tasks = zip(analysis.tasks, table.tasks).enumerated().flatMap { index, pair in
      let number = (index + 1).digits(width)
      let figures = TaskFigures(task: pair.0, trials: pair.1, tables: tables).all
      return figures.map { figure in
        PlotFile(
          name: ["task", number, Self.slug(pair.0.task), figure.name].filter { !$0.isEmpty }
            .joined(separator: "-") + ".svg", text: figure.file)
      }
    }
    return tasks
      + SeedRanksFigure.all(tables).map {
        PlotFile(name: "all-tasks-\($0.name).svg", text: $0.file)
      }
  }

  /// The letters and digits of a name, for a file name.
  private static func slug(_ name: String) -> String {
    let letters = name.lowercased().unicodeScalars.prefix(40).map { scalar in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    return String(letters).split(separator: "-").joined(separator: "-")
  }
}
