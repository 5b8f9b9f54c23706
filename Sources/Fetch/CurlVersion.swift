import Text

/// Which curl may be asked.
enum CurlVersion {
  static let byteLimit = 1 << 16
  /// The first that takes several addresses by `--resolve`. Others pass such a list over, and look the host up
  /// themselves.
  ///
  /// - Source: curl's manual page, `--resolve`.
  private static let first = [7, 59]

  /// Sees that a curl is new enough, as program and as library, and speaks HTTPS.
  ///
  /// - Parameter text: what `curl --version` prints.
  /// - Throws: `InputError`.
  static func check(_ text: String) throws(InputError) {
    let lines = text.split(whereSeparator: \.isNewline)
    let words = lines.first?.split(separator: " ") ?? []
    let library = words.first { $0.hasPrefix("libcurl/") }?.dropFirst(8)
    guard words.count >= 2, words[0] == "curl", let library,
      let versions = [numbers(words[1]), numbers(library)] as? [[Int]]
    else {
      throw InputError(
        "the program curl in PATH does not say which version of curl it is",
        advice: "install it: apt-get install curl")
    }
    for version in versions where version.lexicographicallyPrecedes(first) {
      throw InputError(
        "curl \(version[0]).\(version[1]) is too old: it does not keep to the addresses that it is given",
        advice: "install 7.59 or a later one")
    }
    func has(_ word: Substring, _ line: String) -> Bool {
      lines.contains { $0.hasPrefix(line) && $0.split(separator: " ").contains(word) }
    }
    guard has("https", "Protocols:") else {
      throw InputError(
        "the curl in PATH does not speak HTTPS", advice: "install one that was built with TLS")
    }
    // Without it an address of IPv6 is passed over, and the host may be looked up again.
    guard has("IPv6", "Features:") else {
      throw InputError(
        "the curl in PATH knows no IPv6", advice: "install one that was built with it")
    }
  }

  /// The first two numbers of a version.
  private static func numbers(_ text: Substring) -> [Int]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).prefix(2)
    let numbers = parts.compactMap { $0.isDigits ? Int($0) : nil }
    return numbers.count == 2 ? numbers : nil
  }
}
