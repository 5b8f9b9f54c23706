import Judgement
import Sampling

extension TrialVerifier {
  /// Reruns random segments of the chosen goldens, `jobs` at a time, then runs the controls.
  ///
  /// Drawn are the `count` segments with the least tickets of the challenge; the first segment of each trial
  /// of which one was drawn is rerun beside them. A segment that does not begin with its trial starts from a
  /// kept checkpoint, which must have the state whose digest the golden has. What is wrong is in the report.
  public func verifySegments(
    _ selection: TrialSelection, count: Int, challenge: Challenge, jobs: Int = 1
  ) -> VerificationReport {
    precondition(count >= 1 && jobs >= 1, "\(count) segments, \(jobs) jobs")
    let frame = SegmentFrame(selection.goldens)
    let drawn = frame.draw(count, challenge: challenge)
    let judge = Judge(.own, comparison: comparison)
    let heard = judge.hear(
      drawn.map { segment, _ in
        (OwnTrial(golden: frame.goldens[segment.golden], verifier: self), segment.part)
      }, jobs: jobs, progress: progress)
    // The frame has each content once.
    let segments = heard.evidence.map { evidence in
      var single = evidence
      single.meet(.unique)
      return single
    }
    var report = VerificationReport(
      Evidence(
        trials: trials(frame, Dictionary(grouping: zip(drawn, segments), by: \.0.segment.golden)),
        controls: judge.control(heard, challenge: challenge.text, threads: setting.threads * jobs),
        segments: segments))
    report.draw = SegmentDraw(
      drawn, segmentCount: frame.segments.count,
      stepCount: frame.segments.reduce(0) { $0 + $1.steps.count }, root: frame.root,
      challenge: challenge)
    report.stopRule =
      StopGrounds(
        drawn.map { frame.goldens[$0.segment.golden] }, segments
      )?.remark
    report.earlierPlans = selection.earlierPlans.map { .init($0.lines, $0.json) }
    return report
  }

  /// The evidence of each trial that cannot be used or of which a segment was rerun.
  private func trials(
    _ frame: SegmentFrame,
    _ segments: [Int: [((segment: Segment, isDrawn: Bool), TrialEvidence)]]
  ) -> [TrialEvidence] {
    frame.goldens.enumerated().compactMap { index, golden in
      guard let failure = frame.failures[index] else {
        return segments[index].flatMap { TrialEvidence.summed($0.map(\.1)) }
      }
      var evidence = TrialEvidence(path: golden.path, seeds: golden.seeds)
      evidence.fail(failure)
      return evidence
    }
  }
}
