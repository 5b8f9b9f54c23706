import Attestation
import Text

extension CertificateCheck {
  /// What was proved, with what power, and what was not; the result last. In lines of at most 80 columns.
  public var table: String { (findings.map(Self.row) + [end]).joined(separator: "\n") }

  /// Who signed it and what was rerun, for the demo.
  public var demonstration: String {
    let shown = findings.filter { ["signature", "rerun"].contains($0.subject) }
    return (shown.map(Self.row) + [end]).joined(separator: "\n")
  }

  private static func row(_ finding: Finding) -> String {
    TextWrap.hanging(
      "\(padded(finding.status.rawValue, 10))  \(padded(finding.subject, 9))  ",
      Escaping.terminal(finding.text))
  }

  private var end: String {
    TextWrap.paragraph("\(result.rawValue): \(Escaping.terminal(headline))")
  }

  private static func padded(_ text: String, _ count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }

  /// The certificate in one line.
  var headline: String {
    let name = certificate.experiment.name
    let rerun = "\(certificate.cells.count) of \(certificate.grid.planned) trials rerun"
    return "\(name), \(rerun), verdict '\(certificate.verdict.rawValue)', signed for "
      + "\(certificate.time)"
  }

  /// The check as a document for programs.
  public var json: JSONValue {
    [
      "result": .string(result.rawValue), "certificate": .string(file.digest.description),
      "findings": .array(
        findings.map { finding in
          [
            "status": .string(finding.status.rawValue), "subject": .string(finding.subject),
            "text": .string(finding.text),
          ]
        }),
      "predicate": certificate.statements[2].predicate,
    ]
  }
}
