import Files

/// A record as canonical bytes: what the hash chain covers and the journal holds.
extension TrajectoryEvent {
  private enum Tag {
    static let step: UInt8 = 1
    static let evaluation: UInt8 = 2
    static let anchor: UInt8 = 3
  }

  /// - Precondition: the schema has no mismatch with the record.
  func encoded(_ schema: RecordSchema) -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .step(let record):
      bytes.append(Tag.step)
      bytes.append(littleEndian: UInt32(record.step))
      for column in schema.stepColumns {
        switch column {
        case .loss: bytes.append(littleEndian: record.lossBits)
        case .gradientNorm: bytes.append(littleEndian: record.gradientNormBits)
        case .batchDigest: bytes.append(littleEndian: record.batchDigest)
        }
      }
    case .evaluation(let record):
      bytes.append(Tag.evaluation)
      bytes.append(littleEndian: UInt32(record.step))
      for count in record.counts { bytes.append(littleEndian: UInt32(count)) }
      bytes += record.predictions
      for logit in record.logits ?? [] { bytes.append(littleEndian: logit.bitPattern) }
    case .anchor(let record):
      bytes.append(Tag.anchor)
      bytes.append(littleEndian: UInt32(record.step))
      for component in record.components { bytes += component.digest.bytes }
    }
    return bytes
  }

  /// The record whose canonical bytes are given, of the schema's sizes; nil if there is none.
  init?(decoding bytes: ArraySlice<UInt8>, _ schema: RecordSchema) {
    var cursor = ByteCursor(bytes, base: 0, name: "")
    guard let event = try? TrajectoryEvent.read(&cursor, schema), cursor.remaining == 0,
      schema.mismatch(event) == nil
    else { return nil }
    self = event
  }

  private static func read(
    _ cursor: inout ByteCursor, _ schema: RecordSchema
  ) throws -> TrajectoryEvent {
    let tag = try cursor.number(UInt8.self)
    let step = try cursor.count()
    switch tag {
    case Tag.step:
      var record = StepRecord(step: step, lossBits: 0)
      for column in schema.stepColumns {
        let word = try cursor.number(UInt32.self)
        switch column {
        case .loss: record.lossBits = word
        case .gradientNorm: record.gradientNormBits = word
        case .batchDigest: record.batchDigest = word
        }
      }
      return .step(record)
    case Tag.evaluation:
      var record = EvaluationRecord(step: step, counts: [])
      for _ in 0..<schema.countsPerEvaluation { record.counts.append(try cursor.count()) }
      if schema.hasPredictions {
        record.predictions = Array(try cursor.take(schema.developmentExamples))
      }
      if schema.hasLogits {
        record.logits = try (0..<schema.logitCount).map { _ in
          Float(bitPattern: try cursor.number(UInt32.self))
        }
      }
      return .evaluation(record)
    case Tag.anchor:
      let components = try schema.anchorComponents.map { name in
        AnchorRecord.Component(name, try cursor.digest())
      }
      return .anchor(AnchorRecord(step: step, components: components))
    default: throw cursor.malformed("an unknown record")
    }
  }

  /// The greatest size of a record's canonical bytes.
  static func byteLimit(_ schema: RecordSchema) -> Int {
    let evaluation =
      4 * schema.countsPerEvaluation + (schema.hasPredictions ? schema.developmentExamples : 0)
      + 4 * schema.logitCount
    return 5 + max(12, evaluation, 32 * schema.anchorComponents.count)
  }
}
