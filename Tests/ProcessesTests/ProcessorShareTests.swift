import Testing

@testable import Processes

@Suite struct ProcessorShareTests {
  static func share(
    _ affinity: Int, of all: Int, _ files: [String: String] = [:]
  ) -> ProcessorShare {
    ProcessorShare(affinityCount: affinity, machineCount: all) { files[$0] }
  }

  @Test func theMaskLimits() {
    let share = Self.share(2, of: 64)
    #expect(share.processorCount == 2 && share.limit == .affinity && share.machineCount == 64)
    #expect(share.reason == "2 of 64 processors are allowed by the affinity mask")
    #expect(share.memoryByteCount == nil)
    #expect(Self.share(0, of: 4).processorCount == 4)
    #expect(Self.share(4, of: 4).limit == .machine)
    // A mask may have more than the system says are there.
    #expect(Self.share(4, of: 2).processorCount == 4)
  }

  /// The quota of the group, or of one above it; a fraction is rounded down, but not to nothing.
  @Test(arguments: [
    ("/a/b", "/sys/fs/cgroup/a/b", "250000 100000", 2),
    ("/a/b", "/sys/fs/cgroup/a", "50000 100000", 1),
    ("/a/b", "/sys/fs/cgroup", "300000 100000", 3), ("/a/b", "/sys/fs/cgroup", "max 100000", 8),
    ("/../x", "/sys/fs/cgroup/x", "150000 100000", 1), ("/", "/sys/fs/cgroup", "x y", 8),
    ("/", "/sys/fs/cgroup", "-1 100000", 8), ("/a", "/sys/fs/cgroup/b", "100000 100000", 8),
    ("/a", "/sys/fs/cgroup/unified/a", "100000 100000", 1),
  ])
  func theSecondVersionsQuotaLimits(group: String, folder: String, text: String, count: Int) {
    let share = Self.share(
      8, of: 8, ["/proc/self/cgroup": "0::\(group)\n", folder + "/cpu.max": text + "\n"])
    #expect(share.processorCount == count)
    #expect(share.limit == (count == 8 ? .machine : .quota))
  }

  @Test func theFirstVersionsQuotaLimits() {
    let place = "/sys/fs/cgroup/cpu/box"
    let files = [
      "/proc/self/cgroup": "4:memory:/box\n1:cpu,cpuacct:/box\n0::/\n",
      place + "/cpu.cfs_quota_us": "200000\n", place + "/cpu.cfs_period_us": "100000\n",
    ]
    #expect(Self.share(8, of: 8, files).processorCount == 2)
    let none = files.merging([place + "/cpu.cfs_quota_us": "-1\n"]) { $1 }
    #expect(Self.share(8, of: 8, none).processorCount == 8)
    // The narrower of quota and mask counts.
    #expect(Self.share(1, of: 8, files).limit == .affinity)
  }

  @Test func memoryIsTheLeastOfAll() {
    let files = [
      "/proc/meminfo": "MemTotal: 9000 kB\nMemAvailable:    4000 kB\n",
      "/proc/self/cgroup": "0::/a\n", "/sys/fs/cgroup/a/memory.max": "max\n",
      "/sys/fs/cgroup/memory.max": "3072000\n", "/sys/fs/cgroup/memory.current": "1024000\n",
    ]
    #expect(Self.share(1, of: 1, files).memoryByteCount == 2_048_000)
    let free = files.merging(["/sys/fs/cgroup/memory.max": "9223372036854771712"]) { $1 }
    #expect(Self.share(1, of: 1, free).memoryByteCount == 4000 << 10)
    let full = files.merging(["/sys/fs/cgroup/memory.current": "9999999"]) { $1 }
    #expect(Self.share(1, of: 1, full).memoryByteCount == 0)
  }

  /// Of this process: what the system says is not more than what it has.
  @Test func thisProcessHasSome() {
    let share = ProcessorShare.current
    #expect(share.processorCount >= 1 && share.processorCount <= share.machineCount)
    #expect(share.memoryByteCount ?? 1 > 0)
  }
}
