import TestSupport
import Testing
import Text

/// `streams` with the profiles of other programs.
@Suite struct PublishedStreamsCommandTests {
  private func streams(_ words: String) throws -> Executable.Result {
    try Executable.run(["streams"] + words.split(separator: " ").map(String.init))
  }

  /// As PyTorch 2.13.0 and transformers gave them.
  @Test(arguments: [
    ("do --profile trainer/5.24 --seed 42 --count 10 --epoch 1", "8 4 9 0 5 1 6 7 2 3"),
    ("do --profile trainer/4.30 --seed 42 --count 10 --epoch 2", "3 4 9 0 1 8 7 6 2 5"),
    ("do --profile torch/2.13 --seed 42 --count 10", "8 0 9 1 4 5 6 3 2 7"),
    (
      "do --profile torch/2.13 --seed 42 --count 10 --epoch 1 --draws-per-epoch 0",
      "4 6 9 3 7 5 2 0 1 8"
    ),
    (
      "do --profile torch/2.13+generator --seed 42 --count 10 --epoch 1", "3 6 5 8 9 4 2 0 7 1"
    ),
    ("do --profile trainer/5.24 --seed 7 --data-seed 42 --count 10", "2 6 1 8 4 5 0 9 3 7"),
    ("wi --profile trainer/5.24 --seed 42 --count 768", "0x1.3bb4aep-5 0x1.e75a6ep-6"),
    ("dropout --profile torch/2.13 --seed 0 --count 5", "0 1 1 0 1"),
    ("dropout --profile torch/1.13 --seed 0 --count 4 --processor intel", "1 1 0 1"),
  ])
  func knownAnswers(_ words: String, _ answer: String) throws {
    let result = try streams(words)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let values = result.output.split(separator: "\n")
    let count = words.split(separator: " ").drop { $0 != "--count" }.dropFirst().first
    #expect(count == "\(values.count)")
    #expect(values.joined(separator: " ").hasPrefix(answer), "\(values.prefix(10))")
  }

  @Test func ordersByLength() throws {
    let folder = try TemporaryFolder()
    let lengths = try folder.write("3\n9\n1\n5\n", to: "lengths.txt")
    let words = "do --profile trainer/4.57+group_by_length --seed 42 --count 4 --update-size 1 "
    let result = try streams(words + "--lengths \(lengths)")
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    // Runs of one example: a permutation, of which the longest example comes first.
    #expect(result.output.hasPrefix("1\n"))
    let more = try streams(words.replacing("--count 4", with: "--count 5") + "--lengths \(lengths)")
    #expect(more.status == 64)
    #expect(more.error.contains("lengths.txt: has 4 lengths, but --count is 5"), "\(more.error)")
    try folder.write("3\nx\n", to: "lengths.txt")
    let wrong = try streams(words + "--lengths \(lengths)")
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("lengths.txt:2: 'x' is not a length"), "\(wrong.error)")
  }

  @Test(arguments: [
    (
      "do --profile trainer/4.40 --seed 1 --count 3",
      "not measured; the nearest measured ones are 'trainer/4.38' and 'trainer/4.42'"
    ),
    ("do --profile torch/2.12+generator --seed 1 --count 3", "'torch/2.13+generator'"),
    (
      "do --profile trainer/4.37 --seed 1 --count 3 --epoch 1",
      "depends on what dropout, evaluations and all else draw in the epochs before it"
    ),
    (
      "dropout --profile torch/1.13 --seed 1 --count 3",
      "depend on the processor's maker; give --processor intel, or amd"
    ),
    (
      "dropout --profile torch/1.9 --seed 1 --count 3 --processor intel",
      "of Intel were not measured"
    ),
    ("dropout --profile trainer/5.24 --seed 1 --count 3", "give its profile, such as 'torch/2.13'"),
    ("dropout --seed 1 --count 3", "give --profile torch/..."),
    ("dropout --profile torch/2.13 --seed 1 --count 3 --probability 2", "must be 0...1, not 2.0"),
    ("wi --profile trainer/4.35 --seed 1 --count 768", "give --draws-before"),
    ("wi --profile trainer/5.24 --seed 1 --count 3 --pooler", "draws a pooler as it draws"),
    ("wi --seed 1 --count 3 --draws-before 2", "no effect without --profile"),
    ("do --seed 1 --count 3 --data-seed 2", "--data-seed has no effect without --profile"),
    ("do --profile torch/2.13 --seed 1 --count 3 --data-seed 2", "no effect on the orders of"),
    ("do --profile trainer/5.24 --seed 1 --count 3 --lengths x", "no effect on the orders of"),
    (
      "do --profile trainer/5.24+group_by_length --seed 1 --count 3",
      "sorts by length: give --lengths FILE and --update-size N"
    ),
    ("do --profile trainer/5.24 --seed 4294967296 --count 3", "are 0...4294967295"),
    ("which /nowhere/order.txt", "/nowhere/order.txt: no such file"),
    ("which x --epochs 0", "--epochs must be 1...1000, not 0"),
    ("which x --seeds 3...1", "The value '3...1' is invalid"),
    ("which x --seeds 1...", "The value '1...' is invalid"),
    ("which x --seeds 0...99999999", "at most 10000000"),
  ])
  func refusals(_ words: String, _ reason: String) throws {
    let result = try streams(words)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
    #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
  }

  @Test func aDataSeedThatIsNotHeededIsTold() throws {
    let result = try streams(
      "do --profile trainer/4.45 --seed 42 --count 10 --data-seed 7")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("2\n6\n1\n"))
    #expect(result.error.contains("'trainer/4.45' does not heed data_seed"), "\(result.error)")
  }

  @Test func theProfileOfARecordedOrderIsFound() throws {
    let folder = try TemporaryFolder()
    let order = try folder.write("[8, 4, 9, 0, 5, 1, 6, 7, 2, 3]\n", to: "order.txt")
    let found = try streams("which \(order) --seeds 0...100")
    #expect(found.status == 0 && found.error.isEmpty, "\(found.error)")
    #expect(found.wideLines.isEmpty)
    #expect(found.prose.contains("seed 42, epoch 1: trainer/4.36, trainer/4.38, trainer/4.42,"))
    #expect(found.prose.contains("seed 43, epoch 0: trainer/4.36, trainer/4.38,"))
    #expect(found.output.hasSuffix("2424 orders tried; chance gives about 0.001 of them\n"))
    let missing = try streams("which \(order) --seeds 0...41 --epochs 1")
    #expect(missing.status == 1)
    #expect(missing.output.hasPrefix("not found: 336 orders tried"))
    // What this program prints is what it reads, and the first examples are enough.
    let json = try streams("do --seed 9 --count 30 --json").output
    let whole = try folder.write(json, to: "own.json")
    #expect(try streams("which \(whole) --seeds 9").output.hasPrefix("seed 9, epoch 0: philox"))
    let part = try folder.write("8 4 9\n0", to: "part.txt")
    let matches = try streams("which \(part) --count 10 --seeds 42 --epochs 2 --json")
    #expect(matches.status == 0)
    let value = try JSONParser.parse(matches.output.utf8, dialect: .foreign)
    #expect(value["matches"]?.array?.map { $0["epoch"]?.integer } == [1])
  }

  @Test(arguments: [
    ("", "has no number"), ("1 2\n3 x", ":2: 'x' is not an example's number"),
    ("0 1 1", "has the example 1 twice"), ("1 2 3", "has the example 3, but there are 3"),
    ("-1 0", ":1: '-1' is not"), ("{\"values\":[0.5]}", "no member 'values' with whole numbers"),
  ])
  func whatIsNoOrderIsRefused(_ text: String, _ reason: String) throws {
    let folder = try TemporaryFolder()
    let result = try streams("which \(folder.write(text, to: "order.txt"))")
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains("order.txt") && result.error.contains(reason), "\(result.error)")
  }

  @Test func profilesAreListed() throws {
    let result = try streams("profiles")
    #expect(result.status == 0 && result.error.isEmpty)
    #expect(result.wideLines.isEmpty, "\(result.wideLines)")
    for line in [
      "* philox4x32-10/1: this program's own, the default of a plan",
      "* trainer/5.24: transformers 5.24.0 with accelerate 1.15.0",
      "  trainer/4.37: transformers 4.37.2 with accelerate 0.26.1",
      "* torch/2.13+generator: torch 2.13.0",
    ] { #expect(result.output.contains(line + "\n"), "\(line)") }
    #expect(result.prose.contains("epoch e + 1 of a seed and epoch e of the next seed"))
    let json = try JSONParser.parse(streams("profiles --json").output.utf8)
    let profiles = try #require(json["profiles"]?.array)
    #expect(profiles.count == 40)
    #expect(profiles.count { $0["functionOfSeed"]?.bool == true } == 16)
  }
}
