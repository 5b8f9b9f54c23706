import Arithmetic
import TestSupport
import Testing
import Text

@testable import Verification

/// Which goldens a device may be asked to rerun.
struct DeviceSelectionTests {
  private func require(_ device: ComputeDevice, numerics: String) throws {
    try withFolder { folder in
      let plan = EmbeddedPlan.text(name: "planned", wi: "1", do: "1")
      try folder.write(plan + "\nnumerics: \(numerics)\n", to: "experiment.yaml")
      try TrialSelection(.all, of: folder.file("")).require(device)
    }
  }

  @Test func exactTrialsMayHaveADevice() throws {
    for device in [ComputeDevice.processor, .openCL(nil), .openCL(3)] {
      try require(device, numerics: "seedproof-f32/1")
    }
    try require(.processor, numerics: "openblas")
  }

  @Test func openBLASMayNot() {
    #expect {
      try require(.openCL(nil), numerics: "openblas")
    } throws: { error in
      guard let error = error as? InputError else { return false }
      return error.kind == .usage && error.file?.hasSuffix(".golden") == true
        && error.reason.contains("'numerics: openblas' is computed by the processor")
    }
  }
}
