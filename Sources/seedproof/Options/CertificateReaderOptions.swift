import ArgumentParser
import Attestation
import Sampling
import Text

/// What the reader of a certificate brings to check it: shared by `certificate verify` and `report`.
struct CertificateReaderOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A public key that must have signed it.", valueName: "file"))
  var pub: [String] = []

  @Option(
    help: ArgumentHelp(
      "The challenge that you named to the signer: the sample must have been drawn by it.",
      valueName: "text"))
  var challenge: String?

  @Option(
    help: ArgumentHelp(
      "The round that the sample must have been drawn by, with the signature that the beacon gave you for it.",
      valueName: "round:signature"),
    transform: BeaconRound.argument)
  var beacon: BeaconRound?

  @OptionGroup var plan: SignedPlanOptions
  @OptionGroup var stamps: StampOptions

  func validate() throws {
    guard challenge == nil || beacon == nil else {
      throw ValidationError("--challenge and --beacon exclude each other")
    }
    guard plan.plan == nil || plan.planKey != nil || !pub.isEmpty else {
      throw ValidationError("--plan needs the key that signed it: --plan-pub or --pub")
    }
  }

  /// Everything but the folder.
  ///
  /// - Throws: `InputError` if a key or the plan cannot be read, or another key signed the plan.
  func grounds() throws -> CertificateCheck.Grounds {
    var grounds = CertificateCheck.Grounds()
    grounds.keys = try pub.map { try PublicKey($0) }
    guard Set(grounds.keys).count == grounds.keys.count else {
      throw InputError("--pub: one key is named twice", advice: "name each key once")
    }
    grounds.plan = try plan.signedPlan(grounds.keys)
    grounds.challenge = beacon.map { Challenge($0) } ?? challenge.map { Challenge($0) }
    return grounds
  }

  /// Adds what time-stamps say of the certificate at `path`, and of the signed plan.
  ///
  /// - Throws: `InputError` if one is no good stamp of the authority that was named.
  func addTimes(to grounds: inout CertificateCheck.Grounds, of path: String) throws {
    grounds.stamp = try stamps.stamp(of: path)
    grounds.planTime = try grounds.plan.flatMap { try stamps.time(of: $0.signed.path) }
  }
}
