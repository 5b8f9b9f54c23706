import Judgement
import Statistics
import TestSupport
import Testing
import Text

@testable import Attestation

/// Several auditors, one folder.
@Suite struct MergedCertificatesTests {
  private func merge(
    _ all: [(MadeCertificate, SigningKey)], keys: [PublicKey]? = nil
  ) throws -> MergedCertificates {
    let files = try all.map { try $0.0.file($0.1) }
    return try MergedCertificates(
      files, signedBy: try keys ?? [TestKeys.ed25519.publicKey, TestKeys.p256.publicKey],
      of: all[0].0.grid)
  }

  @Test func drawsByDifferentChallengesAddUp() throws {
    let (a, b) = (try TestKeys.ed25519, try TestKeys.p256)
    var one = MadeCertificate(sample: (20, "a"))
    one.cellCount = 100
    var two = one
    two.sample = (30, "b")
    let alone = try merge([(one, a)])
    #expect(alone.bound == (try one.made().bound) && alone.result == .passed)
    let both = try merge([(one, a), (two, b)])
    // The largest D with C(100-D,20)/C(100,20) C(100-D,30)/C(100,30) above 1/20, by hand.
    func missed(_ bad: Int, _ drawn: Int) -> Double {
      var chance = 1.0
      for place in 0..<bad { chance *= Double(100 - drawn - place) / Double(100 - place) }
      return chance
    }
    let expected = (0...70).last { missed($0, 20) * missed($0, 30) > 0.05 }
    #expect(both.bound == expected && both.auditors.count == 2)
    #expect(!both.isBoundClaimed)
    // One key with two certificates is one auditor; one challenge is one draw.
    let same = try merge([(one, a), (two, a)])
    #expect(same.auditors.count == 1 && same.bound == expected)
    var copy = one
    copy.sample = (10, "a")
    #expect(try merge([(one, a), (copy, b)]).bound == alone.bound)
    var all = one
    all.sample = nil
    let whole = try merge([(one, a), (all, b)])
    #expect(whole.bound == 0 && whole.trials.count == 100)
  }

  @Test func whatDiffersForOneFails() throws {
    let (a, b) = (try TestKeys.ed25519, try TestKeys.p256)
    let merged = try merge([
      (MadeCertificate(), a), (MadeCertificate(verdicts: [2: .diverged]), b),
    ])
    #expect(merged.result == .failed && merged.bound == nil)
    #expect(merged.trials[2].verdicts.map(\.verdict) == [.allCases[0], .diverged])
  }

  @Test func whatOneCouldNotTellAnotherMayTell() throws {
    let (a, b) = (try TestKeys.ed25519, try TestKeys.p256)
    let blind = MadeCertificate(verdicts: [2: .unverifiable])
    #expect(try merge([(blind, b)]).result == .warned)
    #expect(try merge([(MadeCertificate(), a), (blind, b)]).result == .passed)
    let silent = MadeCertificate(controls: [])
    let merged = try merge([(silent, b)])
    #expect(merged.result == .warned && merged.bound == nil && merged.silentCount == 1)
    #expect(merged.trials.allSatisfy { $0.verdicts[0].verdict == .unverifiable })
  }

  @Test func othersAreRefused() throws {
    let (a, b) = (try TestKeys.ed25519, try TestKeys.p256)
    let made = MadeCertificate()
    #expect(throws: InputError.self, "named twice") { try merge([(made, a), (made, a)]) }
    let other = [b.publicKey]
    let unsigned = #expect(throws: InputError.self) { try merge([(made, a)], keys: other) }
    #expect(unsigned?.kind == .malformed)
    let elsewhere = #expect(throws: InputError.self) {
      try merge([(made, a), (MadeCertificate(name: "other"), b)])
    }
    #expect(elsewhere?.kind == .unverifiable)
  }
}
