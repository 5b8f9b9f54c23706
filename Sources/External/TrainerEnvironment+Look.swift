import Experiment
import Processes

extension TrainerEnvironment {
  /// What can be seen of a trainer while it runs: the processor's model, and the packages of Python whose libraries it has
  /// loaded by now.
  ///
  /// - Parameter leader: the process that leads the trainer's group.
  package static func seen(ofGroup leader: Int32) -> TrainerEnvironment {
    TrainerEnvironment(
      processor: ProcessorModel.name,
      libraries: PythonPackages.versions(ofLoaded: LoadedFiles.paths(ofGroup: leader) ?? []))
  }
}
