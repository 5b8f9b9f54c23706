import Arithmetic
import Experiment
import Files
import Foundation
import Testing
import Training
import Trajectory

@testable import Judgement
@testable import Report
@testable import Verification

@Suite struct DiagnosisTests {
  private let first = KeptExperiment.first

  /// What was done to a recorded trial, and what the verifier makes of it.
  struct Mischief: Sendable, CustomTestStringConvertible {
    let cause: LikelyCause
    let column: Divergence.Column
    let step: Int
    let change: @Sendable (inout Golden, KeptExperiment) throws -> Void
    var testDescription: String { "\(cause.rawValue) at \(step)" }

    init(
      _ cause: LikelyCause, _ column: Divergence.Column, _ step: Int,
      _ change: @escaping @Sendable (inout Golden, KeptExperiment) throws -> Void
    ) {
      (self.cause, self.column, self.step, self.change) = (cause, column, step, change)
    }
  }

  /// The records of another run under the golden's own header.
  private static func replace(
    _ golden: inout Golden, _ trial: Trial,
    _ disturb: (Trial, TrajectoryEvent) -> Void = { _, _ in }
  ) throws {
    golden = Golden(header: golden.header)
    _ = try trial.run {
      golden.append($0)
      disturb(trial, $0)
    }
  }

  static let mischief: [Mischief] = [
    Mischief(.initialState, .anchor, 0) { golden, experiment in
      try replace(&golden, experiment.trial(KeptExperiment.second))
    },
    Mischief(.dataOrder, .batchDigest, 0) { golden, experiment in
      try replace(&golden, experiment.trial(Cell(wi: 1, do: 9)))
      // Both seeds are in the anchor; a trainer without anchors has only the batches.
      golden.anchors = try Golden(experiment.golden(KeptExperiment.first)).anchors
    },
    Mischief(.bookkeeping, .anchor, 0) { golden, experiment in
      try replace(&golden, experiment.trial(Cell(wi: 1, do: 9)))
    },
    Mischief(.batchDigestOnly, .batchDigest, 5) { golden, _ in golden.steps[5].batchDigest ^= 1 },
    Mischief(.resumedOrder, .batchDigest, 7) { golden, _ in
      let later = golden.steps[20]
      golden.steps[7].batchDigest = later.batchDigest
      golden.steps[7].lossBits = later.lossBits
      golden.steps[7].gradientNormBits = later.gradientNormBits
    },
    Mischief(.resume, .loss, 8) { golden, experiment in
      try replace(&golden, experiment.trial(KeptExperiment.first)) { trial, event in
        if case .anchor(let record) = event, record.step == 7 { trial.forgetMoments() }
      }
    },
    Mischief(.singleValue, .loss, 3) { golden, _ in golden.steps[3].lossBits ^= 1 },
    Mischief(.arithmetic, .loss, 0) { golden, _ in
      golden.steps[0].lossBits ^= 1
      golden.steps[0].gradientNormBits ^= 1
      golden.steps[1].lossBits ^= 1
    },
    Mischief(.forwardPass, .loss, 0) { golden, _ in
      golden.steps[0].lossBits ^= 1 << 20
      golden.steps[0].gradientNormBits ^= 1
      golden.steps[1].lossBits ^= 1
    },
    Mischief(.arithmetic, .gradientNorm, 0) { golden, _ in golden.steps[0].gradientNormBits ^= 1 },
    Mischief(.backwardPass, .gradientNorm, 0) { golden, _ in
      golden.steps[0].gradientNormBits ^= 1 << 20
    },
    Mischief(.optimizer, .anchor, 4) { golden, experiment in
      var settings = experiment.plan.protocol
      settings.weightDecay = 0.5
      try replace(&golden, experiment.trial(KeptExperiment.first, settings))
      golden.steps[2] = try Golden(experiment.golden(KeptExperiment.first)).steps[2]
      golden.steps[3] = try Golden(experiment.golden(KeptExperiment.first)).steps[3]
    },
    Mischief(.optimizer, .loss, 2) { golden, experiment in
      var settings = experiment.plan.protocol
      settings.learningRate = 2e-3
      try replace(&golden, experiment.trial(KeptExperiment.first, settings))
      // The anchors at 0 would tell of the rate itself.
      golden.anchors = try Golden(experiment.golden(KeptExperiment.first)).anchors
    },
    Mischief(.evaluation, .logit, 7) { golden, _ in golden.evaluations[0].logits?[9] += 1 },
    Mischief(.metric, .prediction, 13) { golden, _ in golden.evaluations[1].predictions[4] ^= 1 },
    Mischief(.metric, .count, 13) { golden, _ in golden.evaluations[1].counts[1] += 1 },
    Mischief(.schedule, .record, 7) { golden, _ in golden.evaluations.removeFirst() },
    Mischief(.ending, .outcome, 24) { golden, _ in golden.outcome = .nonfinite },
  ]

  @Test(arguments: mischief)
  func thePatternTellsTheLikelyCause(_ mischief: Mischief) throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.forge(first) { try mischief.change(&$0, experiment) }
    let result = try experiment.verify(first)
    #expect(result.verdict == .diverged)
    #expect(result.firstDivergence?.column == mischief.column)
    #expect(result.firstDivergence?.step == mischief.step)
    let diagnosis = try #require(result.diagnosis)
    #expect(diagnosis.cause == mischief.cause, "\(diagnosis.lines)")
    #expect(diagnosis.json["likelyCause"]?.string == mischief.cause.rawValue)
    let same = diagnosis.categories.filter { $0.status == .same }.map(\.category)
    #expect(same == [.plan, .data, .model, .arithmetic, .streams])
  }

  @Test func aReproducedTrialHasNoDiagnosis() throws {
    let result = try KeptExperiment(keeping: 0, [first]).verify(first)
    #expect(result.verdict == .reproduced && result.diagnosis == nil)
  }

  /// The rerun ends where it differs first, whatever it may tell of the cause.
  @Test func theRerunEndsAtTheFirstDifference() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.forge(first) { $0.steps[5].lossBits ^= 1 }
    let result = try experiment.verify(first)
    #expect(result.stepCount == 5)
    #expect(result.diagnosis?.notes.contains { $0.contains("the rerun ended here") } ?? false)
    #expect(result.diagnosis?.notes.contains { $0.hasPrefix("equal before: 5 updates") } ?? false)
  }

  /// A golden has digests; a checkpoint at the same anchor has the values.
  @Test func besideACheckpointTheTensorIsKnown() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.record(first, keeping: 3) { trial, event in
      if case .evaluation(let record) = event, record.step == 7 { trial.forgetMoments() }
    }
    let result = try experiment.verify(first)
    let divergence = try #require(result.firstDivergence)
    #expect(divergence.column == .anchor && divergence.step == 7)
    #expect(divergence.element == "moments" && divergence.tensor == "moments")
    let notes = try #require(result.diagnosis?.notes)
    #expect(notes.contains { $0.contains("first moments of ") && $0.contains("expected 0x0p+0") })
    #expect(notes.contains { $0.hasPrefix("of the state differ: moments; equal: weights") })
    let folder = KeptCheckpoints(besideGolden: experiment.golden(first)).folder
    try FileManager.default.removeItem(atPath: folder)
    let without = try experiment.verify(first).diagnosis?.notes ?? []
    #expect(without.contains { $0.hasPrefix("which tensor differs is not known") })
  }

  @Test func elementsAreNamedByTheirAxes() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.forge(first) { $0.evaluations[0].logits?[9] += 1 }
    let logit = try #require(experiment.verify(first).firstDivergence)
    #expect(logit.indices == ["example": 4, "class": 1] && logit.tensor == "logits")
    #expect(logit.json["indices"]?["example"]?.integer == 4)
    #expect(logit.line.contains("example 4, class 1"))
    try experiment.record(first, keeping: 0)
    try experiment.forge(first) { $0.evaluations[0].counts[2] += 1 }
    let count = try #require(experiment.verify(first).firstDivergence)
    #expect(count.indices == ["gold": 1, "predicted": 0])
  }

  /// Arithmetic of another program is not taken for a library that may be here.
  @Test func unknownArithmeticIsNamed() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.forge(first) { golden in
      var members = try #require(golden.header.object)
      members["numerics"] = "seedproof-f32/2"
      golden.header = .object(members)
    }
    // A plan beside it would call the golden another trial.
    let path = experiment.path + ".golden"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: path)
    let result = experiment.verifier().verify(try ChosenGolden.all(at: path)).trials[0]
    #expect(result.verdict == .unverifiable)
    let reason = try #require(result.reason)
    #expect(reason.contains("'seedproof-f32/2', which this program does not have"))
    let categories = try #require(result.diagnosis?.categories)
    #expect(
      categories.first { $0.category == .arithmetic }?.details
        == ["numerics: seedproof-f32/2 / seedproof-f32/1"])
    #expect(
      result.diagnosis?.explanation
        == "the golden declares numerics seedproof-f32/2, this run seedproof-f32/1")
  }

  /// A golden of other settings than its plan: both values are said.
  @Test func settingsOfThePlanAreNamed() throws {
    let experiment = try KeptExperiment(keeping: 0, [first])
    var settings = experiment.plan.protocol
    settings.learningRate = 2e-3
    let rate = experiment.plan.protocol.learningRate
    try experiment.forge(first) {
      $0.header = try experiment.specification(KeptExperiment.first, settings).header()
    }
    let result = try experiment.verify(first)
    #expect(result.verdict == .malformed)
    #expect(result.diagnosis?.cause == .settings)
    #expect(
      result.diagnosis?.explanation
        == "the golden declares protocol.learning_rate 0.002, this run \(rate)")
  }

  /// What the header says of another model, data or arithmetic is told by category.
  @Test(arguments: [
    ("model", CategoryComparison.Category.model), ("data", .data), ("numerics", .arithmetic),
    ("streams", .streams),
  ])
  func whatDiffersIsToldByCategory(_ member: String, _ category: CategoryComparison.Category)
    throws
  {
    let experiment = try KeptExperiment(keeping: 0, [first])
    try experiment.forge(first) { golden in
      var members = try #require(golden.header.object)
      if var inner = members[member]?.object {
        inner[member == "model" ? "weights" : "train"] = .string(Digest(of: [1]).description)
        members[member] = .object(inner)
      } else {
        let old = try #require(members[member]?.string)
        members[member] = .string(member == "numerics" ? old + "x" : "torch/1.2")
      }
      golden.header = .object(members)
    }
    let copy = experiment.path + "-alone"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    let path = copy + "/" + first.fileName
    try FileManager.default.copyItem(atPath: experiment.golden(first), toPath: path)
    // Without a plan beside it, the model must be named for a golden that has another one.
    let goldens = try ChosenGolden.all(
      at: member == "numerics" || member == "streams" ? path : experiment.golden(first))
    let result = experiment.verifier().verify(goldens).trials[0]
    #expect(result.verdict == .unverifiable, "\(result.reason ?? "")")
    let categories = try #require(result.diagnosis?.categories)
    #expect(categories.filter { $0.status == .differs }.map(\.category) == [category])
    #expect(categories.map(\.category) == CategoryComparison.Category.allCases)
  }
}
