import Files
import Sampling
import Text
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
  /// `wi=3/do=7/steps=156-312`: its name for people, who see the golden's file beside it.
  public let name: String
  /// Its name in tickets: with plan and content, so that no two stretches share a ticket.
  public let item: String
}

/// All stretches of the chosen goldens, from which some are drawn by `audit-sample-v2`.
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
  /// Over plan, cell, content and stretches of every chosen golden: what the challenge is joined with.
  let root: Digest

  init(_ goldens: [ChosenGolden]) {
    self.goldens = goldens
    var leaves: [String] = []
    var paths: [Digest: String] = [:]
    for (index, golden) in goldens.enumerated() {
      do {
        let (trial, ends) = try Self.open(golden)
        if let other = paths.updateValue(golden.path, forKey: trial.contentDigest) {
          throw SameTrial.error(golden.path, other)
        }
        let seeds = (trial.specification.wi, trial.specification.do)
        let item = AuditFrame.Trial(
          plan: golden.plan?.digest, seeds: seeds, content: .golden(trial.contentDigest))
        leaves.append(item.leaf(cutAt: ends))
        segments += Self.segments(of: item, seeds, index, ends)
        trials.append(trial)
      } catch {
        trials.append(nil)
        failures[index] =
          error as? InputError
          ?? InputError(.unverifiable, file: golden.path, String(describing: error))
        leaves.append(
          AuditFrame.Trial(
            plan: golden.plan?.digest, seeds: golden.cell.map { ($0.wi, $0.do) },
            content: golden.isThere ? .unreadable : .missing
          ).name)
      }
    }
    root = AuditFrame.root(leaves)
  }

  /// The trial, and where its stretches begin and end.
  private static func open(_ golden: ChosenGolden) throws -> (Trial, ends: [Int]) {
    let (reader, specification) = try golden.openTrial()
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
    let trial = Trial(
      specification: specification, contentDigest: reader.contentDigest, anchors: anchors)
    return (trial, [0] + steps + [reader.stepCount])
  }

  private static func segments(
    of trial: AuditFrame.Trial, _ seeds: (wi: UInt32, do: UInt32), _ index: Int, _ ends: [Int]
  ) -> [Segment] {
    zip(ends, ends.dropFirst()).enumerated().map { place, pair in
      let steps = pair.0..<pair.1
      return Segment(
        golden: index, steps: steps, isLast: place == ends.count - 2,
        name: "wi=\(seeds.wi)/do=\(seeds.do)/steps=\(steps.lowerBound)-\(steps.upperBound)",
        item: trial.name(of: steps))
    }
  }

  /// The stretches with the `count` least tickets, and beside them the first stretch of each trial of which
  /// one was drawn; by golden and step. All of them if there are no more than `count`.
  func draw(_ count: Int, challenge: String) -> [(segment: Segment, isDrawn: Bool)] {
    let seed = SamplingTickets.seed(.anyFolders, root: root, challenge: challenge)
    let drawn = Set(SamplingTickets.places(segments.map(\.item), seed: seed).prefix(count))
    let touched = Set(drawn.map { segments[$0].golden })
    return segments.enumerated().compactMap { index, segment in
      if drawn.contains(index) { return (segment, true) }
      return segment.steps.lowerBound == 0 && touched.contains(segment.golden)
        ? (segment, false) : nil
    }
  }
}
