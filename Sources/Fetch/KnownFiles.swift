import Files

/// The public servers, and the files whose digests this program knows.
enum KnownFiles {
  /// Models: `OWNER/MODEL/resolve/REVISION/FILE`.
  static let hub = "https://huggingface.co"
  /// GLUE's archives, and the texts of MRPC.
  static let glue = "https://dl.fbaipublicfiles.com"

  /// A model that was at hand when this was written.
  struct Model {
    let name: String
    /// A commit.
    let revision: String
    let hex: [ModelFile: String]

    var digests: [String: Digest] {
      Dictionary(
        uniqueKeysWithValues: hex.compactMap { file, hex in
          Digest(hex: hex).map { (file.rawValue, $0) }
        })
    }
  }

  /// The encoder of this project's studies, which `ci/model` brings too. Its digests are of those bytes; its
  /// `tokenizer.json` was not at hand.
  static let models = [
    Model(
      name: "sentence-transformers/all-MiniLM-L6-v2",
      revision: "1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
      hex: [
        .configuration: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        .tokenizerSettings: "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        .vocabulary: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        .weights: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
      ])
  ]

  /// The model of a name, which may lack its owner.
  static func model(_ name: ModelName) -> Model? {
    models.first { model in
      model.name == name.description || model.name.hasSuffix("/" + name.description)
    }
  }
}
