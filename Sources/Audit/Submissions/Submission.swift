import Files
import Scores
import Text

/// A submission as a claim: what its summary says, with its logs as the evidence.
public struct Submission: Sendable {
  public let folder: EvidenceFolder
  public let claim: PublishedClaim

  /// - Parameter against: the score to be beaten, where the rules do not say it.
  /// - Throws: `InputError` where there is no log, or the summary cannot be read or lacks a member that the rules name.
  public init(_ path: String, rules: SubmissionRules, against: Double? = nil) throws {
    let folder = EvidenceFolder(path)
    self.folder = folder
    let logs = FolderNames.all(in: path).sorted().compactMap { name in
      rules.logs.seed(in: name).map { (seed: $0, file: name) }
    }
    guard !logs.isEmpty else {
      throw InputError(
        file: path, "holds no log '\(rules.logs.text)'",
        advice: "name other rules by --rules, or write a file of rules")
    }
    let summary = try rules.summary.map { try SubmissionSummary($0, in: folder) }
    var made = PublishedClaim(name: rules.name, line: 1)
    made.source = rules.summary
    made.unit = rules.unit
    made.lowerIsBetter = rules.lowerIsBetter
    made.statistic = .mean
    made.stopping = rules.stopping
    made.runs = try rules.seeds.flatMap { try summary?.count($0) }
    if let mean = try rules.mean.flatMap({ try summary?.number($0) }) {
      made.scores = [PublishedClaim.Score(name: rules.metric, number: mean)]
    }
    let values = try rules.ofSeed.map { member in
      try logs.map { try summary?.number(member.replacing("{seed}", with: $0.seed)) }
    }
    // A summary has either all seeds' scores or none.
    let told = values?.compactMap(\.self) ?? []
    made.logs = LogPlace(
      files: logs.map(\.file), line: 1, pattern: rules.score, unit: rules.unit, same: rules.same,
      values: told.count == logs.count ? told : nil)
    if let threshold = rules.threshold {
      if !rules.needsAgainst {
        made.threshold = threshold
      } else if let against {
        made.threshold = threshold.against(against)
      }
    }
    made.text = "\(rules.metric) of \(logs.count.counted("run"))"
    if told.count != logs.count, !told.isEmpty {
      let silent = zip(logs, values ?? []).first { $0.1 == nil }?.0
      throw InputError(
        file: path + "/" + (rules.summary ?? ""),
        "has no score of the seed '\((silent?.seed ?? "").prefix(40))', whose log is there")
    }
    claim = made
  }

  /// What all rules say of it.
  public func report(options: AuditOptions = AuditOptions()) -> AuditReport {
    AuditReport(
      path: folder.path, claims: [ClaimsAudit.audited(claim, in: folder, options: options)])
  }
}

/// The summary of a submission, in JSON.
private struct SubmissionSummary {
  let path: String
  let document: JSONValue

  init(_ name: String, in folder: EvidenceFolder) throws {
    let file = try folder.file(name)
    path = file.path
    do { document = try JSONParser.parse(file.data, dialect: .foreign) } catch {
      throw InputError(
        file: file.path, place: "byte \(error.offset)", "is no JSON: \(error.reason)")
    }
  }

  /// The member at `place`, such as `seed_results.42.val_bpb`; nil where it is absent.
  private func member(_ place: String) -> JSONValue? {
    place.split(separator: ".").reduce(Optional(document)) { $0?[String($1)] }
  }

  /// The number at `place`, as it is printed.
  func number(_ place: String) throws -> PrintedNumber? {
    let text: String
    switch member(place) {
    case nil, .null?: return nil
    case .integer(let value)?: text = String(value)
    case .number(let value)?: text = value
    case .string(let value)?: text = value
    default: throw InputError(file: path, "the member '\(place.prefix(80))' is no number")
    }
    guard let number = PrintedNumber(text) else {
      throw InputError(file: path, "the member '\(place.prefix(80))' is no number")
    }
    return number
  }

  /// How many seeds are listed at `place`; nil where it is absent.
  func count(_ place: String) throws -> Int? {
    switch member(place) {
    case nil, .null?: return nil
    case .array(let seeds)?: return seeds.count
    case .object(let seeds)?: return seeds.count
    default: throw InputError(file: path, "the member '\(place.prefix(80))' is no list of seeds")
    }
  }
}
