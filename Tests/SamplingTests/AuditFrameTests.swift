import Files
import Testing

@testable import Sampling

/// Known answers come from `ci/attacks/audit_sample.py`, which shares no code with the program.
@Suite struct AuditFrameTests {
  private static func digest(_ text: String) -> Digest { Digest(of: Array(text.utf8)) }

  private static let trials: [AuditFrame.Trial] = [
    .init(plan: digest("plan a"), seeds: .init(wi: 1, do: 1), content: .golden(digest("one"))),
    .init(plan: digest("plan a"), seeds: .init(wi: 1, do: 2), content: .missing),
    .init(plan: digest("plan b"), seeds: .init(wi: 1, do: 1), content: .golden(digest("two"))),
    .init(plan: digest("plan b"), seeds: .init(wi: 1, do: 2), content: .unreadable),
    .init(plan: nil, seeds: nil, content: .unreadable),
    .init(plan: nil, seeds: .init(wi: 4_294_967_295, do: 0), content: .golden(digest("three"))),
  ]

  @Test func aTrialHasThisName() {
    #expect(
      Self.trials[2].name == "plan=\(Self.digest("plan b"))/wi=1/do=1/content=\(Self.digest("two"))"
    )
    #expect(Self.trials[4].name == "plan=none/wi=none/do=none/content=unreadable")
    #expect(Self.trials[1].name(of: 7..<13).hasSuffix("/do=2/content=missing/steps=7-13"))
    #expect(Self.trials[1].leaf(cutAt: [0, 7, 13]).hasSuffix("/content=missing/stretches=0,7,13"))
  }

  @Test func knownDrawOfTrials() {
    let names = Self.trials.map(\.name)
    let root = AuditFrame.root(names)
    #expect(
      root.description == "99325def80c99712344f6f1db097048d0eea6088c44d7041a9f681b4431b5707")
    let seed = SamplingTickets.seed(.anyFolders, root: root, challenge: "a coin")
    #expect(seed.hasPrefix("audit-sample-v2|\(root)|"))
    #expect(SamplingTickets.places(names, seed: seed) == [4, 3, 2, 1, 0, 5])
    // The order in which folders are named is not in it.
    #expect(AuditFrame.root(names.reversed()) == root)
    let backwards = SamplingTickets.order(names.reversed(), seed: seed)
    #expect(backwards == SamplingTickets.order(names, seed: seed))
  }

  @Test func knownDrawOfSegments() {
    let (first, second) = (Self.trials[0], Self.trials[2])
    let leaves = [first, second].map { $0.leaf(cutAt: [0, 7, 13]) } + [Self.trials[1].name]
    let root = AuditFrame.root(leaves)
    #expect(
      root.description == "60625bef3f046f8a740ea09b2408007f5df233eef7b926f9b8308fcb0e128747")
    let items = [first, second].flatMap { [$0.name(of: 0..<7), $0.name(of: 7..<13)] }
    let seed = SamplingTickets.seed(.anyFolders, root: root, challenge: "a coin")
    #expect(SamplingTickets.places(items, seed: seed) == [3, 2, 1, 0])
  }

  /// Everything that a trial is named by is in its ticket and in the root.
  @Test func namesAreDifferent() {
    let trial = Self.trials[0]
    var others = [trial, trial, trial, trial]
    others[0].plan = nil
    others[1].seeds = .init(wi: 1, do: 2)
    others[2].seeds = .init(wi: 2, do: 1)
    others[3].content = .missing
    #expect(Set((others + [trial]).map(\.name)).count == 5)
    #expect(Set((others + [trial]).map { AuditFrame.root([$0.name]) }).count == 5)
    #expect(
      AuditFrame.root([trial.leaf(cutAt: [0, 5])]) != AuditFrame.root([trial.leaf(cutAt: [0, 6])]))
  }
}
