extension LedgerEntry {
  /// When, in seconds since 1970, of a time of the form that this program writes; nil for another.
  public var seconds: Int? {
    let text = Array(time.utf8)
    let form = Array("0000-00-00T00:00:00Z".utf8)
    guard text.count == form.count,
      zip(text, form).allSatisfy({ $1 == UInt8(ascii: "0") ? $0.isDigit : $0 == $1 })
    else { return nil }
    func number(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1 - 48) } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Days since the first of March of the year 0, whose leap days come last.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    guard shifted >= 0 else { return nil }
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return ((days * 24 + number(11..<13)) * 60 + number(14..<16)) * 60 + number(17..<19)
  }
}
