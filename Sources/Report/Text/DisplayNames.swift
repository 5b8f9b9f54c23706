/// Names of tasks as they are shown: short, and each one different.
struct DisplayNames: Sendable {
  private let shown: [String: String]

  /// Shortens `names` to `limit` characters; names that become alike get a number.
  init(_ names: [String], limit: Int = 40) {
    var shown: [String: String] = [:]
    var taken: Set<String> = []
    for name in names where shown[name] == nil {
      let short = TextWidth.shortened(name, columns: limit)
      var candidate = short
      var number = 2
      while taken.contains(candidate) {
        candidate = TextWidth.shortened(name, columns: limit - 3) + " \(number)"
        number += 1
      }
      taken.insert(candidate)
      shown[name] = candidate
    }
    self.shown = shown
  }

  /// The shown form of `name`.
  subscript(name: String) -> String { shown[name] ?? TextWidth.shortened(name, columns: 40) }
}
