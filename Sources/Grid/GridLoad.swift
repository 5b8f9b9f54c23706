import Processes
import Text

/// How many trials run at a time, and on how many threads each: what the machine gives, and why.
///
/// Trials share nothing, and threads of one trial wait for each other; so there is a trial for each processor that may
/// be used, as long as there are trials and memory for them, and what is left over becomes threads.
public struct GridLoad: Sendable, Equatable {
  public let jobs: Int
  public let threads: Int
  /// Why these, for people.
  public let reason: String

  /// As many trials run at a time in one process.
  public static let jobLimit = 256

  /// - Parameters:
  ///   - jobs: trials at a time, if the user says so.
  ///   - threads: threads of a trial, if the user says so.
  ///   - trialCount: trials that are to run.
  ///   - trialByteCount: the memory of a trial.
  ///   - sharedByteCount: the memory that all trials share.
  ///   - deviceByteCount: the memory of the device that computes, if there is one.
  ///   - threadLimit: as many threads a trial can use.
  public init(
    jobs: Int?, threads: Int?, trialCount: Int, trialByteCount: Int, sharedByteCount: Int = 0,
    deviceByteCount: Int? = nil, threadLimit: Int, _ share: ProcessorShare
  ) {
    var reasons = [share.reason]
    let byProcessors = max(1, share.processorCount / max(1, threads ?? 1))
    var chosen = min(byProcessors, max(1, trialCount), Self.jobLimit)
    if chosen < byProcessors, jobs == nil {
      reasons.append("\(trialCount) trial\(trialCount == 1 ? " is" : "s are") missing")
    }
    for (memory, shared, place) in [
      (share.memoryByteCount, sharedByteCount, "memory"),
      (deviceByteCount, 0, "the device's memory"),
    ] {
      guard let memory, jobs == nil else { continue }
      // A quarter stays for others, and for what is not foreseen.
      let byMemory = max(1, (memory / 4 * 3 - shared) / max(1, trialByteCount))
      if byMemory < chosen {
        chosen = byMemory
        reasons.append(
          "\(memory >> 20) MiB of \(place) for trials of up to about \(trialByteCount >> 20) MiB")
      }
    }
    self.jobs = jobs ?? chosen
    self.threads = threads ?? min(threadLimit, max(1, share.processorCount / self.jobs))
    if jobs != nil || threads != nil {
      let given = (jobs == nil ? [] : ["--jobs"]) + (threads == nil ? [] : ["--threads"])
      reasons.append("\(given.joined(separator: " and ")) as given")
    }
    reason = reasons.joined(separator: "; ")
  }

  /// `2 jobs x 1 thread: 2 of 64 processors are allowed by the affinity mask`
  public var line: String {
    "\(jobs.counted("job")) x \(threads.counted("thread")): \(reason)"
  }
}
