/// The exact value of "start s, keep the k best at the stop, train those to the end", over recorded trials.
///
/// Each trial has an early score e and a final score b >= e, both running bests. Every kept e is at or above every
/// stopped e, so the best score seen anywhere is the best b of the kept ones.
///
/// Order trials by e, best first, in groups of equal e. Let the worst kept trial lie in a group of m trials with G
/// trials above and L below, and let the kept ones be a from above and q = k - a from the group. Given that, they
/// are a uniform a-subset and a uniform q-subset (with replacement: independent draws), so
///
///     E[best] = sum over groups and q of P(group, q; s, k) E[max of a above and q in the group]
///
/// The second factor does not depend on s: settings that differ in s alone share it.
struct KeepBest {
  private struct Group {
    /// Final scores, ascending.
    var finals: [Double]
    /// Trials above.
    let above: Int
  }

  private let groups: [Group]
  private let count: Int
  private let early: [Double]
  private let tables: StopTables

  /// - Precondition: as many `final` scores as `early` ones; `tables` reach to their count.
  init(early: [Double], final: [Double], ties: StopTies, tables: StopTables) {
    precondition(!early.isEmpty && early.count == final.count, "\(early.count), \(final.count)")
    count = early.count
    self.early = early
    self.tables = tables
    let order = early.indices.sorted { (early[$1], $0) < (early[$0], $1) }
    var groups: [Group] = []
    var last = Double.nan
    for i in order {
      if case .atRandom = ties, early[i] == last {
        groups[groups.count - 1].finals.append(final[i])
      } else {
        groups.append(Group(finals: [final[i]], above: 0))
      }
      last = early[i]
    }
    var above = 0
    self.groups = groups.map { group in
      defer { above += group.finals.count }
      return Group(finals: group.finals.sorted(), above: above)
    }
  }

  /// Moments of the outcome for each of `settings`, whose stop is that of the early scores.
  ///
  /// - Parameter replacement: whether a trial can be drawn more than once.
  /// - Edge cases: nothing kept gives the best early score.
  /// - Precondition: kept <= started for each; without replacement started <= N.
  func outcomes(_ settings: [StopSetting], replacement: Bool) -> [OutcomeMoments] {
    for setting in settings {
      precondition(
        setting.kept >= 0 && setting.kept <= setting.started && setting.started >= 1
          && (replacement || setting.started <= count),
        "keep \(setting.kept) of \(setting.started) started, \(count) trials")
    }
    let width = tables.largestKept + 1
    // C(N, s), and sums so far.
    let totals = settings.map { replacement ? 1 : tables.binomials[count, $0.started] }
    var means = [Double](repeating: 0, count: settings.count)
    var squares = means
    var walk = BestOfTwo(capacity: count)
    // Moments about the best value, which most outcomes are near, so that the second one keeps its digits.
    let center = groups.map { $0.finals[$0.finals.count - 1] }.max() ?? 0
    for group in groups {
      let chances = GroupChances(
        above: group.above, size: group.finals.count, of: count, tables: tables,
        replacement: replacement)
      // Moments by a and q, as they are asked for.
      var known = [(mean: Double, square: Double)?](repeating: nil, count: width * width)
      for (index, setting) in settings.enumerated() {
        chances.forEach(started: setting.started, kept: setting.kept, total: totals[index]) {
          q, chance in
          // Draws from a single trial all give the same.
          let a = setting.kept - q
          let draws = group.finals.count == 1 ? 1 : q
          let slot = a * width + draws
          let best =
            known[slot]
            ?? walk.moments(
              fromAbove: a, group: group.finals, fromGroup: draws, center: center,
              replacement: replacement, tables: tables)
          known[slot] = best
          means[index] += chance * best.mean
          squares[index] += chance * best.square
        }
      }
      walk.insert(group.finals)
    }
    let best = BestOfN(early)
    return settings.indices.map { index in
      let start = settings[index].started
      if settings[index].kept > 0 {
        return OutcomeMoments(mean: means[index], square: squares[index], about: center)
      }
      let (mean, sd) = replacement ? best.withReplacement(start) : best.withoutReplacement(start)
      return OutcomeMoments(mean: mean, sd: sd)
    }
  }
}
