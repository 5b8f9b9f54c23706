import Files
import Text

/// The log of one run.
struct RunLog {
  let file: String
  /// The last score that it prints; nil where it prints none.
  let score: (line: Int, number: PrintedNumber)?
  /// All numbers that stand in places of the score.
  let scores: [(line: Int, number: PrintedNumber)]
  /// For each text that must be the same: what stands there first; nil where nothing does.
  let settings: [String?]

  init(_ name: String, _ place: LogPlace, in folder: EvidenceFolder) throws {
    let bytes = Array(try folder.file(name).data)
    file = name
    scores = LogPattern(place.pattern).values(in: bytes).compactMap { line, text in
      PrintedNumber(text).map { (line, $0) }
    }
    score = scores.last
    settings = place.same.map { LogPattern($0).values(in: bytes).first?.text }
  }
}
