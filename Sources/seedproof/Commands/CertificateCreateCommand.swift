import ArgumentParser
import Arithmetic
import Attestation
import Experiment
import Files
import Judgement
import Report
import Text
import Verification

/// `seedproof certificate create`
struct CertificateCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Reruns trials of an experiment folder and signs what was found.",
    discussion: """
      Every planned trial is rerun, or as many as --sample says or --certify-fraction needs, drawn by \
      --challenge or --beacon. Nothing is read from an earlier report. Whatever is found is signed: PASSED \
      (exit 0), FAILED (1, or 3 for a corrupt golden) or WARNED (2). A challenge that the signer chose \
      proves nothing to people who do not trust the signer, unless they named it; a beacon's round proves \
      more if the plan that was signed before names it.
      """)

  @Argument(help: "The experiment folder.")
  var folder: String

  @Option(
    help: ArgumentHelp(
      "Write the certificate here; the default is certificate.intoto.jsonl in the folder.",
      valueName: "file"))
  var out: String?

  @OptionGroup var draw: CertificateDrawOptions

  @Option(help: ArgumentHelp("Rerun this many trials at a time.", valueName: "n"))
  var jobs = 1

  @OptionGroup var key: KeyOptions
  @OptionGroup var plan: SignedPlanOptions
  @OptionGroup var time: TimeOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var runner: RunnerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs must be 1...256, not \(jobs)")
    }
  }

  func run() throws {
    try runner.refuse(folders, arithmetic)
    let setting = try arithmetic.setting(jobs: jobs, trusting: .anew(quiet: output.progress.quiet))
    let (signer, time) = (try key.signingKey(), try time.signedTime())
    let signed = try plan.signedPlan([signer.publicKey])
    let path = out ?? FilePlace.path(of: CertificateFile.name, in: folder)
    let place = try CertificatePlace(path, what: "certificate")
    let overrides = FolderOverrides(data: folders.data, model: folders.model)
    let experiment = try ExperimentFolder.open(
      folder, data: overrides.data, model: overrides.model)
    try experiment.refuseLanes(for: "a certificate")
    if let signed { try requirePlan(signed.signed, experiment.plan) }
    let choice = try draw.choice(of: experiment.plan)
    // What the certificate cannot do without is looked for before hours of reruns.
    let harness = try Certificate.Harness.here(
      runner.runner == nil ? setting.place : "external")
    let report = try rerun(choice, overrides, setting)
    let certificate = try Certificate(
      RecordedGrid(at: folder, overrides), report, choice,
      commitment: signed.map { $0.signed.commitment(signedBy: $0.key) },
      harness: harness, time: time)
    let file = try CertificateFile(certificate, signedBy: signer, path: path)
    try place.write(file.text)
    try end(file, signer.publicKey, signed)
  }

  private func requirePlan(_ signed: SignedPlan, _ plan: ExperimentPlan) throws {
    guard signed.plan == plan.digest else {
      throw InputError(
        .malformed, file: plan.path, "is another plan than the one that was signed before",
        advice: "certify the folder of the signed plan, or leave out --plan")
    }
  }

  private func rerun(
    _ choice: Certificate.Choice, _ overrides: FolderOverrides, _ setting: ArithmeticSetting
  ) throws -> VerificationReport {
    let trials = choice.challenge.map { TrialChoice.sample(choice.count, $0) } ?? .all
    let selection = try TrialSelection(trials, of: folder, overrides)
    try selection.require(setting.device)
    let bar = output.progressBar("certificate")
    defer { bar.clear() }
    let show: @Sendable (Double) -> Void = {
      bar.update($0, "\(selection.goldens.count) trials")
    }
    if let report = try runner.verify(
      selection, updates: nil, jobs: jobs, tolerances: nil, keeping: nil, resumeAt: nil,
      failsFast: false, show)
    {
      return report
    }
    return TrialVerifier(setting, progress: show).verify(selection, jobs: jobs)
  }

  private func end(
    _ file: CertificateFile, _ key: PublicKey, _ plan: (signed: SignedPlan, key: PublicKey)?
  ) throws {
    var grounds = CertificateCheck.Grounds()
    grounds.keys = [key]
    grounds.plan = plan
    grounds.folder = try RecordedGrid(
      at: folder, FolderOverrides(data: folders.data, model: folders.model))
    let check = try CertificateCheck(file, grounds)
    print(output.json ? OutputSchema.certificateCheck.text(of: check.json) : check.table)
    if !output.json { print("written \(file.path.printable)") }
    let verdict = file.certificate.verdict
    let status = verdict.isSuccess ? check.result.exitStatus : verdict.exitCode
    if status != ExitStatus.success { throw ExitCode(status) }
  }
}
