import Foundation
import Text

/// Keeps a change of goldens and the running of trials apart, in one folder on one machine.
///
/// Any number of processes run trials at a time: they share the lock, and agree on the trials by claims. Who changes
/// goldens has the folder alone. The lock is on the folder itself and ends with the process, however that ends. Where
/// the file system has no locks, nobody is kept out.
public struct FolderLock: Sendable {
  public enum Use: Sendable {
    case running
    case changing
  }

  private let folder: OpenFile

  /// How long one waits before one asks again.
  private static let look = Duration.milliseconds(20)

  /// - Parameter patience: how long it is waited for others whose use excludes this one.
  /// - Throws: `InputError` if another process uses the folder in a way that excludes this one.
  public init(_ path: String, for use: Use, patience: Duration = .zero) throws {
    folder = try OpenFile(path, .folder, followsLinks: true)
    let start = ContinuousClock.now
    while (try? folder.lock(shared: use == .running)) == false {
      guard ContinuousClock.now - start >= patience else {
        Thread.sleep(forTimeInterval: Self.look / .seconds(1))
        continue
      }
      throw InputError(
        file: path,
        use == .running
          ? "another process changes this folder, or an earlier version runs its trials"
          : "another process is running trials of this folder",
        advice: "wait for it, or end it; the grid can be continued")
    }
  }

  /// Lets others in.
  public func release() { folder.unlock() }
}
