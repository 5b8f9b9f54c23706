import Arithmetic
import Foundation
import Testing
import Text
import Training

@testable import Judgement
@testable import Report
@testable import Verification

private let openBLASIsInstalled = (try? OpenBLAS.fingerprint(threads: 1)) != nil

@Suite struct BisectionTests {
  private let first = KeptExperiment.first
  private let second = KeptExperiment.second

  private func bisect(
    _ experiment: KeptExperiment, at step: Int? = nil, against other: Bisection.Other
  ) throws -> Bisection {
    let golden = try ChosenGolden.all(at: experiment.golden(first))[0]
    return try experiment.verifier().bisect(golden, at: step, against: other)
  }

  @Test(.enabled(if: openBLASIsInstalled, "libopenblas.so.0 is not installed"))
  func openBLASDiffersFirstInAProduct() throws {
    let bisection = try bisect(KeptExperiment(keeping: 0, [first]), against: .backend(.openBLAS))
    let difference = try #require(bisection.first)
    // Which product it is depends on the kernels that OpenBLAS has for this processor: those of Cooper Lake sum short
    // rows in order too. Before the first one are three operations without product.
    let products = ["projections", "query", "key and value", "context", "sum", "intermediate"]
    let name = difference.operation
    #expect(
      products.contains { name.hasSuffix("/\($0) forward") } && name.hasPrefix("layer "), "\(name)")
    #expect(difference.equalCount >= 3)
    #expect(difference.index != nil && difference.place.count == 2)
    let (here, there) = (HexFloat.value(difference.here), HexFloat.value(difference.there))
    #expect(here != nil && there != nil && here != there)
    #expect((1...64).contains(difference.ulps ?? 0))
    #expect(difference.differingCount < difference.elementCount)
    #expect(difference.digestHere != difference.digestThere)
    #expect(bisection.lines.joined().contains("\(name), element ["))
    #expect(bisection.json["firstDifference"]?["here"]?.string == difference.here)
  }

  /// Update 8, from the beginning and from a kept checkpoint; at update 6 with the evaluation after it.
  @Test(arguments: [(0, 8), (3, 8), (0, 6)])
  func anInstructionSetDoesNotDiffer(_ kept: Int, _ step: Int) throws {
    let experiment = try KeptExperiment(keeping: kept, [first])
    let bisection = try bisect(experiment, at: step, against: .instructionSet(.generic))
    #expect(bisection.first == nil && bisection.stateBefore == nil)
    #expect(bisection.start == (kept > 0 ? "from the checkpoint at 7" : "from the beginning"))
    #expect(bisection.operationCount > 200)
    #expect(bisection.lines.joined().contains("no operation differs"))
  }

  /// What the goldens of two trials do not have in common: where it shows first.
  @Test func goldensDifferWhereTheirTrialsDo() throws {
    let experiment = try KeptExperiment(keeping: 0)
    let golden = try ChosenGolden.all(at: experiment.golden(second))[0]
    let seeds = try bisect(experiment, against: .golden(golden))
    #expect(seeds.step == 0)
    #expect(seeds.stateBefore?.tensor == "classifier.weight")
    #expect(seeds.first?.operation == "classifier/logits forward")
    let own = try ChosenGolden.all(at: experiment.golden(first))[0]
    let same = try bisect(experiment, against: .golden(own))
    #expect(same.step == nil && same.first == nil)
  }

  /// Another weight decay shows in no gradient, but in the update of the first weight that decays.
  @Test func theUpdateIsLookedInto() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    var settings = experiment.plan.protocol
    settings.weightDecay = 0.5
    let folder = experiment.path + "-decay"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + first.fileName
    _ = try RecordedTrial(path: path).run(experiment.trial(first, settings)) { _ in }
    let golden = try ChosenGolden.all(at: path)[0]
    let bisection = try bisect(experiment, at: 1, against: .golden(golden))
    #expect(bisection.stateBefore == nil)
    #expect(bisection.first?.operation == "embeddings.word_embeddings.weight weights update")
    #expect(try bisect(experiment, against: .golden(golden)).step == 2)
  }

  /// An operation that one side lacks is a difference: here the evaluation after update 6.
  @Test func aMissingOperationIsADifference() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    var settings = experiment.plan.protocol
    settings.evaluationsPerEpoch = 1
    let folder = experiment.path + "-rare"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + first.fileName
    _ = try RecordedTrial(path: path).run(experiment.trial(first, settings)) { _ in }
    let often = try ChosenGolden.all(at: experiment.golden(first))[0]
    let rare = try ChosenGolden.all(at: path)[0]
    let verifier = experiment.verifier()
    for (a, b) in [(often, rare), (rare, often)] {
      let bisection = try verifier.bisect(a, at: 6, against: .golden(b))
      let first = try #require(bisection.first)
      #expect(bisection.stateBefore == nil && first.index == nil)
      #expect(first.equalCount == bisection.operationCount && first.equalCount > 200)
      #expect(first.here != first.there && first.digestHere != first.digestThere)
      #expect(bisection.lines.joined().contains("no such operation"))
    }
  }

  @Test func anUpdateThatIsNotThereIsAnError() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    for step in [24, -1] {
      #expect(throws: InputError.self) {
        try bisect(experiment, at: step, against: .instructionSet(.best))
      }
    }
  }

  @Test func theUpdateOfADifference() {
    func update(_ column: Divergence.Column) -> Int {
      TrialVerifier.update(
        of: Divergence(step: 7, column: column, expected: "a", actual: "b"))
    }
    #expect(update(.loss) == 7)
    #expect(update(.anchor) == 6)
    #expect(update(.prediction) == 6)
  }
}
