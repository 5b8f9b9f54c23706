/// Known answers of the generated sets: SHA-256 of each set's canonical text. They change only with the grammar,
/// and then the committed encoder and goldens of the embedded tasks change with them.
enum EmbeddedDigests {
  static let development =
    "0cd5f1f6871c4815a43978f80f69138b946ee3c69394eee31109b02ded430fdf"
  static let training =
    "c39094c97f9955ef8f7ef3c1de59a5b537561a296d89c96434f724e877acbf61"
  static let syntaxDevelopment =
    "4bfa7a04b8658a235079978c3bd2d80a863a596b79c98eab3d8f0f7539ed61fc"
  static let syntaxTraining =
    "c39823a48acf2eabe9f67a862c06c707a931eea3efac9e9a25d615639f00f99d"
  static let vocabulary =
    "203c645e7148f47deaeb25429c6291ef183d0cf625fe4144a1c5c60445a5244e"

  static let firstDevelopment =
    "The actresses know who a young boy will mention the senator."
  static let firstTraining =
    "The girls invited many lawyers."
}
