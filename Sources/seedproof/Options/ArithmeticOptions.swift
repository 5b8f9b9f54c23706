import ArgumentParser
import Arithmetic
import Processes

/// Where the arithmetic runs; the results do not depend on it.
struct ArithmeticOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Use this many threads for each trial; the default is the number of processors that this process \
      may use divided by the number of trials run at once.
      """, valueName: "n"))
  var threads: Int?

  @Option(
    name: .customLong("instruction-set"),
    help: ArgumentHelp(
      """
      Use this instruction set (\(InstructionSet.names(lastAfter: " or "))); the default is the best of this \
      machine, and one that it lacks is an error.
      """, valueName: "name"))
  var instructionSetName: String?

  @OptionGroup var device: DeviceOptions

  /// Whether nothing is chosen.
  var isEmpty: Bool { threads == nil && instructionSetName == nil && device.word == nil }

  func validate() throws {
    if let threads, !(1...ArithmeticUnit.maximumThreads).contains(threads) {
      throw ValidationError(
        "--threads must be 1...\(ArithmeticUnit.maximumThreads), not \(threads)")
    }
  }

  /// Threads a trial when `jobs` trials run at a time.
  func threadCount(jobs: Int = 1) -> Int {
    let available = ProcessorShare.current.processorCount / max(1, jobs)
    return threads ?? min(max(1, available), ArithmeticUnit.maximumThreads)
  }

  /// The instruction set.
  ///
  /// - Throws: `ArithmeticError` if it is unknown or not of this machine.
  private func instructionSet() throws -> InstructionSet {
    try instructionSetName.map(InstructionSet.init(named:)) ?? .best
  }

  /// What computes each of `jobs` trials that run at a time.
  ///
  /// - Parameter trust: what a device must have shown.
  /// - Throws: `ArithmeticError` if there is no such instruction set or device, or the device is not believed.
  func setting(jobs: Int = 1, trusting trust: DeviceTrust) throws -> ArithmeticSetting {
    try setting(threads: threadCount(jobs: jobs), trusting: trust)
  }

  /// The same with so many threads.
  func setting(threads: Int, trusting trust: DeviceTrust) throws -> ArithmeticSetting {
    let setting = ArithmeticSetting(
      instructionSet: try instructionSet(), threads: threads, device: try device.device.found(),
      trusting: trust)
    try setting.examineDevice()
    return setting
  }
}
