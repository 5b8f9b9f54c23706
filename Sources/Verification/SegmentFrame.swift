import Experiment
import Files
import Judgement
import Sampling
import Text
import Training
import Trajectory

/// All segments of the chosen goldens, from which some are drawn by `audit-sample-v2`.
struct SegmentFrame {
  /// With the content that each had when it was read.
  private(set) var goldens: [ChosenGolden]
  /// Why goldens, or what is kept beside them, cannot be used.
  private(set) var failures: [Int: InputError] = [:]
  private(set) var segments: [Segment] = []
  /// Over plan, cell, content and segments of every chosen golden: what the challenge is joined with.
  let root: Digest

  init(_ goldens: [ChosenGolden]) {
    self.goldens = goldens
    var leaves: [String] = []
    var paths: [Digest: String] = [:]
    for (index, golden) in goldens.enumerated() {
      do {
        let (content, seeds, ends) = try Self.open(golden)
        if let other = paths.updateValue(golden.path, forKey: content) {
          throw TrialEvidence.namedTwice(golden.path, other)
        }
        let item = AuditFrame.Trial(
          plan: golden.plan?.digest, seeds: seeds, content: .golden(content))
        leaves.append(item.leaf(cutAt: ends))
        segments += Self.segments(of: item, seeds, index, ends)
        self.goldens[index].drawnContent = .some(content)
      } catch {
        failures[index] =
          error as? InputError
          ?? InputError(.unverifiable, file: golden.path, String(describing: error))
        leaves.append(
          AuditFrame.Trial(
            plan: golden.plan?.digest, seeds: golden.seeds,
            content: golden.isThere ? .unreadable : .missing
          ).name)
      }
    }
    root = AuditFrame.root(leaves)
  }

  /// Content and seeds of the trial, and where its segments begin and end.
  private static func open(
    _ golden: ChosenGolden
  ) throws -> (Digest, seeds: TrialSeeds, ends: [Int]) {
    let (reader, specification) = try golden.openEndedTrial()
    let kept = KeptCheckpoints(besideGolden: golden.path)
    let steps = try kept.steps()
    var missing = Set(steps)
    var events = reader.events()
    while !missing.isEmpty, let event = try events.next() {
      if case .anchor(let record) = event { missing.remove(record.step) }
    }
    for step in steps where missing.contains(step) || step >= reader.stepCount {
      throw InputError(
        .malformed, file: kept.path(step: step), "the golden has no anchor there between its ends",
        advice: "remove it")
    }
    return (
      reader.contentDigest, TrialSeeds(Cell(specification)), [0] + steps + [reader.stepCount]
    )
  }

  private static func segments(
    of trial: AuditFrame.Trial, _ seeds: TrialSeeds, _ index: Int, _ ends: [Int]
  ) -> [Segment] {
    zip(ends, ends.dropFirst()).enumerated().map { place, pair in
      let steps = pair.0..<pair.1
      return Segment(
        golden: index, steps: steps, isLast: place == ends.count - 2,
        name: "\(seeds.leaf)/steps=\(steps.lowerBound)-\(steps.upperBound)",
        item: trial.name(of: steps))
    }
  }

  /// The segments with the `count` least tickets, and beside them the first segment of each trial of which
  /// one was drawn; by golden and step. All of them if there are no more than `count`.
  func draw(_ count: Int, challenge: Challenge) -> [(segment: Segment, isDrawn: Bool)] {
    let seed = SamplingTickets.seed(.anyFolders, root: root, challenge)
    let drawn = Set(SamplingTickets.places(segments.map(\.item), seed: seed).prefix(count))
    let touched = Set(drawn.map { segments[$0].golden })
    return segments.enumerated().compactMap { index, segment in
      if drawn.contains(index) { return (segment, true) }
      return segment.steps.lowerBound == 0 && touched.contains(segment.golden)
        ? (segment, false) : nil
    }
  }
}
