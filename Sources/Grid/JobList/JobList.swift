import Text

/// The shards of a grid for a program that runs commands: GNU parallel, xargs, Snakemake, a matrix of GitHub Actions.
public struct JobList: Sendable {
  /// As many jobs as one matrix of GitHub Actions can have.
  public static let matrixLimit = 256

  public let command: ShardCommand
  public let choice: ShardChoice

  public init(_ command: ShardCommand, _ choice: ShardChoice) {
    self.command = command
    self.choice = choice
  }

  /// One command a line, for a POSIX shell: `cd FOLDER && exec PROGRAM grid PLAN --out DIR --shard 1/16`.
  ///
  /// - Throws: `InputError` for a name that has no place on a line.
  public func lines() throws -> [String] {
    let start = "cd \(try command.shellFolder()) && exec \(try command.shellWords()) --shard "
    return choice.shards.map { start + $0.description }
  }

  /// `{"shard":["1/16","2/16"]}`, for `strategy.matrix` with `fromJSON`.
  public var matrix: JSONValue {
    ["shard": .array(choice.shards.map { .string($0.description) })]
  }
}
