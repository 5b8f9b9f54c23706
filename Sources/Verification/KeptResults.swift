import Experiment
import Files
import Foundation
import Trajectory

/// Which results of reruns are kept as goldens that wait to be accepted.
public enum RecordMode: String, Sendable, CaseIterable {
  case never
  /// Planned trials without golden are trained.
  case missing
  /// These, and trials whose golden differs or is corrupt.
  case failed
  /// Every chosen trial.
  case all
}

/// Where results of reruns are kept. A golden is never changed: `Acceptance` does that.
public struct KeptResults: Sendable {
  package enum Kind { case missing, differing, equal }

  public let folder: String
  package let kinds: Set<Kind>
  /// Whether results wait here to be accepted: a newer one takes the place of an older one.
  private let isPending: Bool

  /// Keeps what differs, for a later look.
  public init(differingIn folder: String) {
    self.folder = folder
    isPending = false
    kinds = [.differing]
  }

  /// - Returns: nil for `never`.
  public init?(_ mode: RecordMode, in folder: String) {
    self.folder = folder
    isPending = true
    switch mode {
    case .never: return nil
    case .missing: kinds = [.missing]
    case .failed: kinds = [.missing, .differing]
    case .all: kinds = [.missing, .differing, .equal]
    }
  }

  /// Makes the folder, and sees that no result can take the place of a golden, of another file or of another
  /// result.
  ///
  /// - Throws: `InputError` of kind usage.
  public func prepare(for selection: TrialSelection) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw InputError(file: folder, "cannot be made", advice: "check the permissions")
    }
    let files = FileManager.default
    let place = URL(filePath: Self.resolved(folder), directoryHint: .isDirectory)
    let plans = [place, place.deletingLastPathComponent()]
      .map { $0.appending(path: ExperimentFolder.planName).path }
    guard !files.fileExists(atPath: plans[0]),
      place.lastPathComponent != "trials" || !files.fileExists(atPath: plans[1])
    else {
      throw InputError(
        file: folder, "belongs to an experiment", advice: "keep the results elsewhere")
    }
    var taken: [String: String] = [:]
    for golden in selection.goldens {
      let name = Self.name(golden)
      let parent = FilePlace.folder(of: golden.path)
      guard Self.resolved(folder) != Self.resolved(parent) else {
        throw InputError(
          file: folder, "holds goldens that are verified", advice: "keep the results elsewhere")
      }
      guard isPending || !files.fileExists(atPath: path(for: golden)) else {
        throw InputError(
          file: path(for: golden), "is there already", advice: "keep the results elsewhere")
      }
      if let other = taken.updateValue(golden.path, forKey: name), other != golden.path {
        throw InputError(
          file: golden.path, "has the name of another golden, \(other)",
          advice: "verify them one after the other")
      }
    }
  }

  /// The same folder has one text, whatever the links that lead to it.
  private static func resolved(_ path: String) -> String {
    URL(filePath: path.isEmpty ? "." : path, directoryHint: .isDirectory).standardizedFileURL
      .resolvingSymlinksInPath().path
  }

  private static func name(_ golden: ChosenGolden) -> String {
    FilePlace.name(of: golden.path)
  }

  /// Where the new result of a golden's trial is kept.
  package func path(for golden: ChosenGolden) -> String { folder + "/" + Self.name(golden) }

  /// Starts to record the rerun of a golden; nil if it would not be kept however it ends.
  func begin(_ golden: ChosenGolden, _ header: JSONValue) throws -> Recording? {
    guard kinds.contains(.differing) || kinds.contains(.equal) else { return nil }
    return Recording(
      writer: try GoldenWriter(path: path(for: golden), header: header),
      keepsEqual: kinds.contains(.equal), keepsDiffering: kinds.contains(.differing))
  }

  /// One rerun as it is recorded.
  struct Recording {
    let writer: GoldenWriter
    let keepsEqual: Bool
    let keepsDiffering: Bool

    func append(_ event: TrajectoryEvent) throws { try writer.append(event) }

    /// - Returns: where the result was kept, if it was.
    func end(_ outcome: TrialOutcome, isEqual: Bool) throws -> String? {
      guard isEqual ? keepsEqual : keepsDiffering else {
        writer.discard()
        return nil
      }
      try writer.finish(outcome: outcome)
      return writer.path
    }

    func discard() { writer.discard() }
  }
}
