import Text
import Training
import Trajectory

extension TrialVerifier {
  /// Reruns random stretches of the chosen goldens, `jobs` at a time, then runs the controls.
  ///
  /// Drawn are the `count` stretches with the least tickets of the challenge; the first stretch of each trial
  /// of which one was drawn is rerun beside them. A stretch that does not begin with its trial starts from a
  /// kept checkpoint, which must have the state whose digest the golden has. What is wrong is in the report.
  public func verifySegments(
    _ selection: TrialSelection, count: Int, challenge: Challenge, jobs: Int = 1
  ) -> SegmentReport {
    precondition(count >= 1 && jobs >= 1, "\(count) stretches, \(jobs) jobs")
    let frame = SegmentFrame(selection.goldens)
    let drawn = frame.draw(count, challenge: challenge.text)
    let queue = TrialQueue(
      count: drawn.count, jobs: jobs, progress: progress,
      verify: { index, progress in
        let (segment, isDrawn) = drawn[index]
        return rerun(segment, isDrawn, of: frame, progress: progress)
      })
    var report = SegmentReport(
      segmentCount: frame.segments.count,
      stepCount: frame.segments.reduce(0) { $0 + $1.steps.count }, root: frame.root,
      challenge: challenge)
    report.results = queue.results
    report.trials.trials = trialResults(frame, report.results)
    report.trials.earlierPlans = selection.earlierPlans
    if let subject = queue.material { report.trials.controls = run(completed(subject)) }
    return report
  }

  /// `subject` with a sample of every kind of record: a stretch may end before the first evaluation, or before
  /// moments matter.
  private func completed(_ subject: ControlSubject) -> ControlSubject {
    guard !subject.isComplete,
      let trial = try? Trial(subject.specification, subject.inputs, on: subject.unit)
    else { return subject }
    var whole = subject
    whole.sample = ControlSample()
    do {
      _ = try trial.run(limit: .max) { event in
        whole.sample.append(event)
        if whole.isComplete { throw Ended() }
      }
    } catch is Ended {
    } catch { return subject }
    return whole
  }

  /// One result for each trial that cannot be used or of which a stretch was rerun.
  private func trialResults(
    _ frame: SegmentFrame, _ results: [SegmentReport.Result]
  ) -> [VerificationReport.TrialResult] {
    let ofGolden = Dictionary(grouping: results, by: \.segment.golden)
    return frame.goldens.enumerated().compactMap { index, golden in
      var trial = VerificationReport.TrialResult(path: golden.path, verdict: .segmentsAgree)
      (trial.wi, trial.do) = (golden.cell?.wi, golden.cell?.do)
      if let known = frame.trials[index] {
        (trial.wi, trial.do) = (known.specification.wi, known.specification.do)
        trial.contentDigest = known.contentDigest
      }
      if let failure = frame.failures[index] {
        trial.verdict = failure.kind == .malformed ? .malformed : .unverifiable
        trial.reason = failure.description
        return trial
      }
      guard let own = ofGolden[index] else { return nil }
      trial.verdict = own.map(\.verdict).max() ?? .unverifiable
      trial.stepCount = own.reduce(0) { $0 + $1.stepCount }
      trial.valueCount = own.reduce(0) { $0 + $1.valueCount }
      trial.milliseconds = own.reduce(0) { $0 + ($1.milliseconds ?? 0) }
      let worst = own.first { $0.verdict == trial.verdict }
      trial.firstDivergence = worst?.firstDivergence
      trial.diagnosis = worst?.diagnosis
      trial.reason = worst?.reason
      return trial
    }
  }

  private func rerun(
    _ segment: Segment, _ isDrawn: Bool, of frame: SegmentFrame, progress: (Double) -> Void
  ) -> (SegmentReport.Result, ControlSubject?) {
    let golden = frame.goldens[segment.golden]
    var result = SegmentReport.Result(segment: segment, path: golden.path, isDrawn: isDrawn)
    var subject: ControlSubject?
    do {
      guard let known = frame.trials[segment.golden] else {
        preconditionFailure("a stretch of a golden that cannot be read")
      }
      let (reader, _) = try golden.openTrial()
      guard reader.contentDigest == known.contentDigest else {
        throw InputError(.malformed, file: golden.path, "changed while it was verified")
      }
      let specification = known.specification
      let (inputs, unit) = try prepare(specification, golden)
      let trial = try Trial(specification, inputs, on: unit)
      let start = segment.steps.lowerBound
      if start > 0, let anchor = known.anchors[start] {
        let path = KeptCheckpoints(besideGolden: golden.path).path(step: start)
        try KeptCheckpoint(path, of: trial).restore(trial, verifying: anchor)
      }
      var sample = ControlSample()
      try compare(trial, reader, golden.path, &result, &sample, progress)
      if result.firstDivergence != nil {
        result.diagnosis?.categories = categories(of: specification, golden)
      }
      if start == 0 {
        subject = ControlSubject(
          specification: specification, inputs: inputs, unit: unit, sample: sample)
      }
      try inputs.model.verifyUnchanged()
    } catch {
      let kind = (error as? InputError)?.kind
      result.verdict = kind == .malformed ? .malformed : .unverifiable
      result.reason = String(describing: error)
    }
    return (result, subject)
  }

  /// What ends a rerun early: the first difference, or a sample that is complete.
  private struct Ended: Error {}

  private func compare(
    _ trial: Trial, _ reader: GoldenReader, _ path: String, _ result: inout SegmentReport.Result,
    _ sample: inout ControlSample, _ progress: (Double) -> Void
  ) throws {
    let steps = result.segment.steps
    var replay = Replay(reader, comparison: comparison, fromStep: steps.lowerBound)
    do {
      let outcome = try trial.run(limit: result.segment.isLast ? .max : steps.upperBound) { event in
        if let difference = try replay.compare(event) {
          result.firstDivergence = difference
          throw Ended()
        }
        sample.append(event)
        if case .step(let record) = event {
          result.stepCount += 1
          progress(Double(record.step + 1 - steps.lowerBound) / Double(max(1, steps.count)))
        }
      }
      if let outcome {
        result.firstDivergence = try replay.finish(outcome)
      } else {
        result.firstDivergence = try replay.finish(before: steps.upperBound)
      }
    } catch is Ended {}
    result.valueCount = replay.valueCount
    result.verdict = result.firstDivergence == nil ? .segmentsAgree : .diverged
    result.diagnosis = diagnosis(of: replay.pattern, trial, reader, path)
  }
}
