import ArgumentParser
import Arithmetic

/// `seedproof devices`
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract:
      "Lists the devices beside the processor that can compute trials, and what the others lack.",
    discussion: """
      The devices are those of OpenCL, whose library is opened when it is there. A device that lacks nothing, \
      as its driver says, is asked for the digests of all kernels, and is refused if one differs from that of \
      the processor. That takes some seconds where the driver compiles the kernels for the first time. The \
      exit status is 0 if a device can compute trials.
      """)

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let list = DeviceList.here(trusting: .anew)
    if output.isJSON {
      OutputSchema.devices.print(list.json)
    } else if !list.entries.isEmpty {
      print(list.text)
    }
    if let reason = list.reason { throw ArithmeticError.device(reason) }
  }
}
