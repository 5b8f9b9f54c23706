import Text
import Training

extension ExperimentPlan {
  /// Named protocols: where a file names one, its own keys change that one.
  static let presets: [(name: String, settings: TrainingProtocol)] = [
    ("dodge2020-as-described", asDescribed), ("dodge2020-as-run", asRun),
  ]

  /// What Dodge et al. 2020 say they did: the defaults, which are written out here so that they stay what they are.
  private static var asDescribed: TrainingProtocol {
    var settings = TrainingProtocol()
    settings.epochs = 3
    settings.batchSize = 16
    settings.learningRate = 2e-5
    settings.schedule = .linear
    settings.warmup = 0.1
    settings.maximumLength = 128
    settings.dropout = 0.1
    settings.dropoutUpdates = .all
    settings.dropoutSeed = .dataOrder
    settings.optimizer = .adamW
    settings.weightDecay = 0.01
    settings.clipNorm = 1
    settings.evaluations = .even
    settings.evaluationsPerEpoch = 10
    return settings
  }

  /// What their code did: this room's `README.md`, "Presets".
  private static var asRun: TrainingProtocol {
    var settings = asDescribed
    settings.schedule = .linearTwice
    settings.dropoutUpdates = .firstOfEpoch
    settings.optimizer = .bertAdam
    settings.evaluations = .dodge2020
    return settings
  }

  /// The settings under `protocol`; the defaults where there are none.
  static func readProtocol(_ top: YAMLMapping) throws -> TrainingProtocol {
    let keys = TrainingProtocol.keys.map(\.name)
    guard let mapping = try top.mapping("protocol", keys: keys + ["preset"]) else {
      return TrainingProtocol()
    }
    var settings = TrainingProtocol()
    if let name = try mapping.text("preset") {
      guard let preset = presets.first(where: { $0.name == name }) else {
        let names = presets.map(\.name)
        throw mapping.failure(
          mapping.line(of: "preset"), "unknown preset '\(name.prefix(60))'",
          advice: didYouMean(name, among: names)
            ?? "there are \(names.map { "'\($0)'" }.joined(separator: " and "))")
      }
      settings = preset.settings
    }
    for key in TrainingProtocol.keys {
      guard let value = mapping.value(key.name) else { continue }
      do {
        try settings.set(key, to: protocolValue(value, of: key))
      } catch {
        throw mapping.failure(value.line, "protocol.\(error)")
      }
    }
    return settings
  }

  /// The value as its key wants it; a text of another type becomes a word, which the key refuses.
  private static func protocolValue(
    _ value: YAMLDocument.Value, of key: TrainingProtocol.Setting
  ) -> TrainingProtocol.Value {
    guard case .scalar(let text, let isPlain) = value.content else { return .word("") }
    guard isPlain else { return .word(text) }
    switch key.kind {
    case .integer: return YAMLNumber.integer(text).map { .integer($0) } ?? .word(text)
    case .number: return YAMLNumber.number(text).map { .number($0) } ?? .word(text)
    case .flag where ["true", "True", "TRUE"].contains(text): return .flag(true)
    case .flag where ["false", "False", "FALSE"].contains(text): return .flag(false)
    case .flag, .word: return .word(text)
    }
  }
}
