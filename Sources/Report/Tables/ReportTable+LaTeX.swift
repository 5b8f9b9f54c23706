import Text

extension ReportTable {
  /// What the preamble of a paper needs for the tables.
  static let latexPackages =
    "% Needs \\usepackage{booktabs}, \\usepackage{graphicx} and \\usepackage[T1]{fontenc}.\n"

  /// Tables for a paper, each with a label of its own, `tab:` and its title in letters and hyphens.
  static func latex(_ tables: [ReportTable]) -> String {
    var counts: [String: Int] = [:]
    return tables.map { table in
      let slug = Self.slug(table.title)
      counts[slug, default: 0] += 1
      let number = counts[slug] ?? 1
      return "\n" + table.latex(label: number == 1 ? slug : "\(slug)-\(number)")
    }.joined()
  }

  /// A `table` environment with `booktabs` rules; what its numbers mean stands below it. A table that is wider than the
  /// line is made smaller.
  func latex(label: String) -> String {
    let alignment = columns.map { $0.isNumeric ? "r" : "l" }.joined()
    let stop = title.last.map { ".?!".contains($0) } == true ? "" : "."
    var text = "\\begin{table}\n  \\centering\n"
    text += "  \\caption{\(words(title))\(stop)}\\label{tab:\(label)}\n"
    if !rows.isEmpty {
      text += "  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
      text += "  \\begin{tabular}{\(alignment)}\n    \\toprule\n"
      text += latexRow(columns.map { words($0.heading) })
      text += "    \\midrule\n"
      for row in rows {
        text += latexRow(zip(row, columns).map { $1.isNumeric ? number($0) : words($0) })
      }
      text += "    \\bottomrule\n  \\end{tabular}}\n"
    }
    for note in [meaning] + notes {
      text += "  \\par\\smallskip{\\footnotesize\\raggedright \(words(note))\\par}\n"
    }
    return text + "\\end{table}\n"
  }

  private func latexRow(_ cells: [String]) -> String {
    "    " + cells.joined(separator: " & ") + " \\\\\n"
  }

  private func words(_ text: String) -> String {
    Escaping.latex(text).replacing(" x ", with: " \\texttimes{} ")
  }

  /// A number with a minus in the place of its hyphen, and its power of ten above the line; other text as it is.
  private func number(_ text: String) -> String {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: "e", omittingEmptySubsequences: false)
    guard digits.first?.isNumber == true, parts.count <= 2,
      parts[0].allSatisfy({ $0.isASCII && ($0.isNumber || ".,%".contains($0)) })
    else { return words(text) }
    let sign = text.hasPrefix("-") ? "\\textminus{}" : ""
    guard parts.count == 2 else { return sign + words(String(parts[0])) }
    guard let power = Int(parts[1]) else { return words(text) }
    let raised = (power < 0 ? "\\textminus{}" : "") + "\(power.magnitude)"
    return sign + parts[0] + "\\texttimes{}10\\textsuperscript{\(raised)}"
  }

  /// The letters and digits of a title, for a label.
  private static func slug(_ title: String) -> String {
    let letters = title.lowercased().unicodeScalars.prefix(60).map { scalar in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    let slug = String(letters).split(separator: "-").joined(separator: "-")
    return slug.isEmpty ? "table" : slug
  }
}
