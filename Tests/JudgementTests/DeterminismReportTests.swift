import Files
import Sampling
import Testing

@testable import Judgement

/// The verdict of a battery, and its sentence, as functions of what was found.
@Suite struct DeterminismReportTests {
  private static let divergence = Divergence(step: 1, column: .loss, expected: "a", actual: "b")

  private static func variation(
    _ name: String, _ finding: VariationResult.Finding, _ factor: String = "a factor",
    _ pin: String = "a pin"
  ) -> VariationResult {
    VariationResult(name: name, text: name, factor: factor, pin: pin, finding: finding)
  }

  private static func report(
    _ variations: [VariationResult], _ controls: [BatteryControl.Finding] = [.caught]
  ) -> DeterminismReport {
    DeterminismReport(
      lane: .external, seeds: TrialSeeds(wi: 1, do: 2), contentDigest: Digest(of: []), stepCount: 9,
      variations: variations, controls: controls.map { BatteryControl("a control", $0) },
      challenge: "dice")
  }

  private static let equal = VariationResult.Finding.identical(updates: 9, values: 19)
  private static let other = VariationResult.Finding.differs(divergence, updates: 1)
  private static let none = VariationResult.Finding.notRun("no such thing")

  private typealias Case = (
    findings: [VariationResult.Finding], controls: [BatteryControl.Finding], BatteryVerdict, Int32
  )
  private static let cases: [Case] = [
    ([equal, equal], [.caught], .identical, 0),
    ([equal, equal, none], [.caught, .notRun("x")], .identical, 0),
    ([equal, none], [.caught], .unproven, 2),
    ([none, none], [.caught], .unproven, 2),
    ([], [.caught], .unproven, 2),
    ([equal, equal], [], .unproven, 2),
    ([equal, equal], [.notRun("x")], .unproven, 2),
    ([equal, equal], [.caught, .missed("x")], .unproven, 2),
    ([equal, other], [.caught], .differs, 1),
    ([other], [.caught], .differs, 1),
    // A difference stands whatever became of the controls.
    ([equal, other], [.missed("x")], .differs, 1),
    ([other, none], [], .differs, 1),
  ]

  @Test func verdicts() {
    for (findings, controls, verdict, status) in Self.cases {
      let report = Self.report(findings.map { Self.variation("v", $0) }, controls)
      #expect(report.verdict == verdict && verdict.exitCode == status, "\(findings) \(controls)")
    }
  }

  @Test func theSentenceNamesEachFactorOnce() {
    let report = Self.report([
      Self.variation("rerun", Self.equal, "chance"),
      Self.variation("threads-1", Self.other, "the number of threads", "set OMP_NUM_THREADS"),
      Self.variation("threads-2", Self.other, "the number of threads", "set OMP_NUM_THREADS"),
      Self.variation("umask", Self.none, "the umask"),
      Self.variation("time-zone", Self.other, "the time zone", "set TZ"),
      Self.variation("locale", Self.other, "the locale", "set LC_ALL"),
    ])
    #expect(
      report.conclusion
        == "On this machine, the bits of this trainer depend on the number of threads, the time zone and the "
        + "locale; to repeat them, set OMP_NUM_THREADS, set TZ and set LC_ALL.")
  }

  @Test func theSentenceClaimsNothingThatWasNotRun() {
    let one = Self.report([
      Self.variation("umask", Self.equal), Self.variation("locale", Self.none),
    ])
    #expect(one.conclusion == "Nothing is concluded of this trainer: fewer than 2 variations ran.")
    let two = [Self.variation("umask", Self.equal), Self.variation("time-zone", Self.equal)]
    #expect(
      Self.report(two + [Self.variation("locale", Self.none)])
        .conclusion.contains("none of the 2 variations that ran"))
    #expect(Self.report(two, []).conclusion.contains("no control was run"))
    #expect(
      Self.report(two, [.caught, .missed("it is blind")]).conclusion
        == "Nothing is concluded of this trainer: a control was not caught (a control: it is blind)."
    )
    let chance = Self.report([
      Self.variation("rerun", Self.other), Self.variation("locale", Self.other, "the locale"),
    ])
    #expect(chance.conclusion.contains("from run to run") && !chance.conclusion.contains("locale"))
  }
}
