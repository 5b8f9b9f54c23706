import ArgumentParser
import Audit
import Experiment
import Files
import Report
import Statistics
import Text

/// What an audit goes by beside the claims.
struct AuditEvidenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Trials that were run anew: an experiment folder, or a table. Claims of their tasks are compared with them.
      """, valueName: "folder-or-table"))
  var trials: [String] = []

  @OptionGroup var columns: TableColumnOptions

  @OptionGroup var scores: ScoreOptions

  @Option(
    help: ArgumentHelp(
      """
      Read a folder by these rules: a file, or \
      \(SubmissionRules.presets.map(\.name).joined(separator: " or ")). Without it by its own audit.yaml, or by \
      the form whose summary it has.
      """, valueName: "name-or-file"))
  var rules: String?

  @Option(
    help: ArgumentHelp(
      "The score that a submission must beat, where its rules do not say it.", valueName: "score"))
  var against: Double?

  @Option(
    help: ArgumentHelp(
      "Chance of a false alarm of each interval and test.", valueName: "share"))
  var level = 0.01

  func validate() throws {
    guard level > 0, level < 0.5 else {
      throw ValidationError("--level must be above 0 and below 0.5, not \(level)")
    }
    guard against?.isFinite ?? true else { throw ValidationError("--against must be a number") }
  }

  private var options: AuditOptions {
    var options = AuditOptions()
    options.level = level
    options.seed = scores.seed
    return options
  }

  /// The audit of a file of claims, or of a folder.
  ///
  /// - Parameter progress: called with how many of how many claims are done.
  /// - Throws: `InputError`; where an option is of the other kind, too.
  func report(of path: String, progress: (Int, Int) -> Void) throws -> AuditReport {
    guard FileEntry.isFolder(path) else {
      if rules != nil || against != nil {
        throw InputError("--rules and --against are for a folder", advice: "leave them out")
      }
      let text = try InputFile(path, limit: YAMLDocument.byteLimit, excess: .malformed)
        .text(kind: .malformed)
      let file = try ClaimsFile(text, path: path)
      return ClaimsAudit.report(
        file, in: EvidenceFolder(beside: path), replicated: try replicated(),
        goldens: Self.goldens, options: options,
        finished: { progress($0, file.entries.count) })
    }
    guard trials.isEmpty else {
      throw InputError("--trials is for a file of claims", advice: "leave it out")
    }
    return try Submission(path, rules: try rules(for: path), against: against)
      .report(options: options)
  }

  private func rules(for folder: String) throws -> SubmissionRules {
    let own = folder + "/audit.yaml"
    if let rules, let preset = SubmissionRules.preset(rules) { return preset }
    if let file = rules ?? (FileEntry.exists(own) ? own : nil) {
      guard FileEntry.exists(file) else {
        throw InputError(
          file: file, "no such file, and no form that is known",
          advice: "the forms are " + SubmissionRules.presets.map(\.name).joined(separator: ", "))
      }
      let text = try InputFile(file, limit: YAMLDocument.byteLimit).text()
      return try SubmissionRules(text, path: file)
    }
    let fitting = SubmissionRules.presets.compactMap { SubmissionRules.preset($0.name) }
      .first { $0.summary.map { FileEntry.exists(folder + "/" + $0) } ?? false }
    guard let fitting else {
      let names = SubmissionRules.presets.map(\.name).joined(separator: ", ")
      throw InputError(
        file: folder, "has neither audit.yaml nor the summary of a form that is known",
        advice: "name its rules: --rules FILE, or one of \(names)")
    }
    return fitting
  }

  /// Content digests of the goldens in a folder, by the names of their trials.
  private static func goldens(_ folder: String) throws -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: try ExperimentTrials(folder).contents.map {
        ($0.key.description, $0.value.description)
      })
  }

  /// The scores of the trials that were run anew.
  private func replicated() throws -> [ReplicatedScores] {
    guard !trials.isEmpty else { return [] }
    let score = scores.score ?? .last
    let columns = columns.chosen(onlyLast: score == .last)
    return try trials.flatMap { path -> [ReplicatedScores] in
      let read = try AnalysisInput([path], columns: columns, scores: scores)
      let goldens = FileEntry.isFolder(path) ? try Self.goldens(path) : [:]
      return read.table.tasks.map { task in
        ReplicatedScores(
          path: path, task: task.name, metric: task.metric?.name ?? task.scoreName ?? "score",
          scores: task.trials.filter { $0.status == .completed && !$0.scores.isEmpty }.map {
            ($0.cell.description, $0.score(score, read.direction))
          }, goldens: goldens)
      }
    }
  }
}
