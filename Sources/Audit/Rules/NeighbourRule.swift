import Streams
import Text

/// `sound/neighbouring-seeds`: whether runs of consecutive seeds have data orders of their own.
///
/// From transformers 4.38 on, epoch e + 1 of seed s and epoch e of seed s + 1 have one order.
enum NeighbourRule {
  static func findings(_ evidence: ClaimEvidence) -> [AuditFinding] {
    guard let trainer = evidence.claim.trainer, let seeds = seeds(evidence), seeds.count > 1 else {
      return []
    }
    let neighbours = seeds.sorted().filter { $0 < .max && seeds.contains($0 + 1) }
    let facts: KeyValuePairs<String, JSONValue> = [
      "trainer": .string(trainer), "seeds": .integer(seeds.count),
      "neighbours": .integer(neighbours.count),
    ]
    let claim = evidence.claim
    // An extreme or one score counts nothing as independent.
    let isCounted =
      claim.statistic == .mean || claim.deviation != nil || claim.test != nil
      || claim.threshold != nil
    func finding(_ verdict: AuditVerdict, _ sentence: String) -> [AuditFinding] {
      [evidence.finding(.neighbours, verdict, sentence, facts)]
    }
    let name = trainer.prefix(40)
    let pairs = neighbours.first.map { first in
      "\(neighbours.count.grouped) of the \(seeds.count.counted("seed")) "
        + (neighbours.count == 1 ? "has its successor" : "have their successors")
        + " among them, the first \(first) and \(first + 1)"
    }
    switch PublishedProfile.neighbouringSeedsShareOrders(trainer) {
    case .notMeasured(let nearest):
      return finding(
        .undetermined,
        "How \(name) draws its orders was not measured; the nearest that were are "
          + nearest.map(\.name).joined(separator: ", ") + ".")
    case .shareNone:
      return finding(.holds, "With \(name) every seed draws its orders from a place of its own.")
    case .shareOne:
      guard let pairs else { return finding(.holds, "No two seeds are neighbours.") }
      return finding(
        .undetermined,
        "\(pairs). With \(name) they share the order of one epoch, so that they are not quite independent."
      )
    case .shareAllButOne:
      guard let pairs else { return finding(.holds, "No two seeds are neighbours.") }
      return finding(
        isCounted ? .refuted : .undetermined,
        "\(pairs). With \(name) they share the order of every epoch but one, so that they are not "
          + "independent in it: a deviation, an interval or a test that counts each as a run of its "
          + "own is too sure.")
    }
  }

  /// The seeds that are told, or those of the one column of seeds of the table, where they are whole numbers.
  private static func seeds(_ evidence: ClaimEvidence) -> Set<UInt64>? {
    if let told = evidence.claim.seeds { return Set(told) }
    guard let table = evidence.table, table.seedColumns.count == 1 else { return nil }
    let seeds = table.runs.map { UInt64($0.seeds[0]) }
    return seeds.contains(nil) ? nil : Set(seeds.compactMap(\.self))
  }
}
