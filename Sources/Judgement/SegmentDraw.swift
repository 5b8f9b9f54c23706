import Files
import Sampling
import Statistics

/// A part of a recorded trial that can be rerun alone: from its beginning, or from a kept checkpoint, to the
/// next kept checkpoint or to its end.
public struct Segment: Sendable, Equatable {
  /// Which of the chosen goldens, from 0.
  public let golden: Int
  /// The last segment ends with the trial, however many updates a rerun has.
  public let steps: Range<Int>
  public let isLast: Bool
  /// `wi=3/do=7/steps=156-312`: its name for people, who see the golden's file beside it.
  public let name: String
  /// Its name in tickets: with plan and content, so that no two segments share a ticket.
  public let item: String

  public init(golden: Int, steps: Range<Int>, isLast: Bool, name: String, item: String) {
    (self.golden, self.steps, self.isLast) = (golden, steps, isLast)
    (self.name, self.item) = (name, item)
  }

  public var part: TrialPart { .segment(steps, isLast: isLast) }
}

/// Random segments that were rerun, and what they would have found.
public struct SegmentDraw: Sendable {
  /// In the order of the segments' evidence. One that was not drawn is the first of a trial of which another
  /// one was.
  public let segments: [(segment: Segment, isDrawn: Bool)]
  /// Segments of all chosen trials, and their updates.
  public let segmentCount: Int
  public let stepCount: Int
  /// Over the plan and the content of the chosen goldens.
  public let root: Digest
  public let challenge: Challenge

  public init(
    _ segments: [(segment: Segment, isDrawn: Bool)], segmentCount: Int, stepCount: Int,
    root: Digest, challenge: Challenge
  ) {
    (self.segments, self.segmentCount, self.stepCount) = (segments, segmentCount, stepCount)
    (self.root, self.challenge) = (root, challenge)
  }

  /// K: segments that were drawn.
  public var drawnCount: Int { segments.count(where: \.isDrawn) }

  /// The fewest forged segments of which one would have been drawn with a chance of 95% or more.
  public var detectableCount: Int? {
    guard drawnCount > 0 else { return nil }
    return AuditSampling.upperBound(
      total: segmentCount, drawn: drawnCount, failures: 0, alpha: Ratio(1, 20)) + 1
  }
}

extension TrialEvidence {
  /// The evidence of a trial of which these segments were rerun: the gravest, with the sums of all.
  public static func summed(_ segments: [TrialEvidence]) -> TrialEvidence? {
    guard var sum = segments.max(by: { $0.verdict < $1.verdict }) else { return nil }
    sum.stepCount = segments.reduce(0) { $0 + $1.stepCount }
    sum.valueCount = segments.reduce(0) { $0 + $1.valueCount }
    sum.milliseconds = segments.reduce(0) { $0 + ($1.milliseconds ?? 0) }
    return sum
  }
}
