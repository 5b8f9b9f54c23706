import Files
import Judgement
import Sampling
import Statistics
import Text

/// Certificates of several auditors over one folder, as one view: who reproduced what, where, and what that proves.
public struct MergedCertificates: Sendable {
  /// An auditor: one key, whatever the number of its certificates.
  public struct Auditor: Sendable {
    public let key: PublicKey
    public fileprivate(set) var certificates: [Certificate]

    /// The processors, without repetition.
    public var processors: [String] {
      certificates.map(\.harness.processor).reduce(into: []) { known, next in
        if !known.contains(next) { known.append(next) }
      }
    }
  }

  /// What the auditors found of one trial.
  public struct Trial: Sendable {
    public let seeds: TrialSeeds
    /// For each auditor that reran it, by place: the gravest of what it found.
    public let verdicts: [(auditor: Int, verdict: Verdict)]

    /// Reproduced by somebody, and differing for nobody.
    var verdict: Verdict {
      let found = verdicts.map(\.verdict)
      let decided = found.filter { $0 != .unverifiable }
      return .all(decided.isEmpty ? found : decided, isCovered: true)
    }

    public var name: String { seeds.leaf }
  }

  public let auditors: [Auditor]
  /// Trials that somebody reran, in the order of the plan.
  public let trials: [Trial]
  public let plannedCount: Int
  public let result: CertificateResult
  /// With 95% confidence, at most so many of the planned trials would fail a rerun; nil where one failed or nothing
  /// was found to be equal.
  public let bound: Int?
  /// Whether that holds whoever chose the challenges: all trials were rerun. Plans, which may name a beacon's round, are
  /// not looked at here.
  public let isBoundClaimed: Bool
  /// Certificates that say nothing: their controls were not caught, or nothing was rerun.
  public let silentCount: Int

  static let alpha = Ratio(1, 20)

  /// Puts certificates together that are all of `folder`.
  ///
  /// - Throws: `InputError`: malformed if none of `keys` signed one of them, usage if one is of another folder.
  public init(
    _ files: [CertificateFile], signedBy keys: [PublicKey], of folder: RecordedGrid
  ) throws {
    var auditors: [Auditor] = []
    var seen: Set<Digest> = []
    var isFailed = false
    for file in files {
      guard seen.insert(file.digest).inserted else {
        throw InputError(
          file: file.path, "is named twice, and would count as two", advice: "name it once")
      }
      let signers = keys.filter { key in file.envelopes.allSatisfy { $0.isSigned(by: key) } }
      guard let signer = signers.first else {
        throw InputError(
          .malformed, file: file.path, "has no good signature of a key that was named",
          advice: "name its key by --pub, or leave it out")
      }
      var grounds = CertificateCheck.Grounds()
      (grounds.keys, grounds.folder) = ([signer], folder)
      let check = try CertificateCheck(file, grounds)
      if let other = check.findings.first(where: { $0.status == .failed && $0.subject != "rerun" })
      {
        throw InputError(
          .unverifiable, file: file.path, "is not of this folder: \(other.text)",
          advice: "leave it out, or name the folder that it is of")
      }
      isFailed = isFailed || check.result == .failed
      if let index = auditors.firstIndex(where: { $0.key == signer }) {
        auditors[index].certificates.append(file.certificate)
      } else {
        auditors.append(Auditor(key: signer, certificates: [file.certificate]))
      }
    }
    self.auditors = auditors
    plannedCount = folder.trials.count
    let all = auditors.flatMap(\.certificates)
    // Without controls nothing was seen to differ that does.
    let telling = all.filter { $0.verdict.isSuccess || $0.result == .failed || $0.isControlled }
    silentCount = all.count - telling.count
    trials = Self.trials(auditors, folder)
    let verdicts = trials.map(\.verdict)
    let isComplete = all.allSatisfy(\.grid.isComplete)
    if isFailed {
      result = .failed
    } else {
      let isWhole = !verdicts.isEmpty && verdicts.allSatisfy(\.isSuccess) && isComplete
      result = isWhole ? .passed : .warned
    }
    let equal = all.filter(\.verdict.isSuccess)
    isBoundClaimed = !equal.isEmpty && equal.allSatisfy { $0.draw.challenge == nil }
    bound = isFailed ? nil : Self.bound(equal, plannedCount)
  }

  private static func trials(_ auditors: [Auditor], _ folder: RecordedGrid) -> [Trial] {
    var found: [TrialSeeds: [(auditor: Int, verdict: Verdict)]] = [:]
    for (place, auditor) in auditors.enumerated() {
      var own: [TrialSeeds: Verdict] = [:]
      for certificate in auditor.certificates {
        for cell in certificate.cells {
          let verdict: Verdict =
            cell.verdict.isSuccess && !certificate.isControlled ? .unverifiable : cell.verdict
          own[cell.seeds] = own[cell.seeds].map { max($0, verdict) } ?? verdict
        }
      }
      for (seeds, verdict) in own { found[seeds, default: []].append((place, verdict)) }
    }
    return folder.trials.compactMap { trial in
      found[trial.seeds].map { verdicts in
        Trial(seeds: trial.seeds, verdicts: verdicts.sorted { $0.auditor < $1.auditor })
      }
    }
  }

  /// Draws by different challenges are independent: the chances that they miss all bad trials multiply. Of draws by
  /// one challenge the smaller is part of the greater.
  private static func bound(_ certificates: [Certificate], _ total: Int) -> Int? {
    var counts: [String: Int] = [:]
    for certificate in certificates {
      guard let challenge = certificate.draw.challenge else { return 0 }
      counts[challenge.text] = max(counts[challenge.text] ?? 0, certificate.draw.count)
    }
    guard !counts.isEmpty else { return nil }
    // The product is the same in every order but for its rounding.
    let draws = counts.values.sorted()
    func canBeMissed(_ bad: Int) -> Bool {
      let chance = draws.reduce(1.0) {
        $0 * Hypergeometric(total: total, bad: bad, drawn: $1).cumulative(0)
      }
      return chance * (1 + 1e-9) > alpha.value
    }
    var (low, high) = (0, total - (draws.last ?? 0))
    while low < high {
      let middle = low + (high - low + 1) / 2
      if canBeMissed(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
