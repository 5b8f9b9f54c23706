import Files

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

  /// Reads `RTE/train.tsv` and `RTE/dev.tsv` (and so on) below `folder`.
  ///
  /// - Throws: `InputError` naming the file and the line.
  func load(folder: String) throws -> TaskData {
    let (train, trainDigest) = try read(folder + "/" + rawValue + "/train.tsv")
    let (development, developmentDigest) = try read(folder + "/" + rawValue + "/dev.tsv")
    return TaskData(
      name: "glue/" + rawValue, labels: labels, metric: metric, train: train,
      development: development, trainDigest: trainDigest, developmentDigest: developmentDigest)
  }

  private func read(_ path: String) throws -> ([Example], Digest) {
    let layout = layout
    let file = try TabSeparatedFile(
      path, columnCount: layout.columnCount, hasHeader: layout.header != nil)
    if let header = layout.header, file.header != header {
      throw InputError(
        file: path, place: "1",
        "is not the header of GLUE's \(rawValue): \(header.joined(separator: ", "))")
    }
    let examples = try file.examples(
      first: layout.first, second: layout.second, label: layout.label, labels: labels)
    return (examples, file.digest)
  }
}
