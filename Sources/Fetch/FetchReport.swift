import Files
import Text

/// What a folder of fetched files holds.
public struct FetchReport: Sendable {
  public struct File: Sendable {
    public enum State: String, Sendable {
      case fetched, resumed, present
    }

    /// Who vouches for a digest, the strongest first.
    public enum Trust: String, CaseIterable, Sendable {
      /// This program, whose code names it.
      case program
      /// The list that was given.
      case list
      /// The record of an earlier call.
      case record
      /// Nobody but the server: it is recorded now.
      case firstUse = "first use"
    }

    public let name: String
    public let address: String
    public let byteCount: Int
    public let digest: Digest
    public let state: State
    public let trust: Trust
  }

  /// Whose files: the model's name, or the task's.
  public let name: String
  public let folder: String
  public internal(set) var revision: String?
  public internal(set) var files: [File] = []
  /// Files that the server does not have, and may lack.
  public internal(set) var absent: [String] = []
}
