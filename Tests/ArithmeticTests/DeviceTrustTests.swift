import OpenCL
import Synchronization
import Testing

@testable import Arithmetic

/// Which devices are believed, and how often they are asked.
@Suite(.enabled(if: TestDevices.areHere, "no OpenCL device fits"))
struct DeviceTrustTests {
  /// Answers that are kept in memory.
  private final class Kept: DeviceAnswers {
    private let keys: Mutex<Set<String>>
    init(_ keys: Set<String> = []) { self.keys = Mutex(keys) }
    func hold(_ key: String) -> Bool { keys.withLock { $0.contains(key) } }
    func keep(_ key: String) { keys.withLock { _ = $0.insert(key) } }
    var all: Set<String> { keys.withLock { $0 } }
  }

  /// An examination whose answer is `faults`, and how often it was asked and told of.
  private final class Examination: Sendable {
    let faults: [DeviceExamination.Fault]
    let asked = Mutex(0)
    let told = Mutex<[Int]>([])

    init(_ faults: [DeviceExamination.Fault] = []) { self.faults = faults }

    func trust(kept: Kept?) -> DeviceTrust {
      DeviceTrust(
        kept: kept, asks: { device in self.told.withLock { $0.append(device.index) } },
        examine: { _ in
          self.asked.withLock { $0 += 1 }
          return self.faults
        })
    }

    var count: Int { asked.withLock { $0 } }
  }

  private let device: OpenCLDevice

  init() throws { device = try #require(try TestDevices.contexts.get().first).device }

  @Test func aDeviceIsAskedOnce() throws {
    let examination = Examination()
    let trust = examination.trust(kept: nil)
    let first = try trust.code(for: device)
    #expect(try trust.code(for: device) === first)
    #expect(first.shape == .best(for: device))
    #expect(examination.count == 1)
    #expect(examination.told.withLock { $0 } == [device.index])
  }

  /// An error that names kernels and sizes, each time; nothing is kept of it.
  @Test func aDeviceThatDiffersIsRefused() throws {
    let examination = Examination([
      .init(kernel: .erf, groupSize: 32), .init(kernel: .erf, groupSize: 256),
      .init(kernel: .products, groupSize: 1),
    ])
    let kept = Kept()
    let trust = examination.trust(kept: kept)
    for _ in 0..<2 {
      let error = #expect(throws: ArithmeticError.self) { try trust.code(for: device) }
      let text = error?.description ?? ""
      #expect(text.contains("erf (32, 256), products (1)"), "\(text)")
    }
    #expect(examination.count == 1)
    #expect(kept.all.isEmpty)
    // The next process asks again.
    #expect(throws: ArithmeticError.self) { try examination.trust(kept: kept).code(for: device) }
    #expect(examination.count == 2)
  }

  @Test func anAnswerThatWasKeptIsBelieved() throws {
    let examination = Examination()
    let kept = Kept()
    _ = try examination.trust(kept: kept).code(for: device)
    #expect(kept.all == [DeviceExamination.key(of: device)])
    _ = try examination.trust(kept: kept).code(for: device)
    #expect(examination.count == 1)
    #expect(examination.told.withLock { $0.count } == 1)
    // `verify` and `certify` keep nothing and believe nothing that was kept.
    _ = try examination.trust(kept: nil).code(for: device)
    #expect(examination.count == 2)
  }

  /// Another driver, other kernels, or another device: it is asked anew, and the old answer stays for whom it is of.
  @Test func anAnswerOfAnotherKeyIsNotBelieved() throws {
    let key = DeviceExamination.key(of: device)
    let others: Set = [
      key.replacing(device.driver, with: device.driver + "1"), String(key.dropLast()), key + " ",
      DeviceExamination.key(of: OpenCLDevice(describing: "a", single: [], double: [])), "",
    ]
    #expect(!others.contains(key))
    let kept = Kept(others)
    let refused = Examination([.init(kernel: .rows, groupSize: 64)])
    #expect(throws: ArithmeticError.self) { try refused.trust(kept: kept).code(for: device) }
    #expect(kept.all == others)
    let examination = Examination()
    _ = try examination.trust(kept: kept).code(for: device)
    #expect(examination.count == 1 && kept.all == others.union([key]))
  }

  @Test func aKeyHoldsWhatAnAnswerRestsOn() {
    func key(_ name: String = "a", version: String = "OpenCL 1.2") -> String {
      DeviceExamination.key(
        of: OpenCLDevice(describing: name, version: version, single: [], double: []))
    }
    #expect(key() == key())
    #expect(Set([key(), key("b"), key(version: "OpenCL 1.2 x")]).count == 3)
    let own = DeviceExamination.key(of: device).split(
      separator: "\u{1f}", omittingEmptySubsequences: false
    ).map(String.init)
    // Each in its place, as one may be a part of another.
    #expect(
      own.prefix(8) == [
        device.platform, device.platformVersion, device.name, device.vendor, device.driver,
        device.version, device.languageVersion, DeviceCode.options,
      ])
    #expect(
      own[8] == DeviceExamination.shapes(of: device).map(\.options).joined(separator: " "))
    #expect(own[9].contains(String(KernelDigest.exp.recorded, radix: 16)))
    #expect(own.count == 11 && own[10] == DeviceCode.source)
  }

  /// The whole way: the device is asked for its kernels, and the unit computes there.
  @Test func aSettingGivesAUnitOfTheDevice() throws {
    let trust = Examination().trust(kept: nil)
    var setting = ArithmeticSetting(
      threads: 2, device: .openCL(device.index), trusting: trust)
    let unit = try setting.unit()
    #expect(unit.device?.code === (try trust.code(for: device)) && unit.threads == 2)
    #expect(!unit.packs)
    setting.trust = Examination([.init(kernel: .rows, groupSize: 64)]).trust(kept: nil)
    #expect(throws: ArithmeticError.self) { try setting.unit() }
    #expect(throws: ArithmeticError.self) { try setting.examineDevice() }
  }
}
