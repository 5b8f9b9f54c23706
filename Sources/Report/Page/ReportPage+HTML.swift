import Statistics
import Text

extension ReportPage {
  /// The whole page. It asks for nothing from elsewhere, and its policy forbids browsers to.
  public var html: String {
    let tables = AnalysisTables(analysis)
    let name = Escaping.html(TextWidth.shortened(title, columns: 120))
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="referrer" content="no-referrer"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(name): report</title>
      <style>
      \(PageStyle.sheet)</style>
      </head>
      <body>
      <a class="skip" href="#overview">Skip to the numbers</a>
      <header><p class="kicker">Report on fine-tuning trials</p><h1>\(name)</h1>
      <p class="lead">\(Escaping.html(tables.heading))</p></header>
      <main>
      \(VerdictBanner(certificates: certificates).html)\(remarkSection)\(navigation(tables))\(overview(tables))\
      \(taskSections(tables))\(agreementSection(tables))\(comparisonSection)\(environmentSection)</main>
      <footer><p>Written by \(Escaping.html(generator)). This file loads nothing: no script, no font, no \
      image from elsewhere.</p></footer>
      </body>
      </html>

      """
  }

  private var remarkSection: String {
    if remarks.isEmpty { return "" }
    let items = remarks.map { "<li>\(Escaping.html($0))</li>" }.joined()
    return "<section class=\"card refused\" aria-labelledby=\"remarks\">"
      + "<h2 id=\"remarks\">Before the numbers</h2><ul>\(items)</ul></section>\n"
  }

  private func navigation(_ tables: AnalysisTables) -> String {
    var links = [("overview", analysis.tasks.count > 1 ? "All tasks" : "Overview")]
    links += analysis.tasks.enumerated().map { ("task-\($0 + 1)", tables.name($1)) }
    if analysis.tasks.count > 1 { links.append(("agreement", "Seeds across tasks")) }
    if comparison != nil { links.append(("comparison", "Another recipe")) }
    links.append(("environment", "Environment"))
    let items = links.map { "<li><a href=\"#\($0.0)\">\(Escaping.html($0.1))</a></li>" }
    return "<nav aria-label=\"Parts of the report\"><ul>\(items.joined())</ul></nav>\n"
  }

  private func overview(_ tables: AnalysisTables) -> String {
    let isOne = analysis.tasks.count == 1
    return "<section id=\"overview\"><h2>\(isOne ? "Overview" : "All tasks")</h2>\n"
      + (isOne ? keyNumbers(analysis.tasks[0]) : "")
      + "<div class=\"tables\">\(tables.overview.map(card).joined())</div></section>\n"
  }

  private func card(_ table: ReportTable) -> String {
    "<div class=\"card\"><h3>\(Escaping.html(table.title))</h3>"
      + "<p class=\"meaning\">\(Escaping.html(table.meaning))</p>\(table.html(.stacks))</div>\n"
  }

  private func cards(_ figures: [Figure], _ prefix: String) -> String {
    let cards = figures.map { FigureCard(figure: $0, prefix: prefix).html }
    return "<div class=\"figures\">\n\(cards.joined())</div>\n"
  }

  private func keyNumbers(_ task: TaskAnalysis) -> String {
    KeyNumbers(
      task: task, confidence: AnalysisTables(analysis).confidence,
      differsInSeedsOnly: differsInSeedsOnly
    ).html
  }

  private func taskSections(_ tables: AnalysisTables) -> String {
    zip(analysis.tasks, table.tasks).enumerated().map { index, pair in
      let (task, trials) = pair
      let figures = TaskFigures(task: task, trials: trials, tables: tables)
      let id = "task-\(index + 1)"
      var text = "<section id=\"\(id)\"><h2>\(Escaping.html(figures.name))</h2>\n"
      text += "<p class=\"lead\">\(Escaping.html(summary(task)))</p>\n"
      if analysis.tasks.count > 1 { text += keyNumbers(task) }
      return text + cards(figures.all, id) + refusals(tables.refusals(task)) + "</section>\n"
    }.joined()
  }

  /// What the task's trials are, and those that have no final score.
  private func summary(_ task: TaskAnalysis) -> String {
    var text =
      "\(task.trialCount.counted("trial")), "
      + (task.hasOneSeed
        ? "\(task.seeds.wi.count.counted("seed")), "
        : "\(task.seeds.wi.count.counted("WI seed")) by "
          + "\(task.seeds.do.count.counted("DO seed")), ")
      + "\(task.evaluationCount.counted("evaluation")) each."
    for (_, words) in task.unfinished { text += " \(words)." }
    if task.missing.count > 0 {
      text += " \(task.missing.count.counted("cell")) without a trial."
    }
    return text
  }

  /// The methods that were not used, and why.
  private func refusals(_ refused: [(names: String, reason: String)]) -> String {
    let facts = refused.map { Fact($0.names, $0.reason) }
    guard !facts.isEmpty else { return "" }
    return "<div class=\"card refused\"><h3>Not computed</h3>\n\(FactGroup.html(facts))</div>\n"
  }

  private func agreementSection(_ tables: AnalysisTables) -> String {
    guard analysis.tasks.count > 1 else { return "" }
    let pairs = tables.pairs
    return "<section id=\"agreement\"><h2>Seeds across tasks</h2>\n" + card(tables.concordance)
      + cards(SeedRanksFigure.all(tables), "agreement")
      + (pairs.rows.isEmpty ? "" : card(pairs)) + "</section>\n"
  }

  /// Each pair of recipes, number by number with its meaning.
  private var comparisonSection: String {
    guard let comparison else { return "" }
    let tables = ComparisonTables(comparison.tasks, score: comparison.score)
    return "<section id=\"comparison\"><h2>Another recipe</h2>\n"
      + "<p class=\"lead\">\(Escaping.html(tables.heading))</p>\n"
      + "<div class=\"tables\">\(tables.all.map(card).joined())</div></section>\n"
  }

  private var environmentSection: String {
    let options = analysis.options
    let method = FactGroup(
      "Analysis",
      [
        Fact("Score of a trial", AnalysisTables(analysis).scoreName),
        Fact("Seed of every random step", String(options.seed)),
        Fact("Confidence of intervals and bands", AnalysisTables(analysis).confidence),
        Fact("Random permutations", options.permutationCount.grouped),
        Fact("Shuffles for false-positive rates", options.shuffleCount.grouped),
      ])
    var text = "<section id=\"environment\"><h2>Environment</h2>\n<div class=\"tables\">"
    for group in environment + [method] {
      text += "<div class=\"card\"><h3>\(Escaping.html(group.heading))</h3>"
      text += FactGroup.html(group.facts) + "</div>\n"
    }
    return text + "</div></section>\n"
  }
}
