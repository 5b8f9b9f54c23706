/// Where the trials of a grid run.
///
/// Each engine runs shards of the plan, see `Shard`; what a grid has done is told by the goldens in its folder only.
public enum GridEngine: String, Sendable, CaseIterable {
  /// In this process, see `GridRunner`.
  case local
  /// As the tasks of an array of jobs, see `SlurmGrid`.
  case slurm
  /// By whoever runs a list of commands, see `JobList`.
  case list
}
