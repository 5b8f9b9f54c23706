import Foundation
import Testing
import Text
import Trajectory

/// `verify --certify-fraction` and `--beacon`: how much is drawn, and what that certifies.
@Suite struct CertifyFractionCommandTests {
  private static let signature =
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"

  private func json(_ arguments: [String]) throws -> (status: Int32, coverage: JSONValue) {
    let result = try Executable.run(["verify"] + arguments + ["--json"])
    let document = try JSONParser.parse(Array(result.output.utf8.dropLast()))
    return (result.status, try #require(document["coverage"]))
  }

  /// C(2, 3) is 0, and of 4 trials 2 violate a fourth: 3 are drawn, and one may still be bad.
  @Test func asManyAreDrawnAsTheGoalNeeds() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1...2 }")
    let draw = ["--certify-fraction", "1/4", "--challenge", "a coin"]
    let result = try Executable.run(["verify", grid.folder] + draw)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("reproduced: 3 of 3 compared"))
    #expect(
      result.prose.contains(
        "certified: with 95% at most 1 of 4 planned trials (25%) would not be reproduced, and 25% is allowed"
      ))
    #expect(result.output.contains("stop or go on: p = "))
    let (status, coverage) = try json([grid.folder, "--confidence", "0.99"] + draw)
    #expect(status == 0)
    let found = try #require(coverage["certified"])
    #expect(found["confidence"]?.string == "99/100" && found["fraction"]?.string == "1/4")
    #expect(found["drawn"]?.integer == 3 && found["upperBound"]?.integer == 1)
    #expect(found["failures"]?.integer == 0 && found["met"] == true)
    // The greater sample of the same challenge holds the smaller one.
    let all = try json([grid.folder, "--sample", "4"] + draw)
    #expect(all.coverage["certified"]?["upperBound"]?.integer == 0)
    let budget = try json([grid.folder, "--budget", "1h"] + draw)
    #expect(budget.coverage["certified"] == all.coverage["certified"])
    // Without a goal nothing is certified.
    let plain = try json([grid.folder, "--sample", "4", "--challenge", "a coin"])
    #expect(plain.coverage["certified"] == nil)
  }

  /// A failure is said first, and the bound after it is true: the forged golden is one of four.
  @Test func aFailureRaisesTheBound() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1...2 }")
    var golden = try Golden(grid.golden(2, 1))
    for step in golden.steps.indices { golden.steps[step].lossBits ^= 1 }
    try golden.write(to: grid.golden(2, 1))
    let arguments = [grid.folder, "--sample", "4", "--certify-fraction", "5%"]
    let result = try Executable.run(["verify"] + arguments)
    #expect(result.status == 1)
    #expect(
      result.prose.contains(
        "not certified: 1 of 4 were not reproduced; with 95% at most 1 of 4 planned trials (25%)"))
    let (status, coverage) = try json(arguments)
    #expect(status == 1)
    #expect(coverage["certified"]?["failures"]?.integer == 1)
    #expect(coverage["certified"]?["met"] == false && coverage["certified"]?["anytimeMet"] == false)
  }

  /// A missing golden counts as one that is not reproduced.
  @Test func aMissingGoldenIsAFailure() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1 }")
    try FileManager.default.removeItem(atPath: grid.golden(3))
    let (status, coverage) = try json([grid.folder, "--sample", "3", "--certify-fraction", "0.4"])
    #expect(status == 2)
    #expect(coverage["certified"]?["failures"]?.integer == 1)
    #expect(coverage["certified"]?["upperBound"]?.integer == 1)
    #expect(coverage["certified"]?["met"] == true)
  }

  @Test func aBeaconsRoundDraws() throws {
    let grid = try RecordedGrid(seeds: "{ wi: 1...2, do: 1 }")
    let round = ["--beacon", "657413:" + Self.signature]
    let result = try Executable.run(["verify", grid.folder, "--sample", "1"] + round)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.prose.contains(
        "if the goldens were published, and round 657413 of the chain 52db9ba7 named, before that round; "
          + "its signature is not checked here"))
    let (_, coverage) = try json([grid.folder, "--sample", "1"] + round)
    let beacon = try #require(coverage["beacon"])
    #expect(beacon["round"]?.string == "657413" && beacon["signature"]?.string == Self.signature)
    #expect(
      beacon["randomness"]?.string
        == "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587")
    #expect(beacon["signatureChecked"] == false && coverage["randomChallenge"] == false)
  }

  @Test(arguments: [
    (["--confidence", "0.9"], "--confidence needs --certify-fraction"),
    (["--certify-fraction", "0"], "is not a share between 0 and 1"),
    (["--certify-fraction", "1.5"], "is not a share between 0 and 1"),
    (["--certify-fraction", "half"], "is not a share between 0 and 1"),
    (["--certify-fraction", "0.1", "--all"], "excludes --all"),
    (["--certify-fraction", "0.1", "--segments", "3"], "excludes --all"),
    (["--beacon", "1:00"], "hexadecimal digits"),
    (["--beacon", "657413:" + signature], "need --sample"),
    (
      ["--beacon", "657413:" + signature, "--sample", "1", "--challenge", "x"],
      "--challenge and --beacon exclude each other"
    ),
  ])
  func whatCannotBeCertifiedIsRefused(_ arguments: [String], _ reason: String) throws {
    let result = try Executable.run(["verify", "golden/acceptability"] + arguments)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.error.contains(reason), "\(result.error)")
  }
}
