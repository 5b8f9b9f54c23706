import Attestation
import Judgement
import Text

/// What is known of the certificate that lies beside the trials of a report.
public struct ReportedCertificate: Sendable {
  public enum State: Sendable {
    /// There is none.
    case none
    /// It is no certificate, or a key that was named has not signed it.
    case refused(InputError)
    /// It was compared with its folder; `isSigned` if keys were named, all of which have signed it.
    case read(CertificateCheck, isSigned: Bool)
  }

  /// The folder or table, as the user named it. Foreign text.
  public let input: String
  public let state: State

  public init(input: String, state: State) { (self.input, self.state) = (input, state) }
}

extension ReportedCertificate {
  /// What may be said of the trials. Only one of these is a success.
  public enum Standing: String, Sendable, CaseIterable {
    case certified
    case doubtful
    case unchecked
    case none
    case failed
    case refused
  }

  /// A signature that nobody checked is worth nothing, whatever it signs; what fails, fails without one.
  public var standing: Standing {
    switch state {
    case .none: .none
    case .refused: .refused
    case .read(let check, let isSigned):
      switch check.result {
      case .failed: .failed
      case .warned: isSigned ? .doubtful : .unchecked
      // Without a key no check passes; this is for the one that would.
      case .passed: isSigned ? .certified : .unchecked
      }
    }
  }

  /// The verdict in two or three words.
  var title: String {
    switch standing {
    case .certified: "Certified"
    case .doubtful: "Certified with reservations"
    case .unchecked: "Certificate not checked"
    case .none: "Not certified"
    case .failed: "Certificate failed"
    case .refused: "Certificate refused"
    }
  }

  /// What that means, in a sentence or two. Foreign text may be in it.
  public var sentence: String {
    switch state {
    case .none:
      return "No certificate was checked for these trials. The numbers below are what the files "
        + "say; that the same training gives them again is not shown here."
    case .refused(let error):
      return "The certificate beside these trials is worth nothing: \(error)."
    case .read(let check, _):
      let says = "The certificate says: \(check.headline)."
      switch standing {
      case .certified:
        return says + " It is signed by every key that was named, and is about these files."
      case .doubtful:
        return says + " It is signed by every key that was named, and leaves something open:"
      case .unchecked:
        return says + " Nobody is known to have signed it: name the signer's public key by --pub."
      default: return says + " What does not hold is marked as failed:"
      }
    }
  }

  /// The check as a document for programs.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "input": .string(input), "standing": .string(standing.rawValue),
    ]
    switch state {
    case .none: break
    case .refused(let error): members["reason"] = .string("\(error)")
    case .read(let check, _): members["check"] = check.json
    }
    return .object(members)
  }
}
