import Text

extension GoldenReader {
  /// Refuses a golden of which a part cannot be read: nothing can be said of it.
  package func checkPages(_ path: String? = nil) throws {
    try refuse(skippedPageCount, version, path)
  }
}

extension GoldenOutline {
  /// The same before any page is read.
  package func checkPages(_ path: String) throws { try refuse(skippedPageCount, version, path) }
}

private func refuse(_ skippedPageCount: Int, _ version: FormatVersion, _ path: String?) throws {
  guard skippedPageCount > 0 else { return }
  throw InputError(
    .unverifiable, file: path,
    "holds \(skippedPageCount) pages of format \(version), which this program cannot read",
    advice: "use a newer version")
}
