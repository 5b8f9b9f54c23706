import Statistics
import Testing
import Trajectory

@testable import Experiment

/// Where two goldens of one cell part.
@Suite struct PartingTests {
  private static func golden(
    losses: [Float], norms: [Float]? = nil, predictions: [(Int, [UInt8])] = []
  ) -> Golden {
    var golden = Golden(header: .null)
    for (step, loss) in losses.enumerated() {
      golden.append(
        .step(
          StepRecord(
            step: step, lossBits: loss.bitPattern,
            gradientNormBits: (norms?[step] ?? 1).bitPattern, batchDigest: 0)))
    }
    for (step, classes) in predictions {
      golden.append(
        .evaluation(EvaluationRecord(step: step, counts: [], predictions: classes, logits: nil)))
    }
    return golden
  }

  @Test func eachMeasureIsFoundWhereItIs() {
    let plain = Self.golden(
      losses: [1, 1, 1, 1, 1, 1], predictions: [(2, [0, 1]), (4, [0, 1]), (6, [0, 1])])
    let other = Self.golden(
      losses: [2, 2, 1, (1 as Float).nextUp, 1.00001, 1.01], norms: [1, 1, 1.5, 1, 1, 1],
      predictions: [(2, [1, 1]), (4, [0, 1]), (6, [1, 1])])
    // What is before the change, and what is recorded at it, says nothing.
    let parting = Parting(of: other, from: plain, at: 2)
    #expect(parting.updates == [.bit: 0, .lossBy1e6: 2, .lossBy1e3: 3, .prediction: 4])
    #expect(parting.gaps.count == 4 && parting.gaps[0] == 0)
    #expect(parting.gaps[1] > 1e-8 && parting.gaps[1] < 1e-6)
    #expect(
      Parting(of: plain, from: plain, at: 0) == Parting(updates: [:], gaps: [0, 0, 0, 0, 0, 0]))
    // A trial that ended early is compared as far as it goes.
    let short = Self.golden(losses: [1, 1, .nan])
    #expect(Parting(of: short, from: plain, at: 1).gaps == [0, .infinity])
    #expect(Parting(of: short, from: plain, at: 1).updates[.lossBy1e3] == 1)
  }
}
