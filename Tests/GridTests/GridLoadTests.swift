import Processes
import Testing

@testable import Grid
@testable import Processes

@Suite struct GridLoadTests {
  static func share(_ processors: Int, of all: Int, memory: Int? = nil) -> ProcessorShare {
    ProcessorShare(affinityCount: processors, machineCount: all) { path in
      path == "/proc/meminfo" ? memory.map { "MemAvailable: \($0 << 10) kB" } : nil
    }
  }

  static func load(
    jobs: Int? = nil, threads: Int? = nil, trials: Int = 100, megabytes: Int = 1,
    sharedMegabytes: Int = 0, deviceMegabytes: Int? = nil, _ share: ProcessorShare
  ) -> GridLoad {
    GridLoad(
      jobs: jobs, threads: threads, trialCount: trials, trialByteCount: megabytes << 20,
      sharedByteCount: sharedMegabytes << 20,
      deviceByteCount: deviceMegabytes.map { $0 << 20 }, threadLimit: 8, share)
  }

  @Test func aTrialForEachProcessor() {
    let load = Self.load(Self.share(2, of: 64))
    #expect(load.jobs == 2 && load.threads == 1)
    #expect(
      load.line
        == "2 jobs x 1 thread: 2 of 64 processors are allowed by the affinity mask")
    let all = Self.load(Self.share(1, of: 1))
    #expect(all.line == "1 job x 1 thread: 1 processor, all of the machine")
  }

  /// What trials share stays in the memory of the processor.
  @Test func theMemoryOfADeviceIsShared() {
    let share = Self.share(8, of: 8, memory: 1 << 20)
    let load = Self.load(megabytes: 100, sharedMegabytes: 500, deviceMegabytes: 400, share)
    #expect(load.jobs == 3)
    #expect(
      load.reason.hasSuffix("400 MiB of the device's memory for trials of up to about 100 MiB"),
      "\(load.reason)")
    #expect(Self.load(jobs: 5, megabytes: 100, deviceMegabytes: 400, share).jobs == 5)
    #expect(Self.load(megabytes: 100, deviceMegabytes: 10, share).jobs == 1)
  }

  @Test func whatIsLeftBecomesThreads() {
    let load = Self.load(trials: 3, Self.share(8, of: 8))
    #expect(load.jobs == 3 && load.threads == 2)
    #expect(load.reason == "8 processors, all of the machine; 3 trials are missing")
    #expect(Self.load(trials: 1, Self.share(64, of: 64)).threads == 8)
    #expect(Self.load(trials: 0, Self.share(4, of: 4)).jobs == 1)
  }

  @Test func memoryLimitsTrials() {
    let load = Self.load(megabytes: 100, Self.share(8, of: 8, memory: 400))
    #expect(load.jobs == 3 && load.threads == 2)
    #expect(load.reason.hasSuffix("400 MiB of memory for trials of up to about 100 MiB"))
    #expect(Self.load(megabytes: 1000, Self.share(8, of: 8, memory: 400)).jobs == 1)
    // What all trials share is there once.
    let shared = Self.load(
      megabytes: 100, sharedMegabytes: 100, Self.share(8, of: 8, memory: 400))
    #expect(shared.jobs == 2)
    #expect(
      Self.load(megabytes: 100, sharedMegabytes: 500, Self.share(8, of: 8, memory: 400)).jobs == 1)
  }

  @Test func whatIsGivenIsTaken() {
    let share = Self.share(4, of: 4, memory: 10)
    let both = Self.load(jobs: 7, threads: 5, megabytes: 100, share)
    #expect(both.jobs == 7 && both.threads == 5)
    #expect(both.reason == "4 processors, all of the machine; --jobs and --threads as given")
    #expect(Self.load(jobs: 2, share).threads == 2)
    #expect(Self.load(threads: 2, Self.share(4, of: 4)).jobs == 2)
  }
}
