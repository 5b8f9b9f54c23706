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

  /// The columns of GLUE's own files, and the places of the texts and, last, of the class.
  var layout: (columns: [String], places: [Int]) {
    switch self {
    case .rte: (["index", "sentence1", "sentence2", "label"], [1, 2, 3])
    case .mrpc: (["Quality", "#1 ID", "#2 ID", "#1 String", "#2 String"], [3, 4, 0])
    case .cola: (["source", "label", "the author's star", "sentence"], [3, 1])
    case .sst2: (["sentence", "label"], [0, 1])
    }
  }

  /// The first line of GLUE's own files; nil where it is an example.
  var header: [String]? { self == .cola ? nil : layout.columns }

  /// Reads `RTE/train.tsv` and `RTE/dev.tsv` (and so on) below `folder`, or what Hugging Face exported in their place.
  ///
  /// - Throws: `InputError` naming the file and the line.
  func load(folder: String) throws -> TaskData {
    let train = try read(place(folder, ["train"]))
    let development = try read(place(folder, ["dev", "validation"]))
    return TaskData(
      name: "glue/" + rawValue, labels: labels, metric: metric, train: train.examples,
      development: development.examples, trainDigest: train.digest,
      developmentDigest: development.digest, remarks: train.remarks + development.remarks)
  }

  private func read(_ path: String) throws -> LabelledFile {
    let file = try InputFile(path, limit: DelimitedFile.byteLimit)
    if isExported(file) {
      return try LabelledFile(
        DelimitedFile(file, columns: exportedColumns), labels: labels, classes: exportedSpellings)
    }
    return try LabelledFile(
      DelimitedFile(file, of: self), labels: labels, classes: labels.map { [$0] },
      mayBeHidden: false)
  }
}

// MARK: - As Hugging Face exports it

extension GLUETask {
  /// The columns of `load_dataset("glue", ...)`.
  var exportedColumns: [String] {
    (layout.places.count == 3 ? ["sentence1", "sentence2"] : ["sentence"]) + ["label"]
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

  /// The file of one set: GLUE's own, or the one that is there in its place.
  ///
  /// - Throws: `InputError` if more than one could be meant.
  private func place(_ folder: String, _ stems: [String]) throws -> String {
    func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
    let own = "\(folder)/\(rawValue)/\(stems[0]).tsv"
    guard !exists(own) else { return own }
    let short = rawValue.lowercased().replacing("-", with: "")
    var places: [String] = []
    for name in [rawValue, short] {
      for stem in stems { places += ["tsv", "csv"].map { "\(folder)/\(name)/\(stem).\($0)" } }
    }
    let found = places.filter(exists)
    guard found.count <= 1 else {
      throw InputError(
        file: found[0], "is there beside \(found[1])", advice: "keep the one that is meant")
    }
    return found.first ?? own
  }

  /// Whether the first line has all of the exported columns, and is not that of GLUE's own files.
  private func isExported(_ file: InputFile) -> Bool {
    let bytes = Array(file.data)
    let start = DelimitedFile.textStart(bytes)
    for separator in [UInt8(ascii: "\t"), UInt8(ascii: ",")] {
      let plain = DelimitedFile.header(bytes, start, separator, false)
      // GLUE's own files do not quote; an export may have their header and its writer's quotes.
      if let header, plain == header.map({ Array($0.utf8) }),
        !QuotingEvidence(bytes, from: start, separator: separator).isQuoted
      {
        return false
      }
      if DelimitedFile.holds(exportedColumns, bytes, start, separator) { return true }
    }
    return false
  }
}
