import ArgumentParser
import Foundation

/// What a command prints.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON, with floats that matter as hexadecimal strings.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  @Flag(help: "Show progress as lines where standard error is no terminal.")
  var verbose = false

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  /// A progress bar for work called `title`.
  func progressBar(_ title: String) -> ProgressBar {
    ProgressBar(title, style: ProgressBar.style(isQuiet: quiet, isVerbose: verbose))
  }
}

/// `--json` for commands that show no progress.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print the result as JSON, with floats that matter as hexadecimal strings.")
  var json = false
}
