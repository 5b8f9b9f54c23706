/// What the machine cannot give to an arithmetic unit.
public enum ArithmeticError: Error, Equatable, CustomStringConvertible {
  case unknownInstructionSet(String)
  case unavailableInstructionSet(InstructionSet)
  /// Not between 1 and `ArithmeticUnit.maximumThreads`.
  case threadCount(Int)
  /// The system did not start so many threads.
  case threadsNotStarted(Int)
  /// The OpenBLAS backend was asked for and cannot be used.
  case openBLAS(String)
  /// A device cannot be used, or failed: a whole sentence, and what to do.
  case device(String)

  public var description: String {
    switch self {
    case .unknownInstructionSet(let name):
      let names = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
      return "unknown instruction set '\(name)'; there are \(names), and this machine has \(here)"
    case .unavailableInstructionSet(let set):
      return "this machine cannot run instruction set '\(set.rawValue)'; it has \(here)"
    case .threadCount(let count):
      return "\(count) threads; choose 1 to \(ArithmeticUnit.maximumThreads)"
    case .threadsNotStarted(let count):
      return "the system did not start \(count) threads; choose fewer"
    case .openBLAS(let reason):
      return "OpenBLAS cannot be used: \(reason)"
    case .device(let reason):
      return reason
    }
  }

  private var here: String { InstructionSet.available.map(\.rawValue).joined(separator: ", ") }
}
