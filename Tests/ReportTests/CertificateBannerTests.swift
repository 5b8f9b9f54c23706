import Attestation
import Files
import Judgement
import Sampling
import Statistics
import TestSupport
import Testing
import Text

@testable import Report

/// The verdict of a page: what a certificate proves, and no more.
@Suite struct CertificateBannerTests {
  /// A certificate of two trials that never ran.
  private struct Made {
    let grid: Judgement.RecordedGrid
    let file: CertificateFile
    let key = SigningKey(.ed25519)

    init(name: String = "made", verdict: Verdict = .allCases[0], finding: String? = nil) throws {
      let trials = (0..<2).map { place -> Judgement.RecordedGrid.Trial in
        .init(
          seeds: TrialSeeds(wi: UInt32(place), do: 1), name: "trials/\(place).golden",
          content: .golden(
            .init(
              file: Digest(of: [1, UInt8(place)]), content: Digest(of: [UInt8(place)]),
              outcome: .completed, header: [:])))
      }
      grid = .init(
        name: name, task: "t", plan: Digest(of: [7]), trials: trials, unplannedCount: 0,
        header: [:])
      let evidence = (0..<2).map { place in
        var evidence = TrialEvidence.made(
          place == 0 ? verdict : .allCases[0], reason: finding, content: UInt8(place))
        evidence.seeds = TrialSeeds(wi: UInt32(place), do: 1)
        return evidence
      }
      let control = ControlResult(control: .oneULP, isCaught: true)
      let certificate = try Certificate(
        grid, VerificationReport(Evidence(trials: evidence, controls: [control])),
        .init(challenge: nil, count: 2, alpha: Ratio(1, 20)), commitment: nil,
        harness: .init(
          name: "seedproof", version: "1", digest: Digest(of: [5]), processor: "p",
          instructionSet: "generic"),
        time: SignedTime("2026-11-29T12:00:00Z")!)
      file = try CertificateFile(certificate, signedBy: key, path: "c.jsonl")
    }

    func reported(isSigned: Bool = true, in folder: Judgement.RecordedGrid? = nil) throws
      -> ReportedCertificate
    {
      var grounds = CertificateCheck.Grounds()
      grounds.keys = isSigned ? [key.publicKey] : []
      grounds.folder = folder ?? grid
      return .init(
        input: "folder", state: .read(try CertificateCheck(file, grounds), isSigned: isSigned))
    }
  }

  private func html(_ certificates: [ReportedCertificate]) -> String {
    VerdictBanner(certificates: certificates).html
  }

  @Test func onlyACheckedCertificateIsGreen() throws {
    let (made, other) = (try Made(), try Made(name: "other"))
    let diverged = try Made(verdict: .diverged)
    let open = try Made(verdict: .unverifiable, finding: "the model is missing")
    let refused = ReportedCertificate(
      input: "folder", state: .refused(InputError(.malformed, file: "c.jsonl", "is not signed")))
    let cases: [(ReportedCertificate, ReportedCertificate.Standing)] = [
      (try made.reported(), .certified), (try made.reported(isSigned: false), .unchecked),
      (try made.reported(in: other.grid), .failed),
      (try made.reported(isSigned: false, in: other.grid), .failed),
      (try diverged.reported(), .failed), (try diverged.reported(isSigned: false), .failed),
      (try open.reported(), .doubtful), (try open.reported(isSigned: false), .unchecked),
      (refused, .refused), (.init(input: "table.csv", state: .none), .none),
    ]
    #expect(Set(cases.map(\.1)) == Set(ReportedCertificate.Standing.allCases))
    for (certificate, standing) in cases {
      #expect(certificate.standing == standing)
      let text = html([certificate])
      #expect(text.contains("class=\"verdict \(standing.rawValue)\""), "\(text)")
      #expect(text.contains(">Certified</h2>") == (standing == .certified), "\(text)")
      #expect(text.contains("\u{2713}") == (standing == .certified), "\(text)")
      #expect(certificate.json["standing"]?.string == standing.rawValue)
    }
    #expect(html([]).contains(">Not certified</h2>"))
  }

  /// What was proved and what was not stands below the verdict.
  @Test func findingsAreShown() throws {
    let text = html([try Made().reported()])
    for line in ["signature: all three", "rerun: 2 of 2", "limit: that the data are right"] {
      #expect(text.contains(line), "\(line)")
    }
    #expect(text.contains("class=\"open\"") && !text.contains("class=\"broken\""))
    let other = html([try Made().reported(in: Made(name: "other").grid)])
    #expect(other.contains("class=\"broken\""))
    let unchecked = html([try Made().reported(isSigned: false)])
    #expect(!unchecked.contains("proved"), "\(unchecked)")
  }

  /// Of several inputs each has its own, named.
  @Test func inputsStandApart() throws {
    let text = html([try Made().reported(), .init(input: "table.csv", state: .none)])
    #expect(text.contains("<h2 id=\"verdict\">Certified: folder</h2>"))
    #expect(text.contains("<h2 id=\"verdict-2\">Not certified: table.csv</h2>"))
    let bare = html([
      .init(input: "a.csv", state: .none), .init(input: "b.csv", state: .none),
    ])
    #expect(bare.contains("<h2 id=\"verdict\">Not certified</h2>") && !bare.contains("verdict-2"))
  }

  @Test(arguments: SinkTests.hostile)
  func foreignTextIsEscaped(_ text: String) throws {
    let made = try Made(name: text, verdict: .unverifiable, finding: text)
    let certificates = [
      try made.reported(),
      ReportedCertificate(
        input: text, state: .refused(InputError(.malformed, file: text, text))),
    ]
    let page = html(certificates)
    let scanner = MarkupScanner("<div>" + page + "</div>")
    #expect(scanner.faults == [])
    #expect(!page.contains("<script>") && !page.contains("\u{202e}") && !page.contains("\u{1b}"))
  }
}
