import ArgumentParser
import Report
import Streams
import Text

/// `seedproof streams which`
struct StreamsWhichCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "which",
    abstract: "Says which profiles, seeds and epochs give a recorded order.",
    discussion: """
      FILE has the numbers of examples from 0, in the order in which they were trained, between \
      spaces, commas or line breaks; the first examples are enough, if --count says how many there \
      are in all. All profiles but those by length are tried, with nothing else drawn between. The \
      exit status is 0 if the order was found, and 1 if not.
      """)

  @Argument(help: "The recorded order.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Try these seeds, as in a plan: 42, or 0...1000.", valueName: "seeds"))
  var seeds = SeedRange(values: 0...1000)

  @Option(help: ArgumentHelp("Try the first epochs, this many.", valueName: "n"))
  var epochs: UInt32 = 3

  @Option(
    help: ArgumentHelp(
      "The number of training examples, if FILE has only the first of them.", valueName: "n"))
  var count: Int?

  @OptionGroup var output: FormatOptions<TextOrJSON>

  func validate() throws {
    guard (1...1000).contains(epochs) else {
      throw ValidationError("--epochs must be 1...1000, not \(epochs)")
    }
    guard seeds.values.count <= 10_000_000 else {
      throw ValidationError("--seeds are at most 10000000, not \(seeds.values.count)")
    }
  }

  func run() throws {
    let search = try OrderSearch(
      recorded: NumberList.read(file, "an example's number"), count: count, file: file,
      seeds: seeds.values, epochCount: epochs)
    let matches = search.matches()
    print(output.isJSON ? search.json(matches) : search.text(matches))
    if matches.isEmpty { throw ExitCode(ExitStatus.differs) }
  }
}

/// Seeds from one to another, or one alone.
struct SeedRange: ExpressibleByArgument {
  let values: ClosedRange<UInt32>

  init(values: ClosedRange<UInt32>) { self.values = values }

  init?(argument: String) {
    let ends = argument.split(separator: "...", omittingEmptySubsequences: false).map { UInt32($0) }
    guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last
    else { return nil }
    values = first...last
  }

  var defaultValueDescription: String { "\(values.lowerBound)...\(values.upperBound)" }
}

extension OrderSearch {
  /// - Throws: `InputError` for what is no order, or none from 0 on.
  fileprivate init(
    recorded: [Int], count: Int?, file: String, seeds: ClosedRange<UInt32>, epochCount: UInt32
  ) throws {
    let count = count ?? recorded.count
    func refuse(_ reason: String, _ advice: String) -> InputError {
      InputError(file: file, reason, advice: advice)
    }
    guard !recorded.isEmpty else { throw refuse("has no number", "write an order into it") }
    guard count <= TorchGenerator.greatestCount, recorded.count <= count else {
      throw refuse(
        "has \(recorded.count) examples of \(count)",
        "give the number of training examples by --count")
    }
    var seen = Set<Int>()
    for number in recorded {
      guard number < count else {
        throw refuse(
          "has the example \(number), but there are \(count)",
          "count examples from 0, and give --count if some are missing")
      }
      guard seen.insert(number).inserted else {
        throw refuse("has the example \(number) twice", "give the order of one epoch")
      }
    }
    self.init(recorded.map(Int32.init), count: count, seeds: seeds, epochCount: epochCount)
  }

  fileprivate func json(_ matches: [Match]) -> String {
    OutputSchema.streamsWhich.text(of: [
      "tried": .integer(Int64(triedCount)),
      "expectedByChance": .number(chanceMatches),
      "matches": .array(
        matches.map { match in
          [
            "profiles": .array(match.profiles.map(JSONValue.string)),
            "seed": .integer(Int64(match.seed)), "epoch": .integer(Int64(match.epoch)),
          ]
        }),
    ])
  }

  fileprivate func text(_ matches: [Match]) -> String {
    let found = matches.map { match in
      "seed \(match.seed), epoch \(match.epoch): \(match.profiles.joined(separator: ", "))"
    }
    let byChance =
      chanceMatches < 0.0005 ? "less than 0.001" : "about " + chanceMatches.decimals(3)
    let chance = "\(triedCount) orders tried; chance gives \(byChance) of them"
    return (found + [(found.isEmpty ? "not found: " : "") + chance])
      .map { TextWrap.fitted($0) }.joined(separator: "\n")
  }
}
