import Arithmetic
import Experiment
import Text

extension TrialSelection {
  /// Refuses a device for trials that it does not compute.
  ///
  /// - Throws: `InputError`, which is wrong use, that names the first golden of other numerics than the device's.
  public func require(_ device: ComputeDevice) throws {
    guard device != .processor else { return }
    for golden in goldens {
      let recorded = golden.recordedSpecification()
        .flatMap { NumericsProfile.backend(of: $0.numerics) }
      guard let backend = recorded ?? golden.plan?.numerics.backend else { continue }
      do throws(ArithmeticError) { try device.require(backend) } catch {
        throw InputError(file: golden.path, error.description)
      }
    }
  }
}
