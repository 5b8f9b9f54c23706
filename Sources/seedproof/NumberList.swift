import Files
import Text

/// Whole numbers in a file: between spaces, commas, line breaks or brackets, or `values` of a JSON document of `streams`.
enum NumberList {
  /// Some 100 million numbers.
  static let byteLimit = 1 << 30

  /// - Parameter noun: what a number is, for errors.
  /// - Throws: `InputError` that names the line of what is no number from 0 to 2147483647.
  static func read(_ path: String, _ noun: String) throws -> [Int] {
    let file = try InputFile(path, limit: byteLimit)
    let text = try file.text()
    if text.utf8.first(where: { !$0.isSeparator }) == UInt8(ascii: "{") {
      let values = try? JSONParser.parse(text.utf8)["values"]?.array
      let numbers = values?.compactMap { $0.integer.flatMap { Int32(exactly: $0) } }
      guard let values, let numbers, numbers.count == values.count, numbers.allSatisfy({ $0 >= 0 })
      else { throw InputError(file: path, "has no member 'values' with whole numbers") }
      return numbers.map(Int.init)
    }
    var numbers: [Int] = []
    var line = 1
    for part in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      for word in part.split(whereSeparator: \.isSeparator) {
        guard let number = Int32(Substring(word)), number >= 0 else {
          throw InputError(
            file: path, place: "\(line)", "'\(Substring(word).prefix(40))' is not \(noun)",
            advice: "write whole numbers from 0 on")
        }
        numbers.append(Int(number))
      }
      line += 1
    }
    return numbers
  }
}

extension UInt8 {
  fileprivate var isSeparator: Bool { " ,;[]()\t\r\n".utf8.contains(self) }
}
