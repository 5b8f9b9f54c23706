import ArgumentParser
import Attestation
import Files
import Foundation
import Synchronization

/// Who is trusted with time.
struct StampOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Check the time-stamps that lie beside the certificate and the signed plan: this file, in PEM, holds the \
      certificate that issued their authority's own.
      """, valueName: "file"))
  var tsa: String?

  /// What lies beside a certificate.
  ///
  /// - Throws: `InputError` if it is no good time-stamp of an authority that was named.
  func stamp(of certificate: String) throws -> CertificateCheck.Stamp {
    guard let tsa else {
      return FileEntry.isMissing(TimeStamp.path(of: certificate)) ? .none : .unchecked
    }
    // An authority that cannot be read is told even where no stamp lies beside.
    _ = try TimeStampAuthority(tsa)
    guard let found = try time(of: certificate) else { return .missing }
    return .checked(found)
  }

  /// The checked time of a signed file; nil if no stamp lies beside it, or no authority is named.
  func time(of signed: String) throws -> CheckedTime? {
    let path = TimeStamp.path(of: signed)
    guard let tsa, !FileEntry.isMissing(path) else { return nil }
    let (authority, stamp) = (try TimeStampAuthority(tsa), try TimeStamp(path))
    return try Self.wait { try await stamp.checked(by: authority) }
  }

  /// Waits for a check of certificates, whose library asks for a task though nothing in it waits.
  ///
  /// To be called from the main thread alone, on which no task runs.
  private static func wait<T: Sendable>(
    _ body: @escaping @Sendable () async throws -> T
  ) throws -> T {
    let result = Mutex<Result<T, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
      let found: Result<T, any Error>
      do { found = .success(try await body()) } catch { found = .failure(error) }
      result.withLock { $0 = found }
      isDone.signal()
    }
    isDone.wait()
    guard let found = result.withLock({ $0 }) else { preconditionFailure("nothing was found") }
    return try found.get()
  }
}
