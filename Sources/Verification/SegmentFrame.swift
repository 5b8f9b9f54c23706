import Experiment
import Files
import Training
import Trajectory

/// A stretch of a recorded trial that can be rerun alone: from its beginning, or from a kept checkpoint, to
/// the next kept checkpoint or to its end.
public struct Segment: Sendable, Equatable {
  /// Which of the chosen goldens, from 0.
  public let golden: Int
  /// Updates of the stretch. The last stretch ends with the trial, however many updates a rerun has.
  public let steps: Range<Int>
  public let isLast: Bool
  /// `wi=3/do=7/steps=156-312`: its name in tickets.
  public let name: String
}

/// All stretches of the chosen goldens, from which some are drawn.
struct SegmentFrame {
  /// A golden that could be read.
  struct Trial {
    let specification: TrialSpecification
    let contentDigest: Digest
    let anchors: [Int: AnchorRecord]
  }

  let goldens: [ChosenGolden]
  /// By the place of the golden; nil where there is a failure instead.
  private(set) var trials: [Trial?] = []
  /// Why goldens, or what is kept beside them, cannot be used.
  private(set) var failures: [Int: InputError] = [:]
  private(set) var segments: [Segment] = []
  /// Over the plan and the content of every chosen golden: what the challenge is joined with.
  let root: Digest

  init(_ goldens: [ChosenGolden]) {
    self.goldens = goldens
    var cells: [ExperimentTree.Cell] = []
    for (index, golden) in goldens.enumerated() {
      do {
        let (trial, stretches) = try Self.open(golden, at: index)
        trials.append(trial)
        segments += stretches
        cells.append(
          .init(
            wi: trial.specification.wi, dataOrder: trial.specification.do,
            contentDigest: trial.contentDigest))
      } catch {
        trials.append(nil)
        failures[index] =
          error as? InputError
          ?? InputError(.unverifiable, file: golden.path, String(describing: error))
        cells.append(
          .init(
            wi: golden.cell?.wi ?? 0, dataOrder: golden.cell?.do ?? 0, contentDigest: nil))
      }
    }
    let plans = Set(goldens.map { $0.plan?.digest })
    let plan = plans.count == 1 ? plans.first ?? nil : nil
    root = ExperimentTree.root(plan: plan ?? Digest(of: []), cells: cells)
  }

  private static func open(
    _ golden: ChosenGolden, at index: Int
  ) throws -> (Trial, [Segment]) {
    let reader = try golden.open()
    let specification = try TrialSpecification(header: reader.header.value, file: golden.path)
    try golden.check(specification)
    let kept = KeptCheckpoints(besideGolden: golden.path)
    let steps = try kept.steps()
    var anchors: [Int: AnchorRecord] = [:]
    if !steps.isEmpty {
      let wanted = Set(steps)
      var events = reader.events()
      while let event = try events.next() {
        if case .anchor(let record) = event, wanted.contains(record.step) {
          anchors[record.step] = record
        }
      }
    }
    for step in steps where anchors[step] == nil || step >= reader.stepCount {
      throw InputError(
        .malformed, file: kept.path(step: step), "the golden has no anchor there between its ends",
        advice: "remove it")
    }
    let ends = steps + [reader.stepCount]
    let segments = zip([0] + steps, ends).enumerated().map { place, ends in
      Segment(
        golden: index, steps: ends.0..<ends.1, isLast: place == steps.count,
        name: "wi=\(specification.wi)/do=\(specification.do)/steps=\(ends.0)-\(ends.1)")
    }
    let trial = Trial(
      specification: specification, contentDigest: reader.contentDigest, anchors: anchors)
    return (trial, segments)
  }

  /// The stretches with the `count` least tickets, and beside them the first stretch of each trial of which
  /// one was drawn; by golden and step. All of them if there are no more than `count`.
  func draw(_ count: Int, challenge: String) -> [(segment: Segment, isDrawn: Bool)] {
    let seed = SamplingTickets.seed(root: root, challenge: challenge)
    let order = segments.enumerated().map { index, segment in
      (SamplingTickets.ticket(seed: seed, id: segment.name).bytes, index)
    }.sorted { a, b in
      a.0 == b.0 ? a.1 < b.1 : a.0.lexicographicallyPrecedes(b.0)
    }
    let drawn = Set(order.prefix(count).map(\.1))
    let touched = Set(drawn.map { segments[$0].golden })
    return segments.enumerated().compactMap { index, segment in
      if drawn.contains(index) { return (segment, true) }
      return segment.steps.lowerBound == 0 && touched.contains(segment.golden)
        ? (segment, false) : nil
    }
  }
}
