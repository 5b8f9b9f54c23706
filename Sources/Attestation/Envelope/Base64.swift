import Foundation

/// Standard base64 with padding and without line ends, in the one spelling that an encoder gives.
enum Base64 {
  static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// Nil for every text that no encoder writes: another alphabet, missing padding, other last bits.
  static func bytes(_ text: String) -> [UInt8]? {
    guard let data = Data(base64Encoded: text), self.text(Array(data)).utf8.elementsEqual(text.utf8)
    else { return nil }
    return Array(data)
  }
}
