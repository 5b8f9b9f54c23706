import Experiment
import External
import Grid
import Report
import Text

extension GridSummary {
  func json(_ folder: ExperimentFolder) -> JSONValue {
    let byName = outcomes.map { ($0.key.description, JSONValue.string($0.value.rawValue)) }
    let failed = failures.map { ($0.key.description, JSONValue.string($0.value)) }
    let earlier = earlierPlans.map { $0.isEmpty ? [] : [$0.json] } ?? []
    return .object(present: [
      "folder": .string(folder.path), "lane": folder.lane.map { .string($0.description) },
      "planned": .integer(Int64(folder.plan.cells.count)),
      "kept": .integer(Int64(keptCount)), "elsewhere": .integer(Int64(elsewhereCount)),
      "missing": .integer(Int64(missingCount)), "waiting": .integer(Int64(waitingCount)),
      "interrupted": .bool(isInterrupted), "endedEarly": .bool(isEndedEarly),
      "unreadableLedgerLines": .array(unreadableLedgerLines.first.map { .integer(Int64($0)) }),
      "unreadableLedgers": .array(unreadableLedgerLines.paths.map { .string($0) }),
      "unreadableLedgerLineCount": .integer(Int64(unreadableLedgerLines.count)),
      "earlierPlans": .array(earlier),
      "outcomes": .object(Dictionary(uniqueKeysWithValues: byName)),
      "degenerate": .integer(Int64(degenerateCount)),
      "failures": .object(Dictionary(uniqueKeysWithValues: failed)),
    ])
  }

  /// The summary for people: a line for each of the first failures, then the counts; of at most 80 columns.
  ///
  /// - Parameter shard: the part that was run; what is missing is so of the whole plan.
  func line(_ folder: ExperimentFolder, _ shard: Shard? = nil) -> String {
    let failed = failures.sorted { $0.key < $1.key }.map { "failed \($0.key): \($0.value)" }
    let elsewhere = elsewhereCount == 0 ? "" : "\(elsewhereCount) by other processes, "
    let lane = folder.lane.map { ", lane \($0)" } ?? ""
    let counts =
      (shard.map { "shard \($0) of " } ?? "")
      + "\(folder.path)\(lane): \(outcomes.count) run\(remarks), \(elsewhere)\(keptCount) kept, \(failures.count) failed, "
      + "\(missingCount) of \(folder.plan.cells.count) missing"
      + (waitingCount == 0
        ? "" : ", \(waitingCount) of them wait for the decision of the stop rule on their group")
    let early =
      isEndedEarly
      ? ["no other trial was begun: the first one ended without an update; \(FirstTrial.advice)"]
      : []
    let torn = zip(unreadableLedgerLines.paths, unreadableLedgerLines.first).map {
      "\($0):\($1): cannot be read: a crash tore this line"
    }
    let lines =
      Self.shortened(torn, of: unreadableLedgerLines.count, "lines of \(folder.ledgerPath)")
      + Self.shortened(failed, of: failed.count, "failed trials; --json names them all")
      + (earlierPlans?.lines ?? []) + [counts] + early
    return lines.map { TextWrap.paragraph(Escaping.terminal($0)) }.joined(separator: "\n")
  }

  /// ` (2 nonfinite, 1 degenerate)`: what a count of trials that ran would hide; empty where there is nothing.
  private var remarks: String {
    let counts = [
      (outcomes.values.count { $0 == .nonfinite }, "nonfinite"), (degenerateCount, "degenerate"),
    ].filter { $0.0 > 0 }
    return counts.isEmpty
      ? "" : " (" + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")"
  }

  /// The first of `lines`, and how many there are beyond them.
  private static func shortened(_ lines: [String], of count: Int, _ what: String) -> [String] {
    let shown = lines.prefix(20)
    return shown + (count > shown.count ? ["and \(count - shown.count) more \(what)"] : [])
  }
}
