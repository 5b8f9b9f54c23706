import Text

/// MRPC's training pairs, split into GLUE's training and development set.
///
/// The corpus has no development set: GLUE names its pairs by a list of their two numbers.
///
/// - Source: download_glue_data.py of nyu-mll/GLUE-baselines: lines end by LF, CR or both; spaces at both ends go, as
///   Python's `str.strip` takes them; the header is kept as it is, with the byte-order mark that the file begins with.
enum ParaphraseSplit {
  /// - Returns: the training set and the development set.
  /// - Throws: `InputError` of kind malformed if a line has not five columns, or no pair is in the list.
  static func contents(pairs: [UInt8], ids: [UInt8]) throws(InputError) -> [[UInt8]] {
    var chosen: Set<[String]> = []
    for line in try lines(ids, "the list of pairs") { chosen.insert(columns(line)) }
    let all = try lines(pairs, "the file of pairs")
    var sets = [all[0] + "\n", all[0] + "\n"]
    var counts = [0, 0]
    for (index, line) in all.enumerated().dropFirst() {
      let columns = columns(line)
      guard columns.count == 5 else {
        throw InputError(.malformed, "line \(index + 1) has \(columns.count) columns, not 5")
      }
      let place = chosen.contains(Array(columns[1...2])) ? 1 : 0
      sets[place] += columns.joined(separator: "\t") + "\n"
      counts[place] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        .malformed, "\(counts[1]) of \(all.count - 1) pairs are in the list of the development set")
    }
    return sets.map { Array($0.utf8) }
  }

  /// The lines of a text without their ends; the last may have none.
  private static func lines(_ bytes: [UInt8], _ what: String) throws(InputError) -> [String] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError(.malformed, "\(what) is not UTF-8")
    }
    // A CR before an LF is one character of Swift.
    var lines = text.split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r" || $0 == "\r\n"
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard !lines.isEmpty else { throw InputError(.malformed, "\(what) is empty") }
    return lines.map(String.init)
  }

  private static func columns(_ line: String) -> [String] {
    let scalars = Array(line.unicodeScalars)
    let start = scalars.firstIndex { !isSpace($0) } ?? scalars.count
    let end = scalars.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? scalars.count
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[start..<end])
    return text.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false)
      .map { String($0) }
  }

  /// What Python takes for space: Unicode's, and four separators of ASCII.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
  }
}
