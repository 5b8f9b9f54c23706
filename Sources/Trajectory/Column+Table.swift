/// The table of columns. What stands here is recorded, compared, counted, controlled and printed.
extension Column {
  /// The binary32 mean loss of the batch, before the update.
  public static let loss = Column(
    step: "loss", singular: "loss", plural: "losses", kind: .number, rank: 1, slot: 0)
  /// The binary32 norm of the gradients, before clipping.
  public static let gradientNorm = Column(
    step: "gradientNorm", singular: "gradient norm", plural: "gradient norms", kind: .number,
    rank: 2, slot: 1)
  /// Four bytes of the digest of the batch that was trained on.
  public static let batchDigest = Column(
    step: "batchDigest", singular: "batch digest", plural: "batch digests", kind: .word, rank: 0,
    slot: 2)

  /// The columns of an update, in the order of the header's `columns.step`. The first is always there.
  public static let steps = [loss, gradientNorm, batchDigest]
  /// Those that Seedproof's own trainer records, and before them those that earlier versions recorded: their goldens
  /// are verified for what they hold.
  public static let recorded = [[loss, gradientNorm, batchDigest]]

  /// The confusion matrix row by row, or correct and incorrect answers.
  public static let counts = Column(
    evaluation: "counts", valueName: "count", kind: .count, rank: 2,
    get: { .counts($0.counts) },
    set: { values, record in if case .counts(let counts) = values { record.counts = counts } })
  /// The class predicted for each example.
  public static let predictions = Column(
    evaluation: "predictions", valueName: "prediction", kind: .label, rank: 1,
    get: { .labels($0.predictions) },
    set: { values, record in if case .labels(let labels) = values { record.predictions = labels } })
  /// The logits of each example.
  public static let logits = Column(
    evaluation: "logits", valueName: "logit", kind: .number, rank: 0,
    get: { $0.logits.map(ColumnValues.numbers) },
    set: { values, record in if case .numbers(let logits) = values { record.logits = logits } })

  /// The columns of an evaluation, in the order in which a golden holds them.
  public static let evaluations = [counts, predictions, logits]

  /// The digest of one component of a trial's state.
  ///
  /// - Parameter place: among the components of the schema.
  public static func component(_ name: String, at place: Int) -> Column {
    Column(
      name: name, valueName: "anchor", singular: "digest", plural: "digests", record: .anchor,
      kind: .digest, rank: place, slot: nil,
      get: { event in
        guard case .anchor(let record) = event, record.components.indices.contains(place) else {
          return nil
        }
        return .digests([record.components[place].digest])
      },
      set: { values, event in
        guard case .anchor(var record) = event, case .digests(let digests) = values else { return }
        record.components[place].digest = digests[0]
        event = .anchor(record)
      })
  }
}

extension Column {
  /// A column of an update, which holds one number or word in its slot of `StepRecord`.
  ///
  /// - Precondition: no other column has the slot.
  public init(
    step name: String, singular: String, plural: String, kind: Kind, rank: Int, slot: Int
  ) {
    precondition(kind == .number || kind == .word, "a step holds 32 bits, no \(kind)")
    precondition((0..<StepRecord.slotCount).contains(slot), "slot \(slot)")
    self.init(
      name: name, valueName: name, singular: singular, plural: plural, record: .step, kind: kind,
      rank: rank, slot: slot,
      get: { event in
        guard case .step(let record) = event else { return nil }
        let word = record[slot: slot]
        return kind == .number ? .numbers([Float(bitPattern: word)]) : .words([word])
      },
      set: { values, event in
        guard case .step(var record) = event else { return }
        switch values {
        case .numbers(let numbers): record[slot: slot] = numbers[0].bitPattern
        case .words(let words): record[slot: slot] = words[0]
        default: preconditionFailure("\(values) for a column of 32 bits")
        }
        event = .step(record)
      })
  }

  private init(
    evaluation name: String, valueName: String, kind: Kind, rank: Int,
    get: @escaping @Sendable (EvaluationRecord) -> ColumnValues?,
    set: @escaping @Sendable (ColumnValues, inout EvaluationRecord) -> Void
  ) {
    self.init(
      name: name, valueName: valueName, singular: valueName, plural: name, record: .evaluation,
      kind: kind, rank: rank, slot: nil,
      get: { event in
        guard case .evaluation(let record) = event, let values = get(record), !values.isEmpty
        else { return nil }
        return values
      },
      set: { values, event in
        guard case .evaluation(var record) = event else { return }
        set(values, &record)
        event = .evaluation(record)
      })
  }
}
