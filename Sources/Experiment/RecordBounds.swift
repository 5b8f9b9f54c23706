import Synchronization
import Tasks
import Text
import Training
import Trajectory

/// How much the goldens of a plan can hold, so that a small file cannot cost hours.
///
/// What is cheap is read and compared in any case: it is then told in the usual words what is wrong. More than that is
/// read only if the trial's protocol, with the data at hand, gives as much.
public final class RecordBounds: Sendable {
  /// Values that are read in any case.
  static let freeCount = GoldenReader.cheapValueCount
  /// A golden that is longer than its trial is compared, and diverges, up to so many times its length.
  static let slack = 4

  private let task: TaskReference
  private let dataFolder: String?
  /// Examples and labels of the data; read when they are first needed, nil in it if they are not there.
  private let data = Mutex<Counts??>(nil)

  private typealias Counts = (train: Int, development: Int, labels: Int)

  public init(task: TaskReference, dataFolder: String?) {
    self.task = task
    self.dataFolder = dataFolder
  }

  /// Refuses a golden that its trial's protocol and data cannot have made, before its pages are read.
  ///
  /// - Throws: `InputError`: malformed if it holds too much, unverifiable if that cannot be told, since
  ///   the data are others or not there.
  public func check(
    _ outline: GoldenOutline, _ specification: TrialSpecification, file: String
  ) throws {
    guard outline.valueCount > Self.freeCount else { return }
    guard let counts = counts() else {
      throw InputError(
        .unverifiable, file: file,
        "holds \(outline.valueCount) values, and there are no data to tell whether its trial has as many",
        advice: "name the data by --data")
    }
    guard counts.train == specification.data.trainCount,
      counts.development == specification.data.developmentCount,
      counts.labels == specification.labels.count
    else {
      throw InputError(
        .unverifiable, file: file, "was recorded with other data",
        advice: "name the right ones by --data")
    }
    let schedule = Schedule(specification.protocol, exampleCount: counts.train)
    let (steps, evaluations) = (schedule.stepCount, schedule.evaluationSteps.count)
    guard outline.stepCount <= Self.slack * steps,
      outline.evaluationCount <= Self.slack * evaluations,
      outline.anchorCount <= Self.slack * schedule.anchorSteps.count
    else {
      throw InputError(
        .malformed, file: file,
        "holds \(outline.stepCount) updates and \(outline.evaluationCount) evaluations, where its trial has "
          + "\(steps) and \(evaluations): they are not read",
        advice: "record the trial anew")
    }
  }

  private func counts() -> Counts? {
    data.withLock { known in
      if let known { return known }
      let found = (try? Tasks.load(task, dataFolder: dataFolder)).map {
        ($0.train.count, $0.development.count, $0.labels.count)
      }
      known = .some(found)
      return found
    }
  }
}
