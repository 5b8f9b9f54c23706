import Files
import TestSupport
import Testing
import Text

@testable import Sampling

/// A beacon's round as a challenge: the known answers of `Tests/Fixtures/Statistics/vectors.json`.
@Suite struct BeaconTests {
  /// Round 657413 of quicknet, as it was published.
  static let published =
    "657413:b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    + "41076862b98fad56e91a6b85b89cd97b"

  @Test func aRoundDrawsTheKnownSample() throws {
    let answers = try KnownAnswers("audit").root["beacon"]
    let round = try BeaconRound(Self.published)
    #expect(round.number == 657_413 && round.chain == .quicknet)
    #expect(round.randomness.description == answers["randomness"].text)
    let root = try #require(Digest(hex: answers["root"].text))
    let seed = SamplingTickets.seed(.oneFolder, root: root, Challenge(round))
    #expect(seed == answers["seed"].text)
    #expect(Digest(of: Array(seed.utf8)).description == answers["seed_sha256"].text)
    let ids = (1...25).flatMap { wi in (1...25).map { "rte/wi=\(wi)/do=\($0)" } }
    let drawn = SamplingTickets.order(ids, seed: seed).prefix(8)
    #expect(Array(drawn) == answers["first8"].list.map(\.text))
    let ticket = SamplingTickets.ticket(seed: seed, id: drawn[0])
    #expect(ticket.description == answers["first_ticket"].text)
  }

  @Test func aRoundIsPublishedAtItsTime() {
    let chain = BeaconChain.quicknet
    #expect(chain.time(of: 1) == chain.genesis)
    for number in [1, 2, 657_413, 27_946_612] {
      #expect(chain.latest(at: chain.time(of: number)) == number)
      #expect(chain.latest(at: chain.time(of: number) - 1) == (number == 1 ? nil : number - 1))
    }
  }

  @Test(arguments: [
    "", ":", "657413", "657413:", ":b7", "0:" + String(repeating: "a", count: 96),
    "-1:" + String(repeating: "a", count: 96), "1:" + String(repeating: "a", count: 95),
    "1:" + String(repeating: "a", count: 98), "1:" + String(repeating: "A", count: 96),
    "1:2:" + String(repeating: "a", count: 96),
    "99999999999999:" + String(repeating: "a", count: 96),
    "1:" + String(repeating: "é", count: 48),
    // The randomness in place of the signature.
    "657413:fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
  ])
  func whatIsNoRoundIsRefused(_ text: String) {
    #expect(throws: InputError.self) { try BeaconRound(text) }
  }

  /// No text draws what a round draws, not even the text that stands for it.
  @Test func aTextIsNeverTakenForARound() throws {
    let round = try BeaconRound(Self.published)
    let root = Digest(of: [])
    let texts = [round.text, Challenge(round).text, Self.published].map { Challenge($0) }
    let seeds = (texts + [Challenge(round)]).map {
      SamplingTickets.seed(.oneFolder, root: root, $0)
    }
    #expect(Set(seeds).count == 3)
    #expect(seeds[3] != seeds[0] && seeds[0] == seeds[1])
    #expect(texts.allSatisfy { $0.beacon == nil } && Challenge(round).beacon == round)
  }
}
