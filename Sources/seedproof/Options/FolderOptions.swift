import ArgumentParser

/// Folders that take the place of those in an experiment file.
struct FolderOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the task's data from this folder, not from that of the experiment file.",
      valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Read the model from this folder, not from that of the experiment file.",
      valueName: "folder"))
  var model: String?
}
