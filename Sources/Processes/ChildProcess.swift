import CSpawn
import Files
import Foundation
import SystemPackage
import Text

/// A process that leads a group of its own, with pipes on its outputs.
///
/// It does not outlive this object, nor does any process that it started and left in its group.
package final class ChildProcess {
  package enum End: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// One of the two outputs.
  package enum Output: Int, CaseIterable { case standard, error }

  package let process: pid_t
  /// -1 once the end was read.
  private var descriptors: [Int32]
  private var end: End?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// Starts `arguments[0]`, looked up in PATH.
  ///
  /// - Throws: `InputError` if it cannot be started.
  package init(_ arguments: [String]) throws {
    precondition(!arguments.isEmpty, "a command without words")
    var copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    copies.append(nil)
    var child = cs_child()
    let reason = cs_spawn(copies, &child)
    guard reason == 0 else {
      throw InputError(
        file: arguments[0], "cannot be started: \(InputFile.reason(reason))",
        advice: "name a program of PATH, or its whole path, in --runner")
    }
    process = child.process
    descriptors = [child.output, child.error]
  }

  deinit {
    _ = finish()
    for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
  }

  /// Whether there may be more to read.
  package func isOpen(_ output: Output) -> Bool { descriptors[output.rawValue] >= 0 }

  /// Waits until an output has something to read or has ended, at most so long.
  package func wait(atMost milliseconds: Int32) -> [Output] {
    // A negative descriptor is passed over.
    var states = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&states, nfds_t(states.count), milliseconds) > 0 else { return [] }
    return Output.allCases.filter { states[$0.rawValue].revents != 0 }
  }

  /// Reads what is there; empty at the end. Blocks if nothing is.
  package func read(_ output: Output) -> ArraySlice<UInt8> {
    let descriptor = descriptors[output.rawValue]
    guard descriptor >= 0 else { return [] }
    let count = buffer.withUnsafeMutableBytes {
      (try? FileDescriptor(rawValue: descriptor).read(into: $0)) ?? 0
    }
    guard count > 0 else {
      close(descriptor)
      descriptors[output.rawValue] = -1
      return []
    }
    return buffer[..<count]
  }

  /// Whether the process itself has ended; others of its group may not have.
  package var hasEnded: Bool { end != nil || cs_has_ended(process) }

  /// Kills what is left of the group, and says how the process ended.
  @discardableResult
  package func finish() -> End {
    if let end { return end }
    let status = cs_finish(process)
    let end = status.by_signal ? End.signalled(status.code) : .exited(status.code)
    self.end = end
    return end
  }
}
