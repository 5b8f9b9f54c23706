import Files
import Foundation
import Scores
import Text

/// The tasks of GLUE that Dodge et al. 2020 fine-tuned on.
public enum GLUETask: String, Sendable, CaseIterable {
  case rte = "RTE"
  case mrpc = "MRPC"
  case cola = "CoLA"
  case sst2 = "SST-2"

  /// The classes as the files spell them; RTE's order is that of the paper's code.
  public var labels: [String] {
    switch self {
    case .rte: ["entailment", "not_entailment"]
    case .mrpc, .cola, .sst2: ["0", "1"]
    }
  }

  /// The metric of the paper's code.
  public var metric: Metric {
    switch self {
    case .rte, .sst2: .accuracy
    case .mrpc: .accuracyAndF1
    case .cola: .mcc
    }
  }

  /// The columns of `train.tsv` and `dev.tsv`.
  private struct Layout {
    /// Names in the first line; nil: the file has no header.
    let header: [String]?
    let columnCount: Int
    let first: Int
    let second: Int?
    let label: Int
  }

  private var layout: Layout {
    switch self {
    case .rte:
      Layout(
        header: ["index", "sentence1", "sentence2", "label"], columnCount: 4, first: 1, second: 2,
        label: 3)
    case .mrpc:
      Layout(
        header: ["Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"], columnCount: 5, first: 3,
        second: 4, label: 0)
    // Source, label, the author's star, sentence.
    case .cola: Layout(header: nil, columnCount: 4, first: 3, second: nil, label: 1)
    case .sst2:
      Layout(header: ["sentence", "label"], columnCount: 2, first: 0, second: nil, label: 1)
    }
  }

  /// Reads `RTE/train.tsv` and `RTE/dev.tsv` (and so on) below `folder`, or what Hugging Face exported in their place.
  ///
  /// - Throws: `InputError` naming the file and the line.
  func load(folder: String) throws -> TaskData {
    let train = try read(ExportedGLUE.place(self, folder, ["train"]))
    let development = try read(ExportedGLUE.place(self, folder, ["dev", "validation"]))
    return TaskData(
      name: "glue/" + rawValue, labels: labels, metric: metric, train: train.examples,
      development: development.examples, trainDigest: train.digest,
      developmentDigest: development.digest, remarks: train.remarks + development.remarks)
  }

  private func read(_ path: String) throws -> LabelledFile {
    let layout = layout
    let file = try InputFile(path, limit: DelimitedFile.byteLimit)
    if let exported = ExportedGLUE.columns(self, file, unless: layout.header) {
      return try LabelledFile(
        DelimitedFile(file, columns: exported), labels: labels, classes: exportedSpellings)
    }
    let table = try TabSeparatedFile(
      file, columnCount: layout.columnCount, hasHeader: layout.header != nil)
    if let header = layout.header, table.header != header {
      throw InputError(
        file: path, place: "1",
        "is not the header of GLUE's \(rawValue): \(header.joined(separator: ", "))",
        advice: "Hugging Face's columns are read too: \(exportedColumns.joined(separator: ", "))")
    }
    let examples = try table.examples(
      first: layout.first, second: layout.second, label: layout.label, labels: labels)
    return LabelledFile(examples: examples, digest: table.digest)
  }
}

// MARK: - As Hugging Face exports it

extension GLUETask {
  /// The columns of `load_dataset("glue", ...)`.
  var exportedColumns: [String] {
    switch self {
    case .rte, .mrpc: ["sentence1", "sentence2", "label"]
    case .cola, .sst2: ["sentence", "label"]
    }
  }

  /// How each class may be spelled: its number, or the name that `ClassLabel` has for it.
  ///
  /// - Source: github.com/huggingface/datasets, `glue.py`; RTE's 0 is entailment.
  var exportedSpellings: [[String]] {
    let names =
      switch self {
      case .rte: ["entailment", "not_entailment"]
      case .mrpc: ["not_equivalent", "equivalent"]
      case .cola: ["unacceptable", "acceptable"]
      case .sst2: ["negative", "positive"]
      }
    return names.enumerated().map { [$1, String($0)] }
  }
}

/// Where an export of GLUE lies, and how it is told from GLUE's own files.
enum ExportedGLUE {
  /// The file of one set: GLUE's own, or the one that is there in its place.
  ///
  /// - Throws: `InputError` if more than one could be meant.
  static func place(_ task: GLUETask, _ folder: String, _ stems: [String]) throws -> String {
    func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
    let own = "\(folder)/\(task.rawValue)/\(stems[0]).tsv"
    guard !exists(own) else { return own }
    let short = task.rawValue.lowercased().replacing("-", with: "")
    var places: [String] = []
    for name in [task.rawValue, short] {
      for stem in stems { places += ["tsv", "csv"].map { "\(folder)/\(name)/\(stem).\($0)" } }
    }
    let found = places.filter(exists)
    guard found.count <= 1 else {
      throw InputError(
        file: found[0], "is there beside \(found[1])", advice: "keep the one that is meant")
    }
    return found.first ?? own
  }

  /// The columns to read, where the first line has all of them and is not GLUE's own.
  static func columns(
    _ task: GLUETask, _ file: InputFile, unless own: [String]?
  ) -> [String]? {
    let bytes = Array(file.data)
    let start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    for separator in [UInt8(ascii: "\t"), UInt8(ascii: ",")] {
      let plain = DelimitedFile.header(bytes, start, separator, false)
      // GLUE's own files do not quote; an export may have their header and its writer's quotes.
      if let own, plain == own.map({ Array($0.utf8) }),
        !QuotingEvidence(bytes, from: start, separator: separator).isQuoted
      {
        return nil
      }
      let columns = task.exportedColumns
      let isExported = [false, true].contains {
        DelimitedFile.holds(columns, bytes, start, separator, readsQuotes: $0)
      }
      if isExported { return columns }
    }
    return nil
  }
}
