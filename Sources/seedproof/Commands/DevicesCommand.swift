import ArgumentParser
import Arithmetic

/// `seedproof devices`
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract:
      "Lists the devices beside the processor that can compute trials, and what the others lack.",
    discussion: """
      The devices are those of OpenCL, whose library is opened when it is there. What stands here is what \
      their drivers say of them: a device that lacks nothing is tried before it computes a trial, and is \
      refused where it computes anything else than the processor. The exit status is 0 if one can be tried.
      """)

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let list = DeviceList.here()
    if output.isJSON {
      OutputSchema.devices.print(list.json)
    } else if !list.entries.isEmpty {
      print(list.text)
    }
    if let reason = list.reason { throw ArithmeticError.device(reason) }
  }
}
