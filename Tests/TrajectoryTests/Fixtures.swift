import Files
import Foundation
import TestSupport
import Text

@testable import Trajectory

/// The files that `Tests/Fixtures/Trajectory/make_fixtures.py` made.
struct Fixture: Sendable, CustomStringConvertible {
  enum Verdict: String { case sound, malformed, newer }

  let name: String
  let verdict: Verdict
  /// SHA-256 of the records as JSON lines, for sound fixtures.
  let dump: String?
  let contentDigest: String?

  var description: String { name }
  var path: String { Fixture.folder + "/" + name }

  func bytes() throws -> [UInt8] { try content(path) }

  static let folder = Repository.fixture("Trajectory")

  static let all: [Fixture] = {
    let file = try? InputFile(folder + "/manifest.json", limit: 1 << 20)
    let manifest = file.flatMap { try? JSONParser.parse($0.data) }?.object ?? [:]
    return manifest.keys.sorted().compactMap { name in
      guard let entry = manifest[name],
        let verdict = entry["verdict"]?.string.flatMap(Verdict.init(rawValue:))
      else { return nil }
      return Fixture(
        name: name, verdict: verdict, dump: entry["dump"]?.string,
        contentDigest: entry["contentDigest"]?.string)
    }
  }()

  static let sound = all.filter { $0.name.hasPrefix("sound/") }

  static func named(_ name: String) throws -> [UInt8] {
    try content("\(folder)/\(name).golden")
  }
}

/// What a reader says of some bytes.
func verdict(_ bytes: [UInt8]) -> Fixture.Verdict? {
  do {
    _ = try GoldenReader(bytes: bytes, name: "t.golden")
    return .sound
  } catch let error as InputError {
    switch error.kind {
    case .malformed: return .malformed
    case .unverifiable: return .newer
    case .usage: return nil
    }
  } catch {
    return nil
  }
}

extension Dice {
  /// Roughly normal, with mean 0 and deviation 1.
  mutating func noise() -> Float {
    let sum = (0..<12).reduce(Float(0)) { sum, _ in sum + Float(next() >> 40) * 0x1p-24 }
    return sum - 6
  }
}

/// A trial that looks like one: noisy losses, slowly changing logits.
func sampleTrial(
  steps: Int, schema: RecordSchema, evaluateEvery: Int = 0, anchorEvery: Int = 0, seed: UInt64 = 1,
  members: [String: JSONValue] = [:]
) -> Golden {
  var dice = Dice(seed)
  let header = JSONValue.object(schema.members.merging(members) { $1 })
  var golden = Golden(header: header)
  var logits = (0..<schema.labels * schema.developmentExamples).map { _ in dice.noise() * 0.3 }
  for step in 0..<steps {
    var record = StepRecord(step: step, lossBits: (0.5 + 0.05 * dice.noise()).bitPattern)
    if schema.stepColumns.contains(.gradientNorm) {
      record.gradientNormBits = abs(3 + dice.noise()).bitPattern
    }
    if schema.stepColumns.contains(.batchDigest) {
      record.batchDigest = UInt32(truncatingIfNeeded: dice.next())
    }
    golden.steps.append(record)
    let done = step + 1
    if evaluateEvery > 0, done % evaluateEvery == 0 {
      let change = 0.12 * (1.05 - Float(done) / Float(steps))
      for index in logits.indices { logits[index] += change * dice.noise() }
      golden.evaluations.append(evaluation(done, logits, schema))
    }
    if anchorEvery > 0, done % anchorEvery == 0 {
      let components = schema.anchorComponents.map {
        AnchorRecord.Component($0, Digest(of: Array("\($0) \(done) \(seed)".utf8)))
      }
      golden.anchors.append(AnchorRecord(step: done, components: components))
    }
  }
  return golden
}

private func evaluation(
  _ step: Int, _ logits: [Float], _ schema: RecordSchema
) -> EvaluationRecord {
  let classes = (0..<schema.developmentExamples).map { example in
    let row = logits[example * schema.labels..<(example + 1) * schema.labels]
    return UInt8(row.firstIndex(of: row.max() ?? 0)! - row.startIndex)
  }
  var counts = [Int](repeating: 0, count: schema.countsPerEvaluation)
  for (example, predicted) in classes.enumerated() {
    counts[example % schema.labels * schema.labels + Int(predicted)] += 1
  }
  return EvaluationRecord(
    step: step, counts: counts, predictions: schema.shape.hasPredictions ? classes : [],
    logits: (schema.shape.detail == .logits) ? logits : nil)
}

/// A trial of 1100 updates, with every kind of record.
func longTrial() throws -> Golden {
  let schema = try RecordSchema(labels: 3, developmentExamples: 7, evaluation: .logits)
  return sampleTrial(steps: 1100, schema: schema, evaluateEvery: 50, anchorEvery: 130)
}

/// The bytes of a file.
func content(_ path: String) throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path))) }

/// Whether the file has the bytes of `golden` written at once.
func isWhole(_ path: String, _ golden: Golden) throws -> Bool {
  try content(path) == golden.encoded().bytes
}
