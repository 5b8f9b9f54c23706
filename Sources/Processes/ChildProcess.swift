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

  /// The most memory that it had at a time; 0 before its end.
  package private(set) var peakByteCount = 0

  /// Starts `arguments[0]`, looked up in PATH.
  ///
  /// - Throws: `InputError` if it cannot be started.
  package init(_ arguments: [String], _ launch: Launch = Launch()) throws {
    precondition(!arguments.isEmpty, "a command without words")
    var child = cs_child()
    let reason = Self.spawn(arguments, launch, &child)
    guard reason == 0 else {
      throw InputError(
        file: arguments[0], "cannot be started: \(InputFile.reason(reason))",
        advice: "name a program of PATH, or its whole path")
    }
    process = child.process
    descriptors = [child.output, child.error]
  }

  private static func spawn(
    _ arguments: [String], _ launch: Launch, _ child: inout cs_child
  ) -> Int32 {
    func withCopies<R>(
      _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
      let copies = texts.map { strdup($0) }
      defer { for copy in copies { free(copy) } }
      return body(copies + [nil])
    }
    let processors = (launch.processors ?? []).map(Int32.init)
    return withCopies(arguments + [launch.folder ?? ""] + (launch.environment ?? [])) { copies in
      let words = Array(copies[..<arguments.count]) + [nil]
      let folder = copies[arguments.count]
      let environment = Array(copies[(arguments.count + 1)...])
      return environment.withUnsafeBufferPointer { environment in
        processors.withUnsafeBufferPointer { processors in
          var description = cs_launch(
            environment: launch.environment == nil ? nil : environment.baseAddress,
            folder: launch.folder == nil ? nil : UnsafePointer(folder),
            processors: processors.baseAddress, processor_count: processors.count,
            file_mask: launch.fileMask.map { Int32($0) } ?? -1)
          return cs_spawn(words, &description, &child)
        }
      }
    }
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

  /// Kills the whole group; what it wrote can still be read.
  package func kill() { if end == nil { cs_kill(process) } }

  /// Kills what is left of the group, and says how the process ended.
  @discardableResult
  package func finish() -> End {
    if let end { return end }
    let status = cs_finish(process)
    let end = status.by_signal ? End.signalled(status.code) : .exited(status.code)
    self.end = end
    peakByteCount = status.peak_kibibytes << 10
    return end
  }
}
