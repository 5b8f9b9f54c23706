/// A protocol setting that cannot be used; prints as `batch_size must be 1...65536, not 0`.
public struct ProtocolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key at fault.
  public let key: TrainingProtocol.Key
  public let reason: String

  public var description: String { "\(key.rawValue) \(reason)" }
}

extension TrainingProtocol {
  /// The keys, in the order in which they are explained; raw values are their names in files.
  public enum Key: String, Sendable, CaseIterable {
    case epochs
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case warmup
    case maximumLength = "max_length"
    case dropout
    case dropoutSeed = "dropout_seed"
    case optimizer
    case weightDecay = "weight_decay"
    case clipNorm = "clip_norm"
    case evaluationsPerEpoch = "evaluations_per_epoch"
    case anchorsPerEpoch = "anchors_per_epoch"
    case keepLogits = "keep_logits"
    case maximumSteps = "max_steps"

    /// What values the key takes.
    public var kind: Kind {
      switch self {
      case .epochs, .evaluationsPerEpoch, .anchorsPerEpoch: .integer(1...1000)
      case .batchSize: .integer(1...65_536)
      case .maximumLength: .integer(4...65_536)
      case .maximumSteps: .integer(1...1_000_000_000)
      case .learningRate: .number("above 0 and at most 1") { $0 > 0 && $0 <= 1 }
      case .warmup, .weightDecay: .number("0 to 1") { $0 >= 0 && $0 <= 1 }
      case .dropout: .number("0 or more and below 1") { $0 >= 0 && $0 < 1 }
      case .clipNorm: .number("above 0 and at most 1e6") { $0 > 0 && $0 <= 1e6 }
      case .dropoutSeed: .word(DropoutSeed.allCases.map(\.rawValue))
      case .optimizer: .word(Optimizer.allCases.map(\.rawValue))
      case .keepLogits: .flag
      }
    }
  }

  /// What values a key takes.
  public enum Kind: Sendable {
    case integer(ClosedRange<Int>)
    /// A number for which the test holds; the text says which these are.
    case number(String, @Sendable (Double) -> Bool)
    case word([String])
    case flag
  }

  /// The value of a key.
  public enum Value: Sendable, Equatable {
    case integer(Int)
    case number(Double)
    case word(String)
    case flag(Bool)
  }

  /// The value of `key`; nil for `max_steps` where there is none.
  public subscript(key: Key) -> Value? {
    switch key {
    case .epochs: .integer(epochs)
    case .batchSize: .integer(batchSize)
    case .learningRate: .number(learningRate)
    case .warmup: .number(warmup)
    case .maximumLength: .integer(maximumLength)
    case .dropout: .number(dropout)
    case .dropoutSeed: .word(dropoutSeed.rawValue)
    case .optimizer: .word(optimizer.rawValue)
    case .weightDecay: .number(weightDecay)
    case .clipNorm: .number(clipNorm)
    case .evaluationsPerEpoch: .integer(evaluationsPerEpoch)
    case .anchorsPerEpoch: .integer(anchorsPerEpoch)
    case .keepLogits: .flag(keepLogits)
    case .maximumSteps: maximumSteps.map(Value.integer)
    }
  }

  /// Sets `key` to `value`.
  ///
  /// - Throws: `ProtocolError` if the value is of another kind or out of range.
  public mutating func set(_ key: Key, to value: Value) throws(ProtocolError) {
    switch (key.kind, value) {
    case (.integer(let range), .integer(let integer)):
      guard range.contains(integer) else {
        throw ProtocolError(
          key: key, reason: "must be \(range.lowerBound)...\(range.upperBound), not \(integer)")
      }
      setInteger(key, to: integer)
    case (.number(let range, let accepts), .number(let number)):
      guard accepts(number) else {
        throw ProtocolError(key: key, reason: "must be \(range), not \(number)")
      }
      // Zero has one text.
      setNumber(key, to: number == 0 ? 0 : number)
    case (.word(let words), .word(let word)):
      guard words.contains(word) else {
        throw ProtocolError(
          key: key, reason: "must be \(words.joined(separator: " or ")), not '\(word.prefix(40))'")
      }
      if let choice = DropoutSeed(rawValue: word), key == .dropoutSeed { dropoutSeed = choice }
      if let choice = Optimizer(rawValue: word), key == .optimizer { optimizer = choice }
    case (.flag, .flag(let flag)): keepLogits = flag
    case (.integer, _): throw ProtocolError(key: key, reason: "must be an integer")
    case (.number, _): throw ProtocolError(key: key, reason: "must be a number")
    case (.word(let words), _):
      throw ProtocolError(key: key, reason: "must be " + words.joined(separator: " or "))
    case (.flag, _): throw ProtocolError(key: key, reason: "must be true or false")
    }
  }

  /// Checks every setting.
  ///
  /// - Throws: `ProtocolError` for the first key whose value is out of range.
  public func validate() throws(ProtocolError) {
    var copy = self
    for key in Key.allCases {
      if let value = self[key] { try copy.set(key, to: value) }
    }
  }

  private mutating func setInteger(_ key: Key, to value: Int) {
    switch key {
    case .epochs: epochs = value
    case .batchSize: batchSize = value
    case .maximumLength: maximumLength = value
    case .evaluationsPerEpoch: evaluationsPerEpoch = value
    case .anchorsPerEpoch: anchorsPerEpoch = value
    case .maximumSteps: maximumSteps = value
    default: preconditionFailure("\(key) is not an integer")
    }
  }

  private mutating func setNumber(_ key: Key, to value: Double) {
    switch key {
    case .learningRate: learningRate = value
    case .warmup: warmup = value
    case .dropout: dropout = value
    case .weightDecay: weightDecay = value
    case .clipNorm: clipNorm = value
    default: preconditionFailure("\(key) is not a number")
    }
  }
}
