import Text

/// What one rule found of one claim.
public struct AuditFinding: Sendable {
  /// The claim's own name.
  public let claim: String
  /// Line of the claims file on which the claim begins, from 1; 0 where there is no such file.
  public let line: Int
  public let rule: AuditRule
  public let verdict: AuditVerdict
  /// What was found, in one sentence or two.
  public let sentence: String
  /// What that rests on, for programs.
  public let evidence: [(key: String, value: JSONValue)]

  public init(
    claim: String, line: Int, _ rule: AuditRule, _ verdict: AuditVerdict, _ sentence: String,
    _ evidence: KeyValuePairs<String, JSONValue> = [:]
  ) {
    self.init(claim: claim, line: line, rule, verdict, sentence, evidence: Array(evidence))
  }

  init(
    claim: String, line: Int, _ rule: AuditRule, _ verdict: AuditVerdict, _ sentence: String,
    evidence: [(key: String, value: JSONValue)]
  ) {
    (self.claim, self.line, self.rule, self.verdict) = (claim, line, rule, verdict)
    (self.sentence, self.evidence) = (sentence, evidence)
  }
}

/// All that an audit found.
public struct AuditReport: Sendable {
  /// The file or folder that was audited.
  public let path: String
  /// In the order of the claims.
  public let claims: [AuditedClaim]

  public init(path: String, claims: [AuditedClaim]) {
    (self.path, self.claims) = (path, claims)
  }

  /// The gravest of all claims.
  ///
  /// - Precondition: there is a claim.
  public var verdict: AuditVerdict { claims.map(\.verdict).max()! }
}

/// A claim and what was found of it.
public struct AuditedClaim: Sendable {
  public let name: String
  public let line: Int
  /// What is claimed, in a few words: `accuracy 88.0 of ELECTRA-Large on RTE`.
  public let title: String
  public let source: String?
  public let findings: [AuditFinding]

  public init(
    name: String, line: Int, title: String, source: String? = nil, findings: [AuditFinding]
  ) {
    (self.name, self.line, self.title) = (name, line, title)
    (self.source, self.findings) = (source, findings)
  }

  /// The gravest of all rules; `undetermined` where none had anything to go by.
  public var verdict: AuditVerdict { findings.map(\.verdict).max() ?? .undetermined }
}
