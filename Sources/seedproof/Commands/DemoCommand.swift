import ArgumentParser
import Attestation
import Experiment
import Files
import Foundation
import Judgement
import Processes
import Report
import Statistics
import Text
import Verification

/// `seedproof demo`
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Trains a 3 x 3 grid of the embedded experiment and verifies the committed goldens.",
    discussion: """
      Nine trials of a small encoder are trained here, and each is compared, bit for bit, with the \
      golden that was recorded elsewhere. What was found is signed with a key that is made for it, and \
      the certificate is checked. Nothing is downloaded and nothing is kept.
      """)

  @Option(help: ArgumentHelp("Verify the goldens of this folder.", valueName: "folder"))
  var golden = "golden/acceptability"

  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let folder = try ExperimentFolder.open(golden)
    let jobs = min(ProcessorShare.current.processorCount, folder.plan.cells.count)
    let setting = try arithmetic.setting(jobs: jobs, trusting: .anew(quiet: output.progress.quiet))
    let harness = try Certificate.Harness.here(setting.place)
    try train(folder.plan, jobs: jobs)
    let selection = try TrialSelection(.all, of: golden)
    try selection.require(setting.device)
    let bar = output.progressBar("verify")
    let verifier = TrialVerifier(
      setting,
      progress: { bar.update($0, "\(selection.goldens.count) trials") })
    let report = verifier.verify(selection, jobs: jobs)
    bar.clear()
    if !output.json { print(report.table) }
    guard report.verdict.isSuccess else {
      if output.json { OutputSchema.demo.print(report.json) }
      throw ExitCode(report.verdict.exitCode)
    }
    let check = try certify(report, harness, trialCount: folder.plan.cells.count)
    if output.json {
      let document = report.json.object ?? [:]
      OutputSchema.demo.print(.object(document.merging(["certificate": check.json]) { $1 }))
    } else {
      print(check.demonstration)
    }
    if check.result != .passed { throw ExitCode(check.result.exitStatus) }
  }

  /// Signs what was found with a new key, and checks the certificate as somebody else would: from its file, with the
  /// public key alone.
  private func certify(
    _ report: VerificationReport, _ harness: Certificate.Harness, trialCount: Int
  ) throws -> CertificateCheck {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    func place(_ name: String) -> String { FilePlace.path(of: name, in: scratch.path) }
    let key = SigningKey(.ed25519)
    try key.write(to: place("demo.key"), publicKey: place("demo.pub"))
    let certificate = try Certificate(
      RecordedGrid(at: golden), report,
      .init(challenge: nil, count: trialCount, alpha: Ratio(1, 20)), commitment: nil,
      harness: harness, time: SignedTime(option: nil))
    let path = place(CertificateFile.name)
    let signed = try CertificateFile(certificate, signedBy: key, path: path)
    try AtomicFile.write(Array(signed.text.utf8), to: path)
    var grounds = CertificateCheck.Grounds()
    grounds.keys = [try PublicKey(place("demo.pub"))]
    grounds.folder = try RecordedGrid(at: golden)
    return try CertificateCheck(CertificateFile(path), grounds)
  }

  /// Trains the grid, prints its scores, and leaves nothing behind.
  private func train(_ plan: ExperimentPlan, jobs: Int) throws {
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let (trained, summary) = try GridRun(plan: plan, out: scratch.path, jobs: jobs, output: output)
      .run(arithmetic, notice: "ending at the next update")
    if summary.isInterrupted { throw ExitCode(ExitStatus.interrupted) }
    if !output.json { print(try ScoreTable(trained).text) }
  }
}
