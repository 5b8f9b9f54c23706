import ArgumentParser
import Grid

/// Where the trials of a grid run, and which of them.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Run the trials on this machine (local), hand them to Slurm as an array of tasks (slurm), or print \
      a command a line for a program that runs such lists (list).
      """, valueName: "engine"))
  var engine = GridEngine.local

  @Option(
    name: .customLong("shard"),
    help: ArgumentHelp(
      "Run only this part of the plan: of N blocks of its trials, equal in length, the I-th.",
      valueName: "I/N"))
  var shardText: String?

  @Option(
    name: .customLong("array-size"),
    help: ArgumentHelp(
      """
      Cut the plan into at most this many tasks or lines; the default is what the cluster allows, \
      one trial a line, or 256 for --matrix.
      """, valueName: "n"))
  var arraySize: Int?

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Pass this option to sbatch, in one word such as --partition=long. Give it once an option.",
      valueName: "option"))
  var sbatch: [String] = []

  @Flag(help: "Stay until the job on Slurm has ended, and show how far its folder is.")
  var wait = false

  @Flag(help: "Print the list as JSON for a matrix of GitHub Actions.")
  var matrix = false

  /// The part of the plan that is to run; nil for all of it.
  var shard: Shard? { shardText.flatMap(Shard.init) }

  private func checkShard() throws {
    guard let shardText, shard == nil else { return }
    let numbers = shardText.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1],
      "\(number)/\(count)" == shardText
    else { throw ValidationError("write --shard I/N as in 3/16, not '\(shardText.prefix(30))'") }
    throw ValidationError(
      "there is no shard \(shardText): of I/N, "
        + (count > Shard.limit ? "N is at most \(Shard.limit)" : "I is 1 to N"))
  }

  /// Whether the whole grid runs in this process.
  var isPlain: Bool { engine == .local && shard == nil }

  func validate() throws {
    func only(_ engines: [GridEngine], _ option: String, _ isGiven: Bool) throws {
      guard isGiven, !engines.contains(engine) else { return }
      let names = engines.map { "--engine \($0.rawValue)" }.joined(separator: " or ")
      throw ValidationError("\(option) is for \(names)")
    }
    try checkShard()
    try only([.local], "--shard", shard != nil)
    try only([.slurm, .list], "--array-size", arraySize != nil)
    try only([.slurm], "--sbatch", !sbatch.isEmpty)
    try only([.slurm], "--wait", wait)
    try only([.list], "--matrix", matrix)
    if let arraySize, arraySize < 1 {
      throw ValidationError("--array-size must be at least 1, not \(arraySize)")
    }
  }
}

extension GridEngine: ExpressibleByArgument {}
