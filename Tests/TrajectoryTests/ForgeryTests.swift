import Files
import Testing

@testable import Trajectory

/// Changed values under right digests: well-formed files, which a comparison of values must catch.
@Suite struct ForgeryTests {
  struct Forgery: Sendable, CustomStringConvertible {
    let description: String
    /// The index of the first event that differs.
    let difference: Int
    let change: @Sendable (inout Golden) -> Void
  }

  // Events: 0 s0, 1 s1, 2 e2, 3 s2, 4 a3, 5 s3, 6 e4, 7 s4, 8 s5, 9 e6, 10 a6.
  static let forgeries = [
    Forgery(description: "loss", difference: 7) { $0.steps[4].lossBits ^= 1 },
    Forgery(description: "norm", difference: 8) { $0.steps[5].gradientNormBits ^= 1 },
    Forgery(description: "batch digest", difference: 0) { $0.steps[0].batchDigest ^= 1 << 31 },
    Forgery(description: "count", difference: 2) { $0.evaluations[0].counts[3] += 1 },
    Forgery(description: "prediction", difference: 6) { $0.evaluations[1].predictions[10] ^= 1 },
    Forgery(description: "logit", difference: 9) { golden in
      let bits = golden.evaluations[2].logits![21].bitPattern
      golden.evaluations[2].logits![21] = Float(bitPattern: bits ^ 1)
    },
    Forgery(description: "anchor", difference: 4) { golden in
      golden.anchors[0].components[1].digest = Digest(of: [1])
    },
    Forgery(description: "step dropped at the end", difference: 8) { golden in
      golden.steps.removeLast()
      golden.evaluations.removeLast()
      golden.anchors.removeLast()
    },
    Forgery(description: "step added", difference: 11) { golden in
      golden.steps.append(StepRecord(step: 6, lossBits: 1))
    },
    Forgery(description: "step dropped inside", difference: 1) { golden in
      golden.steps.remove(at: 1)
      for index in golden.steps.indices { golden.steps[index].step = index }
      golden.evaluations.removeLast()
      golden.anchors.removeLast()
    },
    Forgery(description: "evaluation dropped", difference: 6) { $0.evaluations.remove(at: 1) },
    Forgery(description: "evaluation added", difference: 4) { golden in
      var extra = golden.evaluations[0]
      extra.step = 3
      golden.evaluations.insert(extra, at: 1)
    },
    Forgery(description: "outcome", difference: 11) { $0.outcome = .stopped },
    Forgery(description: "header", difference: 11) { golden in
      guard case .object(var members) = golden.header else { return }
      members["wi"] = 2
      golden.header = .object(members)
    },
  ]

  @Test(arguments: forgeries)
  func isWellFormedAndDiffersThere(_ forgery: Forgery) throws {
    let schema = try RecordSchema(
      labels: 2, developmentExamples: 11, evaluation: .logits,
      anchorComponents: ["weights", "moments"])
    let honest = sampleTrial(
      steps: 6, schema: schema, evaluateEvery: 2, anchorEvery: 3, members: ["wi": 1])
    var forged = honest
    forgery.change(&forged)
    let reader = try GoldenReader(bytes: forged.encoded().bytes, name: "t.golden")
    #expect(try reader.contentDigest != honest.contentDigest)
    #expect(try Golden(reader) == forged)

    var events = reader.events()
    var expected = honest.events.makeIterator()
    var index = 0
    while true {
      let (a, b) = (try events.next(), expected.next())
      guard a == b, a != nil else { break }
      index += 1
    }
    #expect(index == forgery.difference)
  }
}
