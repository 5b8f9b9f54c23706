import Text

/// Puts every rule to every claim of a file.
public enum ClaimsAudit {
  /// A rule says nothing of a claim that it does not apply to.
  private static let rules: [@Sendable (ClaimEvidence) -> [AuditFinding]] = [
    PossibleRule.findings, TableRules.findings, LogRules.findings, TestRules.findings,
    SeedRules.findings, PlausibleRule.findings, SoundRules.findings, NeighbourRule.findings,
    ThresholdRule.findings,
    ConvergenceRule.findings, ReplicableRules.findings,
  ]

  /// Content digests of the goldens in the folder at a path, by the names of their trials.
  public typealias GoldenReader = (String) throws -> [String: String]

  /// - Parameters:
  ///   - folder: where the files lie that claims name.
  ///   - replicated: trials that were run anew, for the claims of their tasks.
  ///   - goldens: reads the goldens that claims name.
  ///   - finished: called with each claim that is done.
  public static func report(
    _ file: ClaimsFile, in folder: EvidenceFolder, replicated: [ReplicatedScores] = [],
    goldens: GoldenReader, options: AuditOptions = AuditOptions(),
    finished: (Int) -> Void = { _ in }
  ) -> AuditReport {
    var others: [String: PublishedClaim] = [:]
    for case .claim(let claim) in file.entries { others[claim.name] = claim }
    var claims: [AuditedClaim] = []
    for entry in file.entries {
      switch entry {
      case .malformed(let name, let line, let error):
        let finding = AuditFinding(
          claim: name, line: line, .readable, .malformed,
          "\(error.reason)"
            + (error.advice.map { "; \($0)" } ?? "") + " (line \(error.place ?? "\(line)")).")
        claims.append(
          AuditedClaim(name: name, line: line, title: "a claim", findings: [finding]))
      case .claim(let claim):
        claims.append(
          audited(
            claim, in: folder, replicated: replicated, goldens: goldens, options: options,
            others: others))
      }
      finished(claims.count)
    }
    return AuditReport(path: file.path, claims: claims)
  }

  /// Every rule put to one claim.
  static func audited(
    _ claim: PublishedClaim, in folder: EvidenceFolder, replicated: [ReplicatedScores] = [],
    goldens: GoldenReader = { _ in [:] }, options: AuditOptions = AuditOptions(),
    others: [String: PublishedClaim] = [:]
  ) -> AuditedClaim {
    var unread: [AuditFinding] = []
    /// What `body` reads; nil, and a finding, where it cannot.
    func read<Value>(_ body: () throws -> Value?) -> Value? {
      do { return try body() } catch {
        let reason = (error as? InputError)?.description ?? "\(error)"
        unread.append(
          AuditFinding(
            claim: claim.name, line: claim.line, .readable, .undetermined,
            "What the claim names cannot be read: \(reason)."))
        return nil
      }
    }
    let table = read {
      try claim.table.map {
        try PublishedTable(
          $0, configuration: claim.configuration, rounding: claim.rounding, in: folder)
      }
    }
    let logs = read {
      try claim.logs.map { place in try place.files.map { try RunLog($0, place, in: folder) } }
    }
    let reference = read {
      try claim.convergence.map { try ConvergenceReference($0, in: folder) }
    }
    let evidence = ClaimEvidence(
      claim: claim, table: table, logs: logs, reference: reference,
      goldens: read { try claim.goldens.map { try goldens(folder.place(of: $0)) } },
      replicated: replicated.first { $0.isOf(claim) },
      options: options, others: others)
    return AuditedClaim(
      name: claim.name, line: claim.line, title: claim.title, source: claim.source,
      findings: unread + rules.flatMap { $0(evidence) })
  }
}
