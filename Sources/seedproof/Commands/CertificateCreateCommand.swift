import ArgumentParser
import Arithmetic
import Attestation
import Experiment
import Files
import Judgement
import Report
import Sampling
import Statistics
import Text
import Verification

/// `seedproof certificate create`
struct CertificateCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Reruns trials of an experiment folder and signs what was found.",
    discussion: """
      Every planned trial is rerun, or as many as --sample says, drawn by --challenge. Nothing is read \
      from an earlier report. Whatever is found is signed: PASSED (exit 0), FAILED (1, or 3 for a \
      corrupt golden) or WARNED (2). A challenge that the signer chose proves nothing to people who do \
      not trust the signer, unless they named it.
      """)

  @Argument(help: "The experiment folder.")
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Write the certificate here; the default is certificate.intoto.jsonl in the folder.",
      valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Rerun this many trials, drawn by --challenge; the default are all.", valueName: "n"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Draw by this text; the default are 32 random bytes, which are recorded.", valueName: "text"))
  var challenge: String?

  @Option(
    help: ArgumentHelp("State bounds with this confidence.", valueName: "share"),
    transform: CertificateCreateCommand.alpha)
  var confidence = Ratio(1, 20)

  @Option(help: ArgumentHelp("Rerun this many trials at a time.", valueName: "n"))
  var jobs = 1

  @OptionGroup var key: KeyOptions
  @OptionGroup var plan: SignedPlanOptions
  @OptionGroup var time: TimeOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var output: OutputOptions

  /// `0.95` or `95%` is an alpha of 1/20.
  private static func alpha(_ text: String) throws -> Ratio {
    guard let share = Ratio(text), share.numerator > 0, share.numerator < share.denominator else {
      throw ValidationError(
        "--confidence: '\(text.prefix(40))' is no share such as 0.95, above 0 and below 1")
    }
    return share.complement
  }

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
    if let sample, sample < 1 {
      throw ValidationError("--sample must be at least 1: nothing rerun proves nothing")
    }
    guard challenge == nil || sample != nil else {
      throw ValidationError("--challenge needs --sample")
    }
    guard challenge != "" else { throw ValidationError("--challenge is empty") }
  }

  func run() throws {
    try runner.refuse(folders, arithmetic)
    let (signer, time) = (try key.signingKey(), try time.signedTime())
    let signed = try plan.signedPlan([signer.publicKey])
    let path = out ?? FilePlace.path(of: CertificateFile.name, in: folder)
    let place = try CertificatePlace(path, what: "certificate")
    let challenge = sample.map { _ in self.challenge.map { Challenge($0) } ?? .random() }
    let overrides = FolderOverrides(data: folders.data, model: folders.model)
    let experiment = try ExperimentFolder.open(
      folder, data: overrides.data, model: overrides.model)
    if let signed { try requirePlan(signed.plan, experiment.plan) }
    let report = try rerun(challenge, overrides)
    let certificate = try Certificate(
      RecordedGrid(at: folder, overrides), report,
      .init(
        challenge: challenge, count: sample ?? experiment.plan.cells.count, alpha: confidence),
      commitment: signed.map { $0.plan.commitment(signedBy: $0.key) },
      harness: .here(
        runner.runner == nil ? arithmetic.instructionSet().rawValue : "external"), time: time)
    let file = try CertificateFile(certificate, signedBy: signer, path: path)
    try place.write(file.text)
    try end(file, signer.publicKey)
  }

  private func requirePlan(_ signed: SignedPlan, _ plan: ExperimentPlan) throws {
    guard signed.plan == plan.digest else {
      throw InputError(
        .malformed, file: plan.path, "is another plan than the one that was signed before",
        advice: "certify the folder of the signed plan, or leave out --plan")
    }
  }

  private func rerun(
    _ challenge: Challenge?, _ overrides: FolderOverrides
  ) throws -> VerificationReport {
    var choice = TrialChoice.all
    if let sample, let challenge { choice = .sample(sample, challenge) }
    let selection = try TrialSelection(choice, of: folder, overrides)
    let bar = output.progressBar("certificate")
    defer { bar.clear() }
    let show: @Sendable (Double) -> Void = {
      bar.update($0, "\(selection.goldens.count) trials")
    }
    if let report = try runner.verify(
      selection, jobs: jobs, tolerance: nil, keeping: nil, show)
    {
      return report
    }
    return TrialVerifier(
      instructionSet: try arithmetic.instructionSet(),
      threads: arithmetic.threadCount(jobs: jobs), progress: show
    ).verify(selection, jobs: jobs)
  }

  private func end(_ file: CertificateFile, _ key: PublicKey) throws {
    var grounds = CertificateCheck.Grounds()
    grounds.keys = [key]
    grounds.folder = try RecordedGrid(
      at: folder, FolderOverrides(data: folders.data, model: folders.model))
    let check = try CertificateCheck(file, grounds)
    print(output.json ? check.json.canonical : check.table)
    if !output.json { print("written \(file.path.printable)") }
    let verdict = file.certificate.verdict
    let status = verdict.isSuccess ? check.result.exitStatus : verdict.exitCode
    if status != ExitStatus.success { throw ExitCode(status) }
  }
}
