import ArgumentParser
import Attestation
import Files
import Foundation
import Text

/// The key that signs: from a file, the environment, or a descriptor. It is never printed.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sign with the private key in this file: PEM, an Ed25519 or a P-256 key without password.",
      valueName: "file"))
  var key: String?

  @Option(
    name: .customLong("key-env"),
    help: ArgumentHelp(
      "Sign with the private key in this variable of the environment; it is taken out of it.",
      valueName: "name"))
  var variable: String?

  @Option(
    name: .customLong("key-fd"),
    help: ArgumentHelp(
      "Sign with the private key that can be read from this open descriptor.", valueName: "n"))
  var descriptor: Int32?

  func validate() throws {
    let count = [key != nil, variable != nil, descriptor != nil].count(where: \.self)
    guard count == 1 else {
      throw ValidationError("name one signing key, by --key, --key-env or --key-fd")
    }
    if let descriptor, descriptor < 0 { throw ValidationError("--key-fd is no descriptor") }
  }

  /// Reads the key.
  ///
  /// - Throws: `InputError` if there is none that can sign.
  func signingKey() throws -> SigningKey {
    if let key {
      let file = try InputFile(key, limit: Self.byteLimit)
      return try SigningKey(pem: file.data, file: key)
    }
    if let variable {
      guard let text = ProcessInfo.processInfo.environment[variable], !text.isEmpty else {
        throw InputError("--key-env: there is no variable '\(variable.prefix(60))', or it is empty")
      }
      // A trainer that is started later must not find it.
      unsetenv(variable)
      return try SigningKey(pem: Array(text.utf8), file: "the variable \(variable.prefix(60))")
    }
    let number = descriptor ?? 0
    let handle = FileHandle(fileDescriptor: number, closeOnDealloc: false)
    var text = Data()
    do {
      while text.count <= Self.byteLimit,
        let piece = try handle.read(upToCount: Self.byteLimit + 1 - text.count), !piece.isEmpty
      { text.append(piece) }
    } catch { throw InputError("--key-fd: the descriptor \(number) cannot be read") }
    guard text.count <= Self.byteLimit else {
      throw InputError("--key-fd: more than \(Self.byteLimit) bytes are no key")
    }
    return try SigningKey(pem: text, file: "the descriptor \(number)")
  }

  private static let byteLimit = 1 << 16
}

/// The time that a statement names.
struct TimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Sign for this time, such as 2026-11-29T12:00:00Z; the default is that of SOURCE_DATE_EPOCH, else the \
      clock's. It is the signer's claim.
      """, valueName: "time"))
  var time: String?

  /// - Throws: `InputError` if what was given is no time.
  func signedTime() throws -> SignedTime { try SignedTime(option: time) }
}

/// A plan that was signed before, and who signed it.
struct SignedPlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The plan that was signed before the trials ran, by 'certificate plan'.", valueName: "file"))
  var plan: String?

  @Option(
    name: .customLong("plan-pub"),
    help: ArgumentHelp(
      "The public key that signed the plan; the default is that of the certificate.",
      valueName: "file"))
  var planKey: String?

  func validate() throws {
    guard planKey == nil || plan != nil else { throw ValidationError("--plan-pub needs --plan") }
  }

  /// The plan, and the key that is known to have signed it; nil where none is named.
  ///
  /// - Throws: `InputError` if it cannot be read, or that key has not signed it.
  func signedPlan(_ others: [PublicKey]) throws -> (signed: SignedPlan, key: PublicKey)? {
    guard let plan else { return nil }
    let keys = try planKey.map { [try PublicKey($0)] } ?? others
    let signed = try SignedPlan(plan)
    try signed.requireSignatures(of: keys)
    return (signed, keys[0])
  }
}
