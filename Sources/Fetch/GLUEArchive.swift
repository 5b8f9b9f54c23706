import Text

/// A task of GLUE, and what its files are made of.
public enum GLUEArchive: String, CaseIterable, Sendable {
  case rte = "RTE"
  case mrpc = "MRPC"
  case cola = "CoLA"
  case sst2 = "SST-2"

  /// In the folder of each task, in this order.
  static let files = ["train.tsv", "dev.tsv"]
  /// A file of the public server.
  struct Source {
    let name: String
    let path: String
    /// The greatest size accepted.
    let byteLimit: Int
  }

  /// The largest archive is SST-2's, of 7.4 MB; the pairs of MRPC have 1 MB. Their lines take many times their bytes.
  ///
  /// - Source: GLUE's own script, download_glue_data.py of nyu-mll/GLUE-baselines, for all but the second of MRPC, which
  ///   is where Hugging Face's script of the datasets finds it.
  var sources: [Source] {
    switch self {
    case .mrpc:
      [
        Source(
          name: "msr_paraphrase_train.txt",
          path: "senteval/senteval_data/msr_paraphrase_train.txt", byteLimit: 4 << 20),
        Source(name: "mrpc_dev_ids.tsv", path: "glue/data/mrpc_dev_ids.tsv", byteLimit: 1 << 20),
      ]
    case .rte, .cola, .sst2:
      [
        Source(
          name: "\(rawValue).zip", path: "glue/data/\(rawValue).zip", byteLimit: 64 << 20)
      ]
    }
  }

  /// The contents of `files`, made of those of `sources`.
  ///
  /// - Throws: `InputError` of kind malformed if they cannot be.
  func contents(from sources: [[UInt8]]) throws(InputError) -> [[UInt8]] {
    if self == .mrpc { return try ParaphraseSplit.contents(pairs: sources[0], ids: sources[1]) }
    let archive = try ZipArchive(sources[0])
    var contents: [[UInt8]] = []
    for name in Self.files {
      contents.append(try archive.content("\(rawValue)/\(name)", byteLimit: 256 << 20))
    }
    return contents
  }
}
