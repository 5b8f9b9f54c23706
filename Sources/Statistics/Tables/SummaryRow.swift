/// What tables have below their trials.
package enum SummaryRow {
  /// Whether `text`, in the place of a seed, says that a row sums up others.
  package static func isNamed(_ text: String) -> Bool {
    words.contains(text.lowercased().filter { !$0.isWhitespace && $0 != "." })
  }

  private static let words: Set<String> = [
    "mean", "average", "avg", "std", "sd", "stddev", "stdev", "standarddeviation", "min",
    "minimum", "max", "maximum", "median", "sum", "total", "count", "var", "variance", "sem",
    "25%", "50%", "75%", "mean±std", "best", "worst",
  ]
}
