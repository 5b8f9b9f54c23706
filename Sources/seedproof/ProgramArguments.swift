import CStart
import Foundation
import Text

/// The arguments that the process was started with.
enum ProgramArguments {
  /// All but the program's name.
  ///
  /// - Throws: `InputError` if there is not even a name, or an argument is not UTF-8.
  static func read() throws -> [String] {
    let count = Int(ct_argument_count())
    guard count >= 0 else { throw InputError("the arguments cannot be read on this system") }
    return try decode((0..<count).map { ct_argument(Int32($0)) })
  }

  /// The path of the program itself; nil where the system does not tell.
  static var program: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// - Parameter arguments: as C has them, the name first.
  static func decode(_ arguments: [UnsafePointer<CChar>?]) throws -> [String] {
    guard !arguments.isEmpty else {
      throw InputError(
        "was started without any argument, not even a name",
        advice: "start it with its name as the first one")
    }
    return try arguments.enumerated().dropFirst().map { index, argument in
      guard let argument, let text = String(validatingCString: argument) else {
        throw InputError("argument \(index) is not UTF-8", advice: "name files in UTF-8")
      }
      return text
    }
  }
}
