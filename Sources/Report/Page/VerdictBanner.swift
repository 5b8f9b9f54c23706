import Attestation
import Text

/// The verdict at the top of a report. Only a certificate whose signature was checked makes it green.
struct VerdictBanner {
  /// One for each input.
  let certificates: [ReportedCertificate]

  /// One banner for all inputs if none has a certificate; else one for each.
  var html: String {
    let isBare = certificates.allSatisfy { $0.standing == .none }
    let shown =
      isBare ? [certificates.first ?? ReportedCertificate(input: "", state: .none)] : certificates
    return shown.enumerated().map { index, certificate in
      banner(
        certificate, id: index == 0 ? "verdict" : "verdict-\(index + 1)", isNamed: shown.count > 1)
    }.joined()
  }

  private func banner(_ certificate: ReportedCertificate, id: String, isNamed: Bool) -> String {
    let standing = certificate.standing
    let name = isNamed ? ": " + TextWidth.shortened(certificate.input, columns: 60) : ""
    return """
      <section class="verdict \(standing.rawValue)" aria-labelledby="\(id)">\
      <span class="sign" aria-hidden="true">\(Self.sign(standing))</span><div><h2 id="\(id)">\(Escaping.html(certificate.title + name))</h2>
      <p>\(Escaping.html(certificate.sentence))</p>\(findings(certificate))</div></section>

      """
  }

  /// Told by shape, too, for those who cannot tell the colours.
  private static func sign(_ standing: ReportedCertificate.Standing) -> String {
    switch standing {
    case .certified: "\u{2713}"
    case .doubtful: "!"
    case .unchecked, .none: "?"
    case .failed, .refused: "\u{d7}"
    }
  }

  /// What a certificate says that nobody is known to have signed is not repeated; what fails is.
  private func findings(_ certificate: ReportedCertificate) -> String {
    guard case .read(let check, let isSigned) = certificate.state else { return "" }
    let shown = check.findings.filter { isSigned || $0.status == .failed }
    guard !shown.isEmpty else { return "" }
    let items = shown.map { finding in
      "<li class=\"\(Self.word(finding.status))\"><b>\(finding.status.rawValue)</b> "
        + "<span>\(Escaping.html(finding.subject)): \(Escaping.html(finding.text))</span></li>\n"
    }
    return "<ul class=\"findings\">\n\(items.joined())</ul>"
  }

  private static func word(_ status: CertificateCheck.Finding.Status) -> String {
    switch status {
    case .proved: "proved"
    case .open: "open"
    case .failed: "broken"
    }
  }
}
