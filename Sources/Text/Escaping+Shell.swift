extension Escaping {
  /// For one word of a POSIX shell, which gets exactly `word`: in single quotes unless every character is plain.
  ///
  /// It is also one word for GNU parallel, and for `xargs -d '\n' -I {} sh -c {}`.
  ///
  /// - Returns: nil where there is a control character: a list of commands has no place for a line end, and a log none
  ///   for the others.
  public static func shell(_ word: String) -> String? {
    guard word.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      return nil
    }
    let isPlain = word.utf8.allSatisfy { byte in
      byte.isDigit || (byte | 0x20).isSmallLetter || "/._-:,@+".utf8.contains(byte)
    }
    guard word.isEmpty || !isPlain else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
