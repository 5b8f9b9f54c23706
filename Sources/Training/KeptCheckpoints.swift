import Files
import Foundation
import Text

/// The checkpoints that are kept beside a golden.
///
/// `wi=003,do=007.golden` has them in the folder `wi=003,do=007.checkpoints`, one file for each:
/// `step=000156.checkpoint`.
public struct KeptCheckpoints: Sendable, Equatable {
  /// Where they are, or will be.
  public let folder: String

  private static let suffix = ".checkpoint"

  public init(besideGolden path: String) {
    let stem = path.hasSuffix(".golden") ? String(path.dropLast(".golden".count)) : path
    folder = stem + ".checkpoints"
  }

  /// The file of the checkpoint at `step`.
  public func path(step: Int) -> String { folder + "/" + Self.name(step) }

  private static func name(_ step: Int) -> String { "step=" + step.digits(6) + suffix }

  /// The step of the checkpoint of this name; nil for any other name.
  private static func step(_ name: String) -> Int? {
    let digits = name.dropFirst("step=".count).dropLast(suffix.count)
    guard digits.utf8.count <= 12, let step = Int(digits), step > 0, self.name(step) == name
    else { return nil }
    return step
  }

  /// The steps at which there is a checkpoint, ascending; none if there is no folder.
  ///
  /// - Throws: `InputError` of kind malformed for a file that no trial keeps there.
  public func steps() throws -> [Int] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw InputError(.malformed, file: folder, "is no folder that can be read")
    }
    var steps: [Int] = []
    for name in names.sorted() where StrayFiles.target(of: name) == nil {
      guard let step = Self.step(name) else {
        throw InputError(
          .malformed, file: folder + "/" + name, "is not the name of a kept checkpoint",
          advice: "remove it")
      }
      steps.append(step)
    }
    return steps.sorted()
  }

  /// Sees that the folder and the files in it are what a trial keeps, and no links to something else; removes what
  /// killed runs left there.
  ///
  /// - Throws: `InputError`, before anything is removed.
  func checkPlace() throws {
    try OutputPlace.checkFolder(folder)
    for step in try steps() { try OutputPlace.check(path(step: step)) }
    StrayFiles.remove(from: folder) { Self.step($0) != nil }
  }

  /// Removes what an earlier trial kept here.
  func remove() throws {
    for step in try steps() { unlink(path(step: step)) }
    rmdir(folder)
  }

  /// Removes those after `step` updates or more.
  func remove(from step: Int) throws {
    for own in try steps() where own >= step { unlink(path(step: own)) }
    rmdir(folder)
  }

  func makeFolder() throws { try OutputPlace.makeFolder(folder) }
}

extension Schedule {
  /// The anchors at which a checkpoint can be kept: all between the beginning and the end.
  public var checkpointSteps: [Int] { anchorSteps.filter { $0 > 0 && $0 < stepCount } }

  /// The anchors at which `count` checkpoints cut the trial into segments as even as can be: for each k in
  /// 1...count the free anchor nearest to k / (count + 1) of the way, the earlier of two.
  ///
  /// - Throws: `InputError` if there are fewer anchors.
  public func checkpointSteps(count: Int) throws -> [Int] {
    var free = checkpointSteps
    guard count >= 0, count <= free.count else {
      throw InputError(
        "\(count) checkpoints cannot be kept: the plan has \(free.count) anchors between beginning "
          + "and end", advice: "keep at most \(free.count), or raise anchors_per_epoch")
    }
    var chosen: [Int] = []
    for k in stride(from: 1, through: count, by: 1) {
      func distance(_ step: Int) -> Int { abs(step * (count + 1) - k * stepCount) }
      guard let nearest = free.min(by: { (distance($0), $0) < (distance($1), $1) }) else { break }
      chosen.append(nearest)
      free.removeAll { $0 == nearest }
    }
    return chosen.sorted()
  }
}
