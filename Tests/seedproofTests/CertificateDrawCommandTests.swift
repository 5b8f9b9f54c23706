import Foundation
import TestSupport
import Testing
import Text

/// `certificate create`: what draws the trials, what that certifies, and trials of another trainer.
@Suite(.timeLimit(.minutes(20))) struct CertificateDrawCommandTests {
  private static let signature = String(repeating: "5a", count: 48)

  private func certificate(_ words: [String]) throws -> Executable.Result {
    try Executable.run(["certificate"] + words)
  }

  private func keys(_ grid: RecordedGrid) throws -> (key: String, pub: String) {
    let path = grid.path + "/me"
    try #require(try certificate(["keygen", "--out", path]).status == 0)
    return (path + ".key", path + ".pub")
  }

  private func sampling(_ result: Executable.Result) throws -> JSONValue {
    let document = try JSONParser.parse(Array(result.output.utf8.dropLast()))
    return try #require(document["predicate"]?["sampling"])
  }

  /// Of 4 trials 2 violate a fourth, and C(2, 3) is 0: 3 are drawn.
  @Test func asManyAreDrawnAsTheGoalNeeds() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1...2 }")
    let (key, pub) = try keys(grid)
    let create = ["create", grid.folder, "--key", key, "--challenge", "a coin"]
    let made = try certificate(create + ["--certify-fraction", "1/4"])
    #expect(made.status == 0, "\(made.error)")
    #expect(made.prose.contains("3 of 4 trials were rerun"))
    let goal = ": that at most 25% of the trials would fail a rerun; p = "
    #expect(made.prose.contains("not proved  goal       certified on that condition" + goal))
    let checked = try certificate([
      "verify", grid.folder, "--pub", pub, "--challenge", "a coin",
    ])
    #expect(
      checked.status == 0 && checked.prose.contains("proved      goal       certified" + goal))
    let few = try certificate(
      create + ["--certify-fraction", "25%", "--sample", "1", "--confidence", "0.99", "--json"])
    #expect(few.status == 0)
    let found = try sampling(few)
    #expect(found["drawn"]?.integer == 1 && found["fraction"]?.string == "25/100")
    #expect(found["certified"] == false && found["alpha"]?.string == "1/100")
  }

  @Test func aRoundThatThePlanNamed() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1 }")
    let (key, pub) = try keys(grid)
    let (plan, signed) = (grid.folder + "/experiment.yaml", grid.path + "/plan.jsonl")
    let time = ["--time", "2026-01-01T00:00:00Z"]
    let (round, other) = ("29000000:" + Self.signature, "29000001:" + Self.signature)
    let named = try certificate(
      ["plan", plan, "--key", key, "--out", signed, "--beacon", "29000000"] + time)
    #expect(named.status == 0, "\(named.error)")
    #expect(named.prose.contains("round 29000000 of the chain 52db9ba7, published at 2026-05-"))
    let late = try certificate(
      ["plan", plan, "--key", key, "--out", signed, "--beacon", "24000000"] + time)
    #expect(late.status == 64 && late.error.contains("before the plan is signed"))
    let create = ["create", grid.folder, "--key", key, "--sample", "1", "--json"]
    for (words, chooser) in [
      (["--beacon", round, "--plan", signed], "beacon"),
      (["--beacon", round], "signer"),
      (["--beacon", other, "--plan", signed], "signer"),
      (["--challenge", "29000000", "--plan", signed], "signer"),
    ] {
      let made = try certificate(create + words)
      #expect(made.status == 0, "\(made.error)")
      let found = try sampling(made)
      #expect(
        found["chosenBy"]?.string == chooser && found["claimed"] == .bool(chooser == "beacon"))
      #expect((found["beacon"]?["signature"]?.string == Self.signature) == (words[0] == "--beacon"))
      let checked = try certificate(["verify", grid.folder, "--pub", pub, "--plan", signed])
      #expect(checked.status == 0, "\(checked.output)")
      #expect(
        checked.prose.contains("whose signature is not checked here") == (words[0] == "--beacon"))
      #expect(
        checked.prose.contains("no time-stamp was checked; drawn by") == (chooser == "beacon"))
      #expect(checked.prose.contains("not proved  power"))
      // The reader asked the beacon, which gave another signature.
      let wrong = try certificate([
        "verify", grid.folder, "--pub", pub, "--beacon",
        "29000000:" + String(repeating: "5b", count: 48),
      ])
      #expect(wrong.status == 1 && wrong.prose.contains("failed      power"), "\(wrong.output)")
    }
  }

  /// The parser names the option; what is said of it does not name it again.
  @Test(arguments: [
    (["--certify-fraction", "half"], "'--certify-fraction <share>': it is not a share"),
    (["--confidence", "1"], "'--confidence <share>': it is not a share"),
    (["--beacon", "1:00"], "the signature of round 1 is not 96 hexadecimal digits"),
    (["--beacon", "60000000000:" + signature], "nobody has its signature yet"),
    (["--beacon", "1"], "'--beacon <round:signature>': '1' is not a round"),
    (["--beacon", "1:" + signature], "need --sample or --certify-fraction"),
    (["--challenge", "x"], "need --sample or --certify-fraction"),
    (["--challenge", "x", "--beacon", "1:" + signature, "--sample", "1"], "exclude each other"),
    (["--certify-fraction", "0.1", "--challenge", ""], "--challenge is empty"),
  ])
  func whatCannotBeDrawnIsRefused(_ words: [String], _ reason: String) throws {
    for command in [["certificate", "create", "--key", "k"], ["verify"]] {
      // The default of one is a plan's, of the other none.
      if command == ["verify"], words[0] == "--confidence" || words.contains("") { continue }
      let result = try Executable.run(command + ["golden/acceptability"] + words)
      #expect(result.status == 64 && result.output.isEmpty)
      let expected =
        command == ["verify"] ? reason.replacing(" or --certify-fraction", with: "") : reason
      #expect(result.error.contains(expected), "\(result.error)")
    }
    let plan = try certificate(["plan", "p", "--key", "k", "--out", "o", "--beacon", "1:00"])
    #expect(plan.status == 64 && plan.error.contains("it is not the number of a round"))
  }

  /// Another trainer's trials: rerun by its command, signed, and called external.
  @Test func trialsOfAnotherTrainer() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1, do: 1 }")
    let (key, pub) = try keys(grid)
    let (plan, folder) = (grid.path + "/f.yaml", grid.path + "/f")
    try grid.write(ExternalCommandTests.plan, to: plan)
    let runner = ["--runner", ExternalCommandTests.command]
    try #require(try Executable.run(["grid", plan, "--out", folder] + runner).status == 0)
    let create = ["create", folder, "--key", key]
    let made = try certificate(create + runner)
    #expect(made.status == 0, "\(made.output) \(made.error)")
    #expect(made.prose.contains("2 of 2 trials were rerun, by another trainer, and are equal"))
    let checked = try certificate(["verify", folder, "--pub", pub, "--json"])
    #expect(checked.status == 0)
    let document = try JSONParser.parse(Array(checked.output.utf8.dropLast()))
    #expect(document["predicate"]?["assuranceLevel"]?.string == "external")
    #expect(document["predicate"]?["machine"]?["instructionSet"]?.string == "external")
    let sampled = try certificate(create + runner + ["--sample", "1", "--challenge", "x"])
    #expect(sampled.status == 0 && sampled.prose.contains("1 of 2 trials were rerun"))
    // Another value, no command, a command that ends, and one that takes other things.
    let differs = try certificate(create + ["--runner", ExternalCommandTests.command + " loss=5"])
    #expect(differs.status == 1 && differs.prose.contains("step 5, loss"), "\(differs.output)")
    #expect(try certificate(["verify", folder, "--pub", pub]).status == 1)
    #expect(try certificate(create).status == 2)
    #expect(try certificate(create + ["--runner", "false"]).status != 0)
    #expect(try certificate(create + runner + ["--threads", "1"]).status == 64)
    // Its own trials are no other trainer's.
    #expect(try certificate(["create", grid.folder, "--key", key] + runner).status == 2)
  }
}
