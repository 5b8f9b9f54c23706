import ArgumentParser

/// How progress is shown.
struct ProgressOptions: ParsableArguments {
  @Flag(help: "Show no progress.")
  var quiet = false

  @Flag(help: "Show progress as lines where standard error is no terminal.")
  var verbose = false

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  /// A progress bar for work called `title`.
  func bar(_ title: String, isHidden: Bool = false) -> ProgressBar {
    ProgressBar(title, style: ProgressBar.style(isQuiet: quiet || isHidden, isVerbose: verbose))
  }
}

/// What a command prints that takes its time.
struct OutputOptions: ParsableArguments {
  @OptionGroup var form: FormatOptions<TextOrJSON>
  @OptionGroup var progress: ProgressOptions

  var json: Bool { form.isJSON }

  /// A progress bar for work called `title`.
  func progressBar(_ title: String, isHidden: Bool = false) -> ProgressBar {
    progress.bar(title, isHidden: isHidden)
  }
}
