import Files
import Text

/// The log of one run.
struct RunLog {
  let file: String
  /// The last score that it prints; nil where it prints none, or what stands in its last place is no number.
  let score: (line: Int, number: PrintedNumber)?
  /// All numbers that stand in places of the score.
  let scores: [(line: Int, number: PrintedNumber)]
  /// For each text that must be the same: what stands there first; nil where nothing does.
  let settings: [String?]

  init(_ name: String, _ place: LogPlace, in folder: EvidenceFolder) throws {
    let bytes = Array(try folder.file(name).data)
    file = name
    let found = LogPattern(place.pattern).values(in: bytes).map { line, text in
      (line: line, number: PrintedNumber(text.hasSuffix(".") ? String(text.dropLast()) : text))
    }
    scores = found.compactMap { line, number in number.map { (line, $0) } }
    // A run that ends with something else, such as nan, has no score.
    score = found.last.flatMap { line, number in number.map { (line, $0) } }
    settings = place.same.map { LogPattern($0).values(in: bytes).first?.text }
  }
}
