import Experiment
import Files
import Synchronization
import Training
import Trajectory

extension TrialVerifier {
  /// Reruns random stretches of `goldens`, `jobs` at a time, then runs the controls.
  ///
  /// Drawn are the `count` stretches with the least tickets of the challenge; the first stretch of each trial
  /// of which one was drawn is rerun beside them. A stretch that does not begin with its trial starts from a
  /// kept checkpoint, which must have the state whose digest the golden has. What is wrong is in the report.
  public func verifySegments(
    _ goldens: [ChosenGolden], count: Int, challenge: Challenge, jobs: Int = 1
  ) -> SegmentReport {
    precondition(count >= 1 && jobs >= 1, "\(count) stretches, \(jobs) jobs")
    let frame = SegmentFrame(goldens)
    let drawn = frame.draw(count, challenge: challenge.text)
    let state = Mutex(SegmentState(drawn.count))
    TrialThreads.run(min(jobs, drawn.count)) { _ in
      while let index = state.withLock({ $0.begin() }) {
        let (segment, isDrawn) = drawn[index]
        let start = ContinuousClock.now
        var (result, subject) = rerun(segment, isDrawn, of: frame) { share in
          progress(state.withLock { $0.report(index, share) })
        }
        result.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        state.withLock { [result] in $0.end(index, result, subject) }
      }
    }
    var report = SegmentReport(
      segmentCount: frame.segments.count,
      stepCount: frame.segments.reduce(0) { $0 + $1.steps.count }, root: frame.root,
      challenge: challenge)
    return state.withLock { state in
      report.results = state.results.compactMap(\.self)
      report.trials.trials = trialResults(frame, report.results)
      if let subject = state.subject { report.trials.controls = run(subject) }
      return report
    }
  }

  /// What the threads share.
  private struct SegmentState {
    var results: [SegmentReport.Result?]
    /// The beginning of a trial: of the first that is complete, else of any.
    private(set) var subject: ControlSubject?
    private var subjectRank = (Int.max, Int.max)
    private var next = 0
    private var shares: [Double]

    init(_ count: Int) {
      results = Array(repeating: nil, count: count)
      shares = Array(repeating: 0, count: count)
    }

    mutating func begin() -> Int? {
      guard next < results.count else { return nil }
      next += 1
      return next - 1
    }

    mutating func report(_ index: Int, _ share: Double) -> Double {
      shares[index] = share
      return shares.reduce(0, +) / Double(shares.count)
    }

    mutating func end(_ index: Int, _ result: SegmentReport.Result, _ sample: ControlSubject?) {
      results[index] = result
      guard let sample else { return }
      let rank = (sample.isComplete ? 0 : 1, index)
      if rank < subjectRank { (subject, subjectRank) = (sample, rank) }
    }
  }

  /// One result for each trial that cannot be used or of which a stretch was rerun.
  private func trialResults(
    _ frame: SegmentFrame, _ results: [SegmentReport.Result]
  ) -> [VerificationReport.TrialResult] {
    frame.goldens.enumerated().compactMap { index, golden in
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
      let own = results.filter { $0.segment.golden == index }
      guard !own.isEmpty else { return nil }
      trial.verdict = own.map(\.verdict).max() ?? .unverifiable
      trial.stepCount = own.reduce(0) { $0 + $1.stepCount }
      trial.valueCount = own.reduce(0) { $0 + $1.valueCount }
      trial.milliseconds = own.reduce(0) { $0 + $1.milliseconds }
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
    var result = SegmentReport.Result(segment: segment, isDrawn: isDrawn)
    var subject: ControlSubject?
    let golden = frame.goldens[segment.golden]
    do {
      guard let known = frame.trials[segment.golden] else {
        preconditionFailure("a stretch of a golden that cannot be read")
      }
      let reader = try golden.open()
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

  /// The first difference ends the rerun.
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
