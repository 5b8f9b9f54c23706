/// Whether quotation marks around a field are part of it.
public enum Quoting: String, Sendable, CaseIterable {
  /// A mark is a character like any other.
  case none
  /// Marks as in RFC 4180: around a field, doubled within it.
  case csv
}

/// What a file shows of how its writer quoted.
///
/// Writers quote by few rules: only what must be quoted (Python, pandas, Excel), or all that is no number (R). A file
/// is read with quotes only if it keeps to one of them throughout, or cannot be read without. Anything else,
/// such as a sentence that happens to stand in quotation marks, is read as it stands.
struct QuotingEvidence {
  /// Whether the writer quoted.
  private(set) var isQuoted = false
  /// A line with a field that looks quoted though the file is not: marks around it, and doubled ones within.
  private(set) var doubtfulLine: Int?

  init(_ bytes: [UInt8], from start: Int, separator: UInt8) {
    let mark = DelimitedScanner.mark
    guard bytes.contains(mark) else { return }
    let plain = QuotingEvidence.columns(bytes, start, separator, readsQuotes: false)
    doubtfulLine = QuotingEvidence.firstDoubled(bytes, start, separator)
    guard QuotingEvidence.columns(bytes, start, separator, readsQuotes: true) else { return }
    var scanner = DelimitedScanner(bytes, from: start, separator: separator, readsQuotes: true)
    var (quotedCount, needlessCount, wordCount) = (0, 0, 0)
    while (try? scanner.next()) != nil {
      for field in scanner.fields {
        let content = bytes[field.range]
        guard field.isQuoted else {
          // No writer that quotes at all leaves a mark within a field without quotes.
          if content.contains(mark) { return }
          if !QuotingEvidence.isNumber(content) { wordCount += 1 }
          continue
        }
        quotedCount += 1
        let isNeeded =
          field.hasDoubledMark
          || content.contains { $0 == separator || $0 == 0x0a || $0 == 0x0d }
        if !isNeeded { needlessCount += 1 }
      }
    }
    isQuoted = quotedCount > 0 && (needlessCount == 0 || wordCount == 0 || !plain)
    if isQuoted { doubtfulLine = nil }
  }

  /// Whether all rows have as many fields as the first.
  private static func columns(
    _ bytes: [UInt8], _ start: Int, _ separator: UInt8, readsQuotes: Bool
  ) -> Bool {
    var scanner = DelimitedScanner(
      bytes, from: start, separator: separator, readsQuotes: readsQuotes)
    var count: Int?
    do {
      while try scanner.next() != nil {
        guard scanner.fields.count == count ?? scanner.fields.count else { return false }
        count = scanner.fields.count
      }
    } catch {
      return false
    }
    return true
  }

  private static func firstDoubled(_ bytes: [UInt8], _ start: Int, _ separator: UInt8) -> Int? {
    var scanner = DelimitedScanner(bytes, from: start, separator: separator, readsQuotes: false)
    let mark = DelimitedScanner.mark
    while let line = try? scanner.next() {
      for field in scanner.fields where field.range.count >= 4 {
        let content = bytes[field.range]
        guard content.first == mark, content.last == mark else { continue }
        let inner = content.dropFirst().dropLast()
        let runs = inner.split(omittingEmptySubsequences: true) { $0 != mark }
        if !runs.isEmpty, runs.allSatisfy({ $0.count % 2 == 0 }) { return line }
      }
    }
    return nil
  }

  /// Numbers, and what R and Python write without quotes beside them.
  private static func isNumber(_ content: ArraySlice<UInt8>) -> Bool {
    if content.allSatisfy({ $0.isDigit || "+-.eE".utf8.contains($0) }) {
      return true
    }
    return ["NA", "NaN", "nan", "inf", "-inf", "TRUE", "FALSE", "True", "False", "null"].contains {
      content.elementsEqual($0.utf8)
    }
  }
}
