import ArgumentParser

/// Whether a trainer that cannot run is tried again and again.
struct FailFastOptions: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: """
      Begin no other trial of another trainer once its first one ended without an update; the default where CI is \
      set.
      """)
  var failFast: Bool?

  var isOn: Bool { failFast ?? ContinuousIntegration.isRunning }

  /// The words that give the choice to another process; none where the user made none.
  var words: [String] { failFast.map { [$0 ? "--fail-fast" : "--no-fail-fast"] } ?? [] }

  /// Refuses the choice where there is no other trainer.
  func refuse(without runner: String?) throws {
    guard failFast == nil || runner != nil else {
      throw ValidationError("--fail-fast is for trials of another trainer; name it by --runner")
    }
  }
}
