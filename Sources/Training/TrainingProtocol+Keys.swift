/// A protocol setting that cannot be used; prints as `batch_size must be 1...65536, not 0`.
public struct ProtocolError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The key at fault.
  public let key: String
  public let reason: String

  public var description: String { "\(key) \(reason)" }
}

extension TrainingProtocol {
  /// Every setting, in the order in which they are explained: a line says what files call it, which
  /// member holds it, and what values it takes.
  public static let keys: [Setting] = [
    Setting("epochs", \.epochs, 1...1000),
    Setting("batch_size", \.batchSize, 1...65_536),
    Setting("learning_rate", \.learningRate, "above 0 and at most 1") { $0 > 0 && $0 <= 1 },
    Setting("schedule", \.schedule, leftOutAt: .linear),
    Setting("warmup", \.warmup, "0 to 1") { $0 >= 0 && $0 <= 1 },
    Setting("max_length", \.maximumLength, 4...65_536),
    Setting("dropout", \.dropout, "0 or more and below 1") { $0 >= 0 && $0 < 1 },
    Setting("dropout_updates", \.dropoutUpdates, leftOutAt: .all),
    Setting("dropout_seed", \.dropoutSeed),
    Setting("optimizer", \.optimizer),
    Setting("weight_decay", \.weightDecay, "0 to 1") { $0 >= 0 && $0 <= 1 },
    Setting("clip_norm", \.clipNorm, "above 0 and at most 1e6") { $0 > 0 && $0 <= 1e6 },
    Setting("evaluations", \.evaluations, leftOutAt: .even),
    Setting("evaluations_per_epoch", \.evaluationsPerEpoch, 1...1000),
    Setting("anchors_per_epoch", \.anchorsPerEpoch, 1...1000),
    Setting("keep_logits", \.keepLogits),
    Setting("max_steps", \.maximumSteps, 1...1_000_000_000),
  ]

  /// A key of a protocol, and the member that it sets.
  public struct Setting: Sendable {
    /// The name in files.
    public let name: String
    public let kind: Kind
    /// Whether the key may be absent: the member may be nil, or has the value that is left out.
    let isOptional: Bool
    /// The value that a trial specification does not write; nil where it writes all. A key that came after others has
    /// one, so that the specifications of before stay as they are.
    var leftOut: Value?
    /// The member's value; nil where there is none.
    let read: @Sendable (TrainingProtocol) -> Value?
    /// Sets the member to a value of this kind that was found in range.
    let write: @Sendable (inout TrainingProtocol, Value) -> Void
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

  /// The value of `key`; nil for one that may be absent where it is.
  public subscript(key: Setting) -> Value? { key.read(self) }

  /// Sets `key` to `value`.
  ///
  /// - Throws: `ProtocolError` if the value is of another kind or out of range.
  public mutating func set(_ key: Setting, to value: Value) throws(ProtocolError) {
    if let reason = key.kind.refusal(of: value) {
      throw ProtocolError(key: key.name, reason: reason)
    }
    key.write(&self, value)
  }

  /// Checks every setting.
  ///
  /// - Throws: `ProtocolError` for the first key whose value is out of range.
  public func validate() throws(ProtocolError) {
    var copy = self
    for key in Self.keys {
      if let value = self[key] { try copy.set(key, to: value) }
    }
  }
}

extension TrainingProtocol.Kind {
  /// Why `value` is not accepted, as `must be 1...3, not 4`; nil if it is.
  fileprivate func refusal(of value: TrainingProtocol.Value) -> String? {
    switch (self, value) {
    case (.integer(let range), .integer(let integer)):
      range.contains(integer)
        ? nil : "must be \(range.lowerBound)...\(range.upperBound), not \(integer)"
    case (.number(let range, let accepts), .number(let number)):
      accepts(number) ? nil : "must be \(range), not \(number)"
    case (.word(let words), .word(let word)):
      words.contains(word)
        ? nil : "must be \(words.joined(separator: " or ")), not '\(word.prefix(40))'"
    case (.flag, .flag): nil
    case (.integer, _): "must be an integer"
    case (.number, _): "must be a number"
    case (.word(let words), _): "must be " + words.joined(separator: " or ")
    case (.flag, _): "must be true or false"
    }
  }
}

extension TrainingProtocol.Setting {
  typealias Member<T> = WritableKeyPath<TrainingProtocol, T> & Sendable

  init(_ name: String, _ member: Member<Int>, _ range: ClosedRange<Int>) {
    self.init(
      name: name, kind: .integer(range), isOptional: false,
      read: { .integer($0[keyPath: member]) },
      write: { if case .integer(let value) = $1 { $0[keyPath: member] = value } })
  }

  /// A setting that may be absent.
  init(_ name: String, _ member: Member<Int?>, _ range: ClosedRange<Int>) {
    self.init(
      name: name, kind: .integer(range), isOptional: true,
      read: { $0[keyPath: member].map { .integer($0) } },
      write: { if case .integer(let value) = $1 { $0[keyPath: member] = value } })
  }

  init(
    _ name: String, _ member: Member<Double>, _ range: String,
    _ accepts: @escaping @Sendable (Double) -> Bool
  ) {
    self.init(
      name: name, kind: .number(range, accepts), isOptional: false,
      read: { .number($0[keyPath: member]) },
      // Zero has one text.
      write: { if case .number(let value) = $1 { $0[keyPath: member] = value == 0 ? 0 : value } })
  }

  /// One of the words of an enumeration.
  init<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ member: Member<Choice>
  ) {
    self.init(
      name: name, kind: .word(Choice.allCases.map(\.rawValue)), isOptional: false,
      read: { .word($0[keyPath: member].rawValue) },
      write: { settings, value in
        guard case .word(let word) = value, let choice = Choice(rawValue: word) else { return }
        settings[keyPath: member] = choice
      })
  }

  /// One of the words of an enumeration, of which a specification does not write `standard`.
  init<Choice: CaseIterable & RawRepresentable<String> & Sendable>(
    _ name: String, _ member: Member<Choice>, leftOutAt standard: Choice
  ) {
    let setting = Self(name, member)
    self.init(
      name: name, kind: setting.kind, isOptional: true, leftOut: .word(standard.rawValue),
      read: setting.read, write: setting.write)
  }

  init(_ name: String, _ member: Member<Bool>) {
    self.init(
      name: name, kind: .flag, isOptional: false,
      read: { .flag($0[keyPath: member]) },
      write: { if case .flag(let value) = $1 { $0[keyPath: member] = value } })
  }
}
