import ArgumentParser

/// The two seeds of one trial.
struct SeedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Draw the initial weights from this seed.", valueName: "seed"))
  var wi: UInt32

  @Option(
    name: .customLong("do"),
    help: ArgumentHelp("Draw the order of the data from this seed.", valueName: "seed"))
  var dataOrder: UInt32
}
