import Scores
import Text

/// One entry of a claims file.
public struct PublishedClaim: Sendable {
  /// In what its numbers are printed.
  public enum Unit: String, Sendable, CaseIterable {
    case percent, share
    /// A number that is no share, such as a loss.
    case plain

    /// What a printed number is divided by.
    public var divisor: Double { self == .percent ? 100 : 1 }
  }

  /// A score: the name of its metric, one of `Metric` or another, and the number.
  public struct Score: Sendable {
    public let name: String
    public let number: PrintedNumber

    public var metric: Metric? { Metric(rawValue: name) }
  }

  /// Which part of the data the score was taken on.
  public enum Split: String, Sendable, CaseIterable { case train, dev, test }

  /// How the runs behind a claim were ended.
  public enum Stopping: String, Sendable, CaseIterable {
    case fixed
    case untilThreshold = "until-threshold"
    /// They may have been added until a threshold held.
    case unknown
  }

  public let name: String
  public let line: Int
  public var source: String?
  public var model: String?
  public var task: String?
  public var text: String?
  public var scores: [Score] = []
  public var unit = Unit.percent
  public var examples: ClaimedExamples?
  public var statistic = ScoreStatistic.unknown
  public var runs: Int?
  /// What the runs were trained with, as the room Streams names it: `trainer/4.45`, or a version of transformers.
  public var trainer: String?
  /// The seeds of the runs, where they are told.
  public var seeds: [UInt64]?
  public var rounding = ReportedScore.Rounding.any
  public var deviation: Deviation?
  public var split: Split?
  public var reportedAs: Split?
  public var choseOn: Split?
  public var stopping: Stopping?
  public var threshold: Threshold?
  public var table: TablePlace?
  public var configuration: [String] = []
  public var logs: LogPlace?
  public var test: ClaimedTest?
  public var count: ClaimedCount?
  public var seedRanks: SeedRanks?
  public var convergence: ConvergencePlace?
  public var betterThan: [String] = []
  public var lowerIsBetter = false
  /// A folder of goldens that were published for it.
  public var goldens: String?
  /// By how much a rerun under other arithmetic may differ, in the unit of its scores.
  public var tolerance: Double?

  public init(name: String, line: Int) { (self.name, self.line) = (name, line) }

  /// What is claimed, in a few words.
  public var title: String {
    if let text { return text }
    let what = scores.map { "\($0.name) \($0.number.text)" }.joined(separator: " and ")
    let whose = [model.map { "of \($0)" }, task.map { "on \($0)" }].compactMap(\.self)
    return ([what.isEmpty ? "a claim" : what] + whose).joined(separator: " ")
  }
}

/// A standard deviation as it was printed.
public struct Deviation: Sendable {
  /// What the sum of squares was divided by.
  public enum Divisor: String, Sendable, CaseIterable {
    case count = "n"
    case countLessOne = "n-1"
    case unknown
  }

  public let number: PrintedNumber
  public let divisor: Divisor
  /// Columns of seeds: the mean, over the seeds in that column, of the deviation of the runs that share it.
  public let given: String?
}

/// A table of runs, and what of it the claim is about.
public struct TablePlace: Sendable {
  public let file: String
  public let line: Int
  /// Columns by their names.
  public let score: String
  public let seeds: [String]
  /// Rows in which each of these columns has its text.
  public let rows: [(column: String, text: String)]
  public let unit: PublishedClaim.Unit
  /// How far the scores may lie from the true ones, in their unit, where they were not copied but measured, as off a
  /// picture; nil for what their digits say.
  public let precision: Double?
}

/// Logs of runs, and where their scores stand in them.
public struct LogPlace: Sendable {
  public let files: [String]
  public let line: Int
  /// Text with `{}` where the number stands; the last place in a log counts.
  public let pattern: String
  public let unit: PublishedClaim.Unit
  /// Texts with `{}` for what must be the same in all logs.
  public let same: [String]
  /// The score that is claimed of each log, where one is; in the order of `files`.
  public let values: [PrintedNumber]?
}

/// A test's result as it was printed.
public struct ClaimedTest: Sendable {
  public enum Kind: String, Sendable, CaseIterable { case anova, t }

  public let kind: Kind
  public let line: Int
  public let statistic: PrintedNumber?
  public let degreesOfFreedom: [Double]
  public let p: PrintedNumber?
  /// Sides of a t test.
  public let sides: Int
  /// The column of seeds whose best and worst seed are compared.
  public let bestAndWorst: String?
}

/// A count as it is said, and what was recorded.
public struct ClaimedCount: Sendable {
  public let said: ClosedRange<Int>
  public let recorded: ClosedRange<Int>
  public let of: String
}

/// Ranks of one seed over several tasks, looked for among all.
public struct SeedRanks: Sendable {
  public let seeds: Int
  public let ranks: [Int]
}

/// What the mean of the runs must reach.
public struct Threshold: Sendable {
  /// The score to be beaten.
  public let against: Double
  /// By at least so much.
  public let gain: Double
  /// The standard deviation that the rule takes as known; nil for Student's test.
  public let sigma: Double?
  /// The greatest p of the rule, or nil where it is a margin.
  public let level: Double?
  /// The least (gain of the mean) x sqrt(runs), where the rule says one.
  public let margin: Double?

  /// The same rule against another score.
  func against(_ score: Double) -> Threshold {
    Threshold(against: score, gain: gain, sigma: sigma, level: level, margin: margin)
  }

  init(against: Double, gain: Double, sigma: Double?, level: Double?, margin: Double?) {
    (self.against, self.gain, self.sigma) = (against, gain, sigma)
    (self.level, self.margin) = (level, margin)
  }
}

/// Reference points of convergence, and the point that a claim belongs to.
public struct ConvergencePlace: Sendable {
  public let file: String
  public let line: Int
  public let batchSize: Int
  /// Runs that a submission has.
  public let runs: Int
  public let values: [Double]
}
