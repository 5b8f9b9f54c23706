import Files
import Foundation

/// Names that tell writers of a folder apart and say nothing about them.
public enum WriterIdentity {
  /// Digits of each name.
  static let digitCount = 16

  /// A new random name: 16 hexadecimal digits.
  public static func random() -> String {
    UInt64.random(in: 0...UInt64.max).digits(digitCount, radix: 16)
  }

  /// The name of this machine until it is started anew: a digest of what the system drew when it started.
  ///
  /// Where the system draws nothing it is the name of this process alone.
  public static let ofMachine: String = {
    guard let handle = FileHandle(forReadingAtPath: "/proc/sys/kernel/random/boot_id"),
      let drawn = try? handle.readToEnd(), !drawn.isEmpty
    else { return random() }
    let digest = Digest(of: Array("seedproof machine ".utf8) + drawn)
    return String(digest.description.prefix(digitCount))
  }()

  /// Whether `text` has the form of such a name.
  static func isOne(_ text: some StringProtocol) -> Bool {
    text.utf8.count == digitCount
      && text.utf8.allSatisfy { $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }
}
