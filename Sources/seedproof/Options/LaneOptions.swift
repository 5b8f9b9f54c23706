import ArgumentParser
import Experiment

/// Which lane of an experiment folder is meant.
struct LaneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Take this lane of another trainer's goldens, which lie in 'trials/NAME', such as those of one kind of \
      machine. Without it the only lane is taken.
      """, valueName: "name"),
    transform: LaneOptions.name)
  var lane: LaneName?

  private static func name(_ text: String) throws -> LaneName {
    guard let name = LaneName(text) else {
      throw ValidationError(
        "'\(text.prefix(40))' is no name of a lane: 1 to 32 letters, digits, '_', '.' and '-', first a letter or a digit"
      )
    }
    return name
  }
}
