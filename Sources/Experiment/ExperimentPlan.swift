import Files
import Foundation
import Statistics
import Streams
import Tasks
import Training

/// An experiment: one task, one model, one protocol, and the seeds of a grid of trials.
///
/// Read from an experiment file, see this room's `README.md`. The bytes are kept, so that the copy
/// in an experiment folder is the file itself.
public struct ExperimentPlan: Sendable {
  /// The file as the user named it.
  public let path: String
  /// The file's bytes.
  public let bytes: Data
  /// SHA-256 of `bytes`.
  public let digest: Digest

  /// Matches `[a-z0-9][a-z0-9-]{0,63}`.
  public let name: String
  public let task: TaskReference
  /// The folder of the data; nil for tasks that have none.
  public let data: PlannedFolder?
  /// nil for trials of another trainer only.
  public let model: ModelReference?
  public let `protocol`: TrainingProtocol
  /// The trials, in plan order.
  public let cells: CellGrid
  public let streams: StreamsProfile
  public let numerics: NumericsProfile
  /// Which trials are stopped while they run; nil where all are trained to their end.
  public let stop: StopRule?
  /// What the trials with `ulps` are perturbed by; nil without.
  public let perturbation: PlannedPerturbation?

  let modelFolder: PlannedFolder?

  /// Checks that the folders of data and model are there.
  ///
  /// - Throws: `InputError` that names the file, the line and the key.
  public func checkFolders() throws {
    try data?.check()
    try modelFolder?.check()
  }
}
