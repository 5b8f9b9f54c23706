import ArgumentParser
import Arithmetic
import Foundation
import Judgement
import Text
import Verification

/// How far a difference is narrowed down.
struct BisectionOptions: ParsableArguments {
  @Flag(
    help: """
      Rerun one update operation by operation, and print the first one whose output differs: the \
      update of the first difference, or that of --at.
      """)
  var bisect = false

  @Option(
    help: ArgumentHelp(
      """
      Compare operations with this: \(InstructionSet.names(lastAfter: ", ")) (an instruction \
      set; generic is the default), openblas, exact, opencl or opencl:N (a device), cpu, or the golden of \
      another trial.
      """, valueName: "what"))
  var against: String?

  @Option(name: .customLong("at"), help: ArgumentHelp("Bisect this update.", valueName: "update"))
  var step: Int?

  func validate() throws {
    guard bisect || (against == nil && step == nil) else {
      throw ValidationError("--against and --at belong to --bisect")
    }
    if let step, step < 0 { throw ValidationError("--at must be 0 or more, not \(step)") }
  }

  private static func namesDevice(_ name: String) -> Bool {
    name.hasPrefix("opencl") || name == "cpu"
  }

  private static func device(_ name: String) throws -> ComputeDevice {
    guard let device = ComputeDevice(name) else {
      throw InputError(
        "--against '\(name.prefix(40))' is no device", advice: "write opencl, or opencl:0")
    }
    return device
  }

  /// Sees, before any work, that the device of the second side is believed.
  ///
  /// - Throws: `ArithmeticError` or `InputError` if there is no such device, or it is refused.
  func examineDevice(_ setting: ArithmeticSetting) throws {
    guard bisect, let against, Self.namesDevice(against) else { return }
    var there = setting
    there.device = try Self.device(against).found()
    try there.examineDevice()
  }

  /// The second side.
  ///
  /// - Throws: `ArithmeticError` or `InputError` if there is no such thing.
  func other(_ folders: FolderOverrides) throws -> Bisection.Other {
    switch against {
    case "openblas": return .backend(.openBLAS)
    case "exact": return .backend(.exact)
    case let name? where Self.namesDevice(name): return .device(try Self.device(name))
    case let name? where FileManager.default.fileExists(atPath: name):
      let goldens = try ChosenGolden.all(at: name, folders)
      guard let golden = goldens.first, goldens.count == 1 else {
        throw InputError(file: name, "is not one golden", advice: "name one by --against")
      }
      return .golden(golden)
    case let name: return .instructionSet(try InstructionSet(named: name ?? "generic"))
    }
  }

  /// Puts what an update tells, or why it cannot be looked into, into the report, which stands in any case.
  func add(
    to report: inout VerificationReport, _ verifier: TrialVerifier, _ goldens: [ChosenGolden],
    _ folders: FolderOverrides
  ) -> (any Error)? {
    do {
      report.bisection = try run(verifier, goldens, report, folders).map {
        .init($0.lines, $0.json)
      }
      return nil
    } catch {
      report.bisectionFailure = String(describing: error)
      return error
    }
  }

  /// Looks into the first golden that differs, or with `--at` or another golden the first one.
  private func run(
    _ verifier: TrialVerifier, _ goldens: [ChosenGolden], _ report: VerificationReport,
    _ folders: FolderOverrides
  ) throws -> Bisection? {
    guard bisect else { return nil }
    let other = try other(folders)
    let differing = report.trials.first { $0.firstDivergence != nil }
    let path = differing?.path ?? goldens.first?.path
    guard let golden = goldens.first(where: { $0.path == path }) else { return nil }
    if case .golden = other { return try verifier.bisect(golden, at: step, against: other) }
    let found = differing?.firstDivergence.map(TrialVerifier.update(of:))
    return try verifier.bisect(golden, at: step ?? found ?? 0, against: other)
  }
}
