import Experiment
import Files
import Judgement
import Text
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

  /// Whether the result of a golden's rerun may be kept.
  package var mayKeepReruns: Bool { kinds.contains(.differing) || kinds.contains(.equal) }

  /// Makes the folder, and sees that no result can take the place of a golden, of another file or of another
  /// result; removes what killed runs left in it.
  ///
  /// A golden of the same trial that is there already may be what an interrupted run of the same command kept: it
  /// stays, and a result with another content is not kept.
  ///
  /// - Throws: `InputError` of kind usage.
  public func prepare(for selection: TrialSelection) throws {
    if isPending { try OutputPlace.checkFolder(folder) }
    guard !Self.isOfExperiment(folder) else {
      throw InputError(
        file: folder, "belongs to an experiment", advice: "keep the results elsewhere")
    }
    try OutputPlace.makeFolder(folder)
    let place = FileIdentity(folder)
    var parents: Set<String> = []
    var taken: [String: String] = [:]
    for golden in selection.goldens {
      let name = FilePlace.name(of: golden.path)
      let parent = FilePlace.folder(of: golden.path)
      guard !parents.insert(parent).inserted || FileIdentity(parent) != place else {
        throw InputError(
          file: folder, "holds goldens that are verified", advice: "keep the results elsewhere")
      }
      try checkPlace(of: golden)
      if let other = taken.updateValue(golden.path, forKey: name), other != golden.path {
        throw InputError(
          file: golden.path, "has the name of another golden, \(other)",
          advice: "verify them one after the other")
      }
    }
    StrayFiles.remove(from: folder) { taken[$0] != nil }
  }

  /// Sees that the place of a result is free, or holds what may be this result.
  private func checkPlace(of golden: ChosenGolden) throws {
    let path = path(for: golden)
    guard FileEntry(at: path) != nil else { return }
    try OutputPlace.check(path)
    guard !isPending else { return }
    let header = (try? GoldenReader(path))?.header.value
    let isOfCell = golden.cell.map {
      header?["wi"]?.integer == Int64($0.wi) && header?["do"]?.integer == Int64($0.do)
    }
    guard header != nil, isOfCell ?? true else {
      throw InputError(file: path, "is there already", advice: "keep the results elsewhere")
    }
  }

  /// Whether a folder, which may not be there yet, is that of an experiment, or within the folder of its goldens.
  private static func isOfExperiment(_ folder: String) -> Bool {
    var (place, name) = (folder, "trials")
    while FileIdentity(place) == nil, !place.isEmpty {
      (place, name) = (FilePlace.folder(of: place), FilePlace.name(of: place))
    }
    // What is looked at first is the folder itself, or holds the first of those to be made.
    var below: FileIdentity?
    place = place.isEmpty ? "." : place
    while let identity = FileIdentity(place), identity != below {
      if FileEntry(at: place + "/" + ExperimentFolder.planName) != nil,
        below.map({ $0 == FileIdentity(place + "/trials") }) ?? (name == "trials")
      {
        return true
      }
      (place, below) = (place + "/..", identity)
    }
    return false
  }

  /// Where the new result of a golden's trial is kept.
  package func path(for golden: ChosenGolden) -> String {
    folder + "/" + FilePlace.name(of: golden.path)
  }

  /// Starts to record the rerun of a golden; nil if it would not be kept however it ends.
  func begin(_ golden: ChosenGolden, _ header: JSONValue) throws -> Recording? {
    guard mayKeepReruns else { return nil }
    return try record(golden, header)
  }

  /// Starts to record the trial of a golden that is missing or cannot be used.
  func record(_ golden: ChosenGolden, _ header: JSONValue) throws -> Recording {
    Recording(
      writer: try GoldenWriter(path: path(for: golden), header: header, isResumable: false),
      kept: self)
  }

  /// Keeps a result that is whole.
  ///
  /// - Returns: where.
  package func keep(_ result: Golden, of golden: ChosenGolden) throws -> String {
    let path = path(for: golden)
    try result.write(to: path, replaces: isPending)
    return path
  }

  /// One rerun as it is recorded. Nobody takes it up: its journal has a name of its own.
  struct Recording: RerunRecording {
    fileprivate let writer: GoldenWriter
    fileprivate let kept: KeptResults

    func append(_ event: TrajectoryEvent) throws { try writer.append(event) }

    /// - Returns: where the result was kept, if it was.
    func end(_ outcome: TrialOutcome, isEqual: Bool) throws -> String? {
      guard kept.kinds.contains(isEqual ? .equal : .differing) else {
        writer.discard()
        return nil
      }
      return try finish(outcome)
    }

    /// - Returns: where the result was kept.
    func finish(_ outcome: TrialOutcome) throws -> String {
      try writer.finish(outcome: outcome, replaces: kept.isPending)
      return writer.path
    }

    func discard() { writer.discard() }
  }
}
