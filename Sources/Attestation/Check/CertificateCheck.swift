import Files
import Judgement
import Sampling
import Statistics
import Text

/// A certificate beside what its reader has: keys, the folder, a plan signed before, a challenge.
public struct CertificateCheck: Sendable {
  /// What became of one question.
  public struct Finding: Sendable, Equatable {
    public enum Status: String, Sendable {
      case proved
      case open = "not proved"
      case failed
    }

    public let status: Status
    /// What it is about, in a word or two.
    public let subject: String
    /// Foreign text may be in it.
    public let text: String
  }

  /// What the reader brings.
  public struct Grounds: Sendable {
    /// All of them must have signed. None: nobody is known to have signed.
    public var keys: [PublicKey] = []
    public var folder: RecordedGrid?
    /// A plan that was signed before, and the key that was found to have signed it.
    public var plan: (signed: SignedPlan, key: PublicKey)?
    /// What must have drawn: the text that the reader had named to the signer, or the round with the signature that
    /// the beacon gave the reader.
    public var challenge: Challenge?
    public var stamp = Stamp.none
    /// When the plan was there, as an authority stamped it.
    public var planTime: CheckedTime?

    public init() {}
  }

  /// What is known of a time-stamp beside the certificate.
  public enum Stamp: Sendable {
    /// There is none, and none was asked for.
    case none
    /// The reader names an authority, and there is none.
    case missing
    /// There is one, and the reader names no authority.
    case unchecked
    case checked(CheckedTime)
  }

  public let file: CertificateFile
  public private(set) var findings: [Finding] = []
  /// PASSED only if everything that must be checked was.
  public private(set) var result: CertificateResult

  public var certificate: Certificate { file.certificate }

  /// - Throws: `InputError` of kind malformed if a named key has not signed.
  public init(_ file: CertificateFile, _ grounds: Grounds) throws {
    try file.requireSignatures(of: grounds.keys)
    self.file = file
    result = file.certificate.result
    checkSigners(grounds.keys)
    checkFolder(grounds.folder)
    addReruns()
    checkBound(grounds)
    checkGoal()
    checkPlan(grounds.plan, grounds.planTime)
    checkTime(grounds.stamp)
    checkPolicy()
    for limit in certificate.limits(isDrawKnown: grounds.challenge != nil) {
      add(.open, "limit", limit)
    }
  }

  /// - Parameter isRequired: whether a certificate cannot pass while this is open.
  mutating func add(
    _ status: Finding.Status, _ subject: String, _ text: String, isRequired: Bool = false
  ) {
    findings.append(Finding(status: status, subject: subject, text: text))
    if status == .failed { result = .failed }
    if status == .open, isRequired, result == .passed { result = .warned }
  }

  private mutating func checkSigners(_ keys: [PublicKey]) {
    guard !keys.isEmpty else {
      return add(
        .open, "signature", "no key was named by --pub, so nobody is known to have signed this",
        isRequired: true)
    }
    for key in keys {
      add(
        .proved, "signature",
        "all three statements are signed by the \(key.algorithm.name) key "
          + key.identifier.prefix(16))
    }
  }

  /// What was checked here, was checked by the rules that this program knows, whatever text the signer went by.
  private mutating func checkPolicy() {
    guard certificate.policy != Certificate.currentPolicy else { return }
    func short(_ digest: Digest) -> String { String(digest.description.prefix(16)) }
    add(
      .open, "policy",
      "made by another text of PREDICATE.md (\(short(certificate.policy))); checked by this program's "
        + "(\(short(Certificate.currentPolicy)))")
  }

  private mutating func checkFolder(_ folder: RecordedGrid?) {
    guard let folder else {
      return add(
        .open, "folder", "none was named, so these may be other files than the certified ones",
        isRequired: true)
    }
    let (here, certified) = (Set(folder.subjects), Set(certificate.subjects))
    if here != certified {
      // Of two files of one name one is here and one is certified.
      let names = Set(here.symmetricDifference(certified).map(\.name)).sorted()
      add(
        .failed, "folder",
        "\(names.count) of \(max(here.count, certified.count)) files are not the certified ones, "
          + "such as \(names[0])")
    } else if folder.subjects != certificate.subjects {
      add(.failed, "folder", "its files are certified in another order than that of the plan")
    } else {
      add(.proved, "folder", "its \(here.count) files are the certified ones")
    }
    let grid = Certificate.Grid(folder)
    let experiment = certificate.experiment
    let isSamePlan =
      experiment.plan == folder.plan && experiment.name == folder.name
      && experiment.task == folder.task
    guard grid == certificate.grid, isSamePlan else {
      return add(
        .failed, "grid", "the plan or the goldens of the folder are not the certified ones")
    }
    checkDraw(folder)
    let present = grid.completed + grid.nonfinite + grid.stopped
    let count = "\(present) of \(grid.planned) planned trials"
    if grid.isComplete {
      add(.proved, "grid", "\(count) have a golden, and there is nothing else")
    } else {
      let rest = grid.counts.suffix(5).filter { $0.count > 0 }
        .map { "\($0.count) \($0.name)" }.joined(separator: ", ")
      let named = Self.malformed(folder).map { "; malformed: " + $0 } ?? ""
      add(.open, "grid", "\(count) have a golden; \(rest)\(named)", isRequired: true)
    }
  }

  /// The first trials in whose place something malformed stands, whether they were drawn or not, and why the first is.
  private static func malformed(_ folder: RecordedGrid) -> String? {
    let trials = folder.malformedTrials
    guard let first = trials.first else { return nil }
    let names = trials.prefix(nameLimit).map(\.cell).joined(separator: ", ")
    let more = trials.count > nameLimit ? ", ..." : ""
    let reason = first.reason.map { (trials.count > 1 ? ", the first: " : ": ") + $0 } ?? ""
    return names + more + reason
  }

  /// As many trials are named.
  private static let nameLimit = 5

  /// The trials that the certificate names must be those that the challenge draws from this folder.
  private mutating func checkDraw(_ folder: RecordedGrid) {
    let drawn = Certificate.drawn(folder.trials, certificate.draw, root: certificate.grid.root)
    let isDrawn = drawn.map(\.seeds) == certificate.cells.map(\.seeds)
    let contents = drawn.map { trial -> Digest? in
      if case .golden(let golden) = trial.content { golden.content } else { nil }
    }
    guard isDrawn, contents == certificate.cells.map(\.content) else {
      return add(
        .failed, "draw", "the certificate names other trials than its challenge draws here")
    }
  }

  private mutating func addReruns() {
    let certificate = certificate
    let count = "\(certificate.cells.count) of \(certificate.grid.planned) trials"
    let bad = certificate.cells.first { !$0.verdict.isSuccess }
    let how = certificate.isExternal ? "by another trainer, " : ""
    switch certificate.verdict {
    case let verdict where verdict.isSuccess:
      add(.proved, "rerun", "\(count) were rerun, \(how)and are equal bit for bit")
    case .unverifiable:
      let why = bad.map { "; \($0.name): \($0.finding ?? $0.verdict.rawValue)" } ?? ""
      add(
        .open, "rerun",
        "\(certificate.failureCount) of \(certificate.cells.count) trials could not be compared\(why)",
        isRequired: true)
    case let verdict:
      let why = bad.map { "; \($0.name): \($0.finding ?? $0.verdict.rawValue)" } ?? ""
      add(.failed, "rerun", "\(verdict.rawValue)\(why)")
    }
    let caught = certificate.controls.count(where: \.isCaught)
    let controls = "\(caught) of \(certificate.controls.count) controls were caught"
    let isCaught = caught > 0 && caught == certificate.controls.count
    add(isCaught ? .proved : .open, "controls", controls, isRequired: true)
  }
}
