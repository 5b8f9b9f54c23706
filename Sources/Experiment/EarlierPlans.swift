import Files
import Text

/// What a folder's ledger says of trials that its plan does not have: a plan that was narrowed after
/// trials had run looks like one that was carried out.
///
/// Anyone can edit a ledger, so that nothing here changes a verdict; but it is always said. This is the
/// one place where it is found and put into words.
public struct EarlierPlans: Sendable, Equatable {
  /// A plan that the ledger names. For the folder's own plan, what it cannot have said.
  public struct Plan: Sendable, Equatable {
    public let digest: Digest
    /// Whether it is the folder's own, of which the ledger names trials that it does not have.
    public let isPresent: Bool
    /// Trials that were planned, by the ledger; nil where it does not say.
    public let plannedCount: Int?
    /// Trials that it names.
    public let namedCount: Int
    /// Of those, trials without a golden in the folder; the first of them in order.
    public let lostCount: Int
    public let lost: [Cell]
  }

  /// As many plans are told apart, others only counted, up to a thousand; and as many lost trials named.
  static let planLimit = 16
  static let otherLimit = 1000
  static let lostLimit = 5

  /// The folder, as the user named it.
  public let folder: String
  /// In the order of the ledger.
  public private(set) var plans: [Plan] = []
  /// Further plans.
  public private(set) var otherCount = 0

  public var isEmpty: Bool { plans.isEmpty }

  /// For people: a line a plan. No line begins with the folder's name, which is foreign text.
  public var lines: [String] {
    let atLeast = otherCount == Self.otherLimit ? "at least " : ""
    let rest = "the ledger of \(folder) names \(atLeast)\(otherCount.counted("further plan"))"
    return plans.map { $0.line(folder) } + (otherCount == 0 ? [] : [rest])
  }

  /// For programs: a member a plan.
  public var json: JSONValue {
    .object(present: [
      "folder": .string(folder), "plans": .array(plans.map(\.json)),
      "furtherPlans": otherCount > 0 ? .integer(otherCount) : nil,
    ])
  }
}

extension EarlierPlans.Plan {
  fileprivate func line(_ folder: String) -> String {
    let planned = plannedCount.map { "\($0) planned" } ?? "an unknown number planned"
    let more = lostCount > lost.count ? ", ..." : ""
    let lost = lostCount == 0 ? "" : " (\(lost.map { "\($0)" }.joined(separator: "; "))\(more))"
    let counts = "\(planned), \(namedCount) named, \(lostCount) of these without golden here\(lost)"
    guard isPresent else {
      return "an earlier plan stood in \(folder), by its ledger: SHA-256 "
        + "\(digest.description.prefix(12)), trials: \(counts)"
    }
    return "the ledger of \(folder) has trials of its plan that are not in it: \(counts)"
  }

  fileprivate var json: JSONValue {
    .object(present: [
      "plan": .string(digest.description), "present": .bool(isPresent),
      "planned": plannedCount.map { .integer($0) }, "named": .integer(namedCount),
      "withoutGolden": .integer(lostCount),
      "firstWithoutGolden": .array(lost.map { .string($0.description) }),
    ])
  }
}

extension EarlierPlans {
  /// What is collected from line to line.
  struct Reading {
    private let present: ExperimentPlan
    private let lane: LaneName?
    private var plans: [(digest: Digest, plannedCount: Int?, cells: Set<Cell>)] = []
    private var places: [Digest: Int] = [:]
    private var others: Set<Digest> = []

    init(_ present: ExperimentPlan, _ lane: LaneName?) {
      self.present = present
      self.lane = lane
    }

    mutating func append(_ entry: LedgerEntry) {
      // A line without a lane is of before there were any.
      guard entry.lane == nil || entry.lane == lane else { return }
      if entry.plan == present.digest {
        // All but every line is of this form.
        let isOutside = entry.cell.map { !present.cells.contains($0) } ?? false
        guard isOutside || entry.plannedCount ?? 0 > present.cells.count else { return }
      }
      guard let place = place(of: entry.plan) else { return }
      if let count = entry.plannedCount {
        plans[place].plannedCount = max(count, plans[place].plannedCount ?? 0)
      }
      if let cell = entry.cell { plans[place].cells.insert(cell) }
    }

    /// Where `plan` stands in the list; nil if it is full.
    private mutating func place(of plan: Digest) -> Int? {
      if let place = places[plan] { return place }
      guard plans.count < EarlierPlans.planLimit else {
        if others.count < EarlierPlans.otherLimit { others.insert(plan) }
        return nil
      }
      places[plan] = plans.count
      plans.append((plan, nil, []))
      return plans.count - 1
    }

    /// What was found, beside the goldens in `folder`.
    func end(_ folder: ExperimentFolder) -> EarlierPlans {
      let plans = plans.map { plan in
        let lost = plan.cells.filter { !folder.holdsGolden($0) }.sorted()
        return Plan(
          digest: plan.digest, isPresent: plan.digest == present.digest,
          plannedCount: plan.plannedCount, namedCount: plan.cells.count, lostCount: lost.count,
          lost: Array(lost.prefix(EarlierPlans.lostLimit)))
      }
      return EarlierPlans(folder: folder.path, plans: plans, otherCount: others.count)
    }
  }
}
