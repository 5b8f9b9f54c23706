import Audit
import Text

extension AuditReport {
  /// For programs: an entry for each rule that was put to a claim.
  public var json: JSONValue {
    .object([
      "verdict": .string(verdict.rawValue),
      "path": .string(path),
      "claims": .array(
        claims.flatMap { claim in
          claim.findings.map { finding in
            .object([
              "id": .string(claim.name), "line": .integer(claim.line),
              "title": .string(claim.title), "source": claim.source.map { .string($0) } ?? .null,
              "rule": .string(finding.rule.rawValue), "verdict": .string(finding.verdict.rawValue),
              "sentence": .string(finding.sentence), "evidence": .ordered(finding.evidence),
            ])
          }
        }),
      "silent": .array(claims.filter(\.findings.isEmpty).map { .string($0.name) }),
    ])
  }

  /// SARIF 2.1.0: a result for each finding that is no pass, on the line of its claim; each rule with its question.
  public var sarif: JSONValue {
    let rules = AuditRule.allCases
    let results = claims.flatMap(\.findings).map { finding -> JSONValue in
      [
        "ruleId": .string(finding.rule.rawValue),
        "ruleIndex": .integer(rules.firstIndex(of: finding.rule)!),
        "kind": .string(finding.verdict.sarifKind),
        "level": .string(finding.verdict.sarifLevel),
        "message": ["text": .string("\(finding.claim): \(finding.sentence)".printable)],
        "partialFingerprints": [
          "claimAndRule/v1": .string("\(finding.claim)/\(finding.rule.rawValue)".printable)
        ],
        "locations": [
          [
            "physicalLocation": [
              "artifactLocation": ["uri": .string(Self.uri(path))],
              "region": ["startLine": .integer(max(1, finding.line))],
            ]
          ]
        ],
      ]
    }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "seedproof audit",
              "rules": .array(
                rules.map { rule in
                  [
                    "id": .string(rule.rawValue),
                    "shortDescription": ["text": .string(rule.question)],
                  ]
                }),
            ]
          ],
          "results": .array(results),
        ]
      ],
    ]
  }

  /// A path as a relative reference: bytes other than letters, digits and `-._~/` in hexadecimal.
  private static func uri(_ path: String) -> String {
    path.utf8.map { byte in
      let isPlain =
        byte.isDigit || byte.isSmallLetter || (0x41...0x5a).contains(byte)
        || "-._~/".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + byte.digits(2, radix: 16).uppercased()
    }.joined()
  }
}

extension AuditVerdict {
  fileprivate var sarifKind: String {
    switch self {
    case .holds: "pass"
    case .undetermined: "open"
    case .refuted, .malformed: "fail"
    }
  }

  /// Of anything but a failure SARIF wants none.
  fileprivate var sarifLevel: String {
    self == .refuted || self == .malformed ? "error" : "none"
  }
}
