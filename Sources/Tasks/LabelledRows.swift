import Files
import Text

/// The examples of one file.
struct LabelledFile {
  let examples: [Example]
  let digest: Digest
  let remarks: [String]

  /// - Parameters:
  ///   - labels: the names of the classes.
  ///   - classes: the spellings of each class in the file.
  ///   - mayBeHidden: whether -1 may stand in the place of a class.
  init(
    _ file: DelimitedFile, labels: [String], classes: [[String]], mayBeHidden: Bool = true
  ) throws {
    examples = try file.examples(classes: classes, mayBeHidden: mayBeHidden)
    digest = file.digest(of: examples, labels: labels)
    remarks = file.remarks
  }
}

extension DelimitedFile {
  /// The examples of rows that hold the first text, the second one of pairs, and the class, in this order.
  ///
  /// - Throws: `InputError` at the line whose label is none of `classes`.
  func examples(classes: [[String]], mayBeHidden: Bool) throws -> [Example] {
    var numbers: [String: Int32] = [:]
    for (index, names) in classes.enumerated() {
      for name in names { numbers[name] = Int32(index) }
    }
    return try rows.map { row in
      let name = row.columns.last!
      guard let value = numbers[name] else {
        let known = classes.prefix(8).map { $0[0] }.joined(separator: ", ")
        throw InputError(
          file: path, place: String(row.line),
          "has the label '\(name.prefix(40))', which is none of "
            + known + (classes.count > 8 ? ", ..." : ""),
          advice: mayBeHidden && name == "-1"
            ? "Hugging Face marks test sets so, whose labels are not public" : nil)
      }
      return Example(
        first: row.columns[0], second: row.columns.count == 3 ? row.columns[1] : nil, label: value)
    }
  }

  /// What `examples` are identified by: the file's digest, or for a file read with quotes, that of the canonical text
  /// `label <tab> text <line feed>`, where `\` escapes itself, tabs and line ends.
  func digest(of examples: [Example], labels: [String]) -> Digest {
    guard isQuoted else { return digest }
    func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n")
        .replacing("\r", with: "\\r")
    }
    var hasher = DigestHasher()
    for example in examples {
      let texts = [labels[Int(example.label)], example.first] + (example.second.map { [$0] } ?? [])
      let line = Array((texts.map(escaped).joined(separator: "\t") + "\n").utf8)
      line.withUnsafeBytes { hasher.update($0) }
    }
    return hasher.finalize()
  }
}
