import ArgumentParser
import Attestation
import Experiment
import Sampling

import struct Statistics.Ratio

/// Which trials a certificate is made of.
struct CertificateDrawOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Rerun this many trials, drawn by --challenge or --beacon; the default are all.",
      valueName: "n"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Draw by this text; the default are 32 random bytes, which are recorded.", valueName: "text"))
  var challenge: String?

  @Option(
    help: ArgumentHelp(
      """
      Draw by this round of the public beacon drand (chain quicknet) in place of a text. Its signature is \
      recorded and not checked. It claims something only if the signed plan (--plan) named the round.
      """, valueName: "round:signature"),
    transform: BeaconRound.argument)
  var beacon: BeaconRound?

  @Option(
    name: .customLong("certify-fraction"),
    help: ArgumentHelp(
      """
      Rerun as many trials as certify, if all are reproduced, that at most this share of the planned ones \
      would not be, such as 0.05 or 5%; with --sample, say whether those do.
      """, valueName: "share"),
    transform: Ratio.share)
  var fraction: Ratio?

  @Option(
    help: ArgumentHelp("State bounds with this confidence.", valueName: "share"),
    transform: Ratio.share)
  var confidence = Ratio(95, 100)

  func validate() throws {
    if let sample, sample < 1 {
      throw ValidationError("--sample must be at least 1: nothing rerun proves nothing")
    }
    guard (challenge == nil && beacon == nil) || sample != nil || fraction != nil else {
      throw ValidationError("--challenge and --beacon need --sample or --certify-fraction")
    }
    guard challenge != "" else { throw ValidationError("--challenge is empty") }
    guard challenge == nil || beacon == nil else {
      throw ValidationError("--challenge and --beacon exclude each other")
    }
  }

  /// What is drawn of the trials of a plan.
  func choice(of plan: ExperimentPlan) throws -> Certificate.Choice {
    let total = plan.cells.count
    let alpha = confidence.complement
    let goal = fraction.flatMap { SampleGoal(fraction: $0, confidence: confidence) }
    guard let count = sample ?? goal?.size(of: total) else {
      return .init(challenge: nil, count: total, alpha: alpha)
    }
    return .init(
      challenge: beacon.map { Challenge($0) } ?? challenge.map { Challenge($0) } ?? .random(),
      count: count, alpha: alpha, fraction: fraction)
  }
}
