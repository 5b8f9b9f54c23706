import ArgumentParser
import Attestation
import Experiment
import Files
import Sampling
import Text

/// `seedproof certificate plan`
struct CertificatePlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Signs a plan before its trials run, so that none can be left out afterwards.",
    discussion: """
      Publish the file that is written, or have it time-stamped, before the grid runs. A certificate \
      then names it, and a folder with a narrowed plan is another plan. A round of a public beacon that \
      is named here, and comes after the goldens, draws trials that nobody could choose.
      """)

  @Argument(help: "The experiment file.")
  var experiment: String

  @Option(help: ArgumentHelp("Write the signed plan here.", valueName: "file"))
  var out: String

  @Option(
    help: ArgumentHelp(
      """
      Name the round of the public beacon drand (chain quicknet) that is to draw which trials are rerun; it \
      must be published after the time of the plan.
      """, valueName: "round"),
    transform: NamedRound.argument)
  var beacon: NamedRound?

  @OptionGroup var key: KeyOptions
  @OptionGroup var time: TimeOptions
  @OptionGroup var output: FormatOptions<TextOrJSON>

  func run() throws {
    let plan = try ExperimentPlan.read(experiment, searchesFoldersAbove: true)
    let place = try CertificatePlace(out, what: "signed plan")
    let signed = try SignedPlan(
      plan.digest, name: plan.name, plannedCount: plan.cells.count, time: time.signedTime(),
      round: beacon, signedBy: key.signingKey(), path: out)
    try place.write(signed.text)
    if output.isJSON {
      var document: [String: JSONValue] = [
        "written": .string(out), "plan": .string(signed.plan.description),
        "planned": .integer(plan.cells.count), "statement": .string(signed.digest.description),
        "time": .string(signed.time.description),
      ]
      document["beacon"] = beacon.map { .string(String($0.number)) }
      OutputSchema.certificatePlan.print(.object(document))
    } else {
      print("plan      \(signed.plan), \(plan.cells.count) trials")
      print("statement \(signed.digest)")
      if let beacon {
        print("draw      by \(beacon.name), published at \(SignedTime(beacon))")
      }
      print("written   \(out.printable), signed for \(signed.time)")
    }
  }
}

/// The place of a signed file.
struct CertificatePlace {
  private let path: String

  /// Sees, before any work, that nothing but an earlier one is replaced; removes what killed runs left.
  ///
  /// - Throws: `InputError` of kind usage.
  init(_ path: String, what: String) throws {
    guard !OutputPlace.hasNameOfGolden(path) else {
      throw InputError(file: path, "has the name of a golden", advice: "name another --out")
    }
    try OutputPlace.check(path, what: what, beginning: CertificateFile.beginning)
    StrayFiles.remove(of: path)
    self.path = path
  }

  func write(_ text: String) throws { try AtomicFile.write(Array(text.utf8), to: path) }
}
