import ArgumentParser
import Experiment
import Files
import Foundation
import Judgement
import Sampling
import Text
import Verification

import struct Statistics.Ratio

/// Which trials are verified.
struct ChoiceOptions: ParsableArguments {
  @Flag(help: "Verify every planned trial of the folders; this is the default.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Verify these trials of one experiment folder, each as its WI and DO seed, and a perturbed one as 3:7:2.",
      valueName: "wi:do,..."),
    transform: ChoiceOptions.cells)
  var trials: [Cell]?

  @Option(
    name: .customLong("only-changed"),
    help: ArgumentHelp(
      """
      Verify the trials of one experiment folder whose goldens are not those of where this branch left this \
      revision of git; if the plan changed, all. That none changed is wrong use.
      """, valueName: "revision"))
  var onlyChanged: String?

  @Option(
    help: ArgumentHelp(
      "Verify this many trials of the experiment folders, drawn by --challenge.", valueName: "n"))
  var sample: Int?

  @Option(
    help: ArgumentHelp(
      "Verify trials of the experiment folders in the order that --challenge draws, as long as this "
        + "time lasts (such as 90s, 10m or 2h), each to its end and at least one.",
      valueName: "time"),
    transform: ChoiceOptions.time)
  var budget: Duration?

  @Option(
    name: .customLong("segments"),
    help: ArgumentHelp(
      """
      Rerun this many random segments between kept checkpoints, drawn by --challenge, instead of \
      whole trials, and the first segment of each trial beside them; the verdict is 'segments \
      agree' (exit 0), never reproduced.
      """, valueName: "k"))
  var segmentCount: Int?

  @Option(
    help: ArgumentHelp(
      """
      Compare only so many updates of each trial, from its beginning, and end the rerun there; the verdict is \
      'prefix agrees' (exit 0), never reproduced.
      """, valueName: "n"))
  var updates: Int?

  @Option(
    help: ArgumentHelp(
      "Draw by this text, which whoever made the goldens must not have known; the default are 32 "
        + "random bytes, which are printed.", valueName: "text"))
  var challenge: String?

  @Option(
    help: ArgumentHelp(
      """
      Draw by this round of the public beacon drand (chain quicknet) in place of a text. Its signature is \
      recorded and not checked.
      """, valueName: "round:signature"),
    transform: BeaconRound.argument)
  var beacon: BeaconRound?

  @Option(
    name: .customLong("certify-fraction"),
    help: ArgumentHelp(
      """
      Draw as many trials as certify, if all are reproduced, that at most this share of the planned ones \
      would not be, such as 0.05 or 5%; with --sample or --budget, say what those certify.
      """, valueName: "share"),
    transform: Ratio.share)
  var fraction: Ratio?

  @Option(
    help: ArgumentHelp(
      "Certify with this confidence; the default is 0.95.", valueName: "share"),
    transform: Ratio.share)
  var confidence: Ratio?

  func validate() throws {
    let count = [
      all, trials != nil, onlyChanged != nil, sample != nil, budget != nil, segmentCount != nil,
    ].count(where: \.self)
    guard count <= 1 else {
      throw ValidationError(
        "--all, --trials, --only-changed, --sample, --budget and --segments exclude each other")
    }
    for (name, count) in [("--segments", segmentCount), ("--sample", sample)] {
      guard let count, count < 1 else { continue }
      throw ValidationError("\(name) must be at least 1: nothing compared proves nothing")
    }
    guard (challenge == nil && beacon == nil) || draws else {
      throw ValidationError(
        "--challenge and --beacon need --sample, --budget, --certify-fraction or --segments")
    }
    guard challenge != "" else { throw ValidationError("--challenge is empty") }
    guard challenge == nil || beacon == nil else {
      throw ValidationError("--challenge and --beacon exclude each other")
    }
    if let updates, updates < 1 {
      throw ValidationError("--updates must be at least 1: nothing compared proves nothing")
    }
    guard updates == nil || segmentCount == nil && fraction == nil else {
      throw ValidationError("--updates excludes --segments and --certify-fraction")
    }
    guard confidence == nil || fraction != nil else {
      throw ValidationError("--confidence needs --certify-fraction")
    }
    guard fraction == nil || !(all || trials != nil || onlyChanged != nil || segmentCount != nil)
    else {
      throw ValidationError(
        "--certify-fraction excludes --all, --trials, --only-changed and --segments")
    }
  }

  /// Whether trials or segments are drawn.
  private var draws: Bool {
    sample != nil || budget != nil || fraction != nil || segmentCount != nil
  }

  /// What is to be certified.
  private var goal: SampleGoal? {
    fraction.flatMap { SampleGoal(fraction: $0, confidence: confidence ?? Ratio(95, 100)) }
  }

  /// What decides a draw.
  private var origin: Challenge {
    beacon.map { Challenge($0) } ?? challenge.map { Challenge($0) } ?? .random()
  }

  /// The goldens to verify.
  ///
  /// - Throws: `InputError` if a path or a plan cannot be read, or nothing is chosen.
  func selection(at paths: [String], _ folders: FolderOverrides) throws -> TrialSelection {
    if let onlyChanged {
      guard paths.count == 1 else {
        throw InputError("--only-changed needs one experiment folder, and nothing else")
      }
      let cells = try ChangedTrials.cells(
        of: paths[0], since: onlyChanged, lane: folders.lane)
      return try TrialSelection(.changed(cells), of: paths, folders)
    }
    guard let choice else {
      guard paths.count == 1, FileEntry.isFolder(paths[0]) else {
        return try TrialSelection.all(at: paths, folders)
      }
      return try TrialSelection(.all, of: paths[0], folders)
    }
    if case .trials = choice, paths.count != 1 {
      throw InputError("--trials needs one experiment folder, and nothing else")
    }
    if let file = paths.first(where: { !FileEntry.isFolder($0) }) {
      throw InputError(
        file: file, "is not a folder: --\(choice.name) needs experiment folders",
        advice: "name the folder, or leave out --\(choice.name)")
    }
    return try TrialSelection(choice, of: paths, folders, certifying: goal)
  }

  /// Reruns segments of the goldens; nil if none are asked for.
  func segments(
    _ verifier: TrialVerifier, _ selection: TrialSelection, jobs: Int
  ) -> VerificationReport? {
    guard let segmentCount else { return nil }
    return verifier.verifySegments(
      selection, count: segmentCount, challenge: origin, jobs: jobs)
  }

  /// Nil for all.
  private var choice: TrialChoice? {
    if let trials { return .trials(trials) }
    if let sample { return .sample(sample, origin) }
    if let budget { return .budget(budget, origin) }
    return goal.map { .certify($0, origin) }
  }

  /// `3:7,1:1`, and of a perturbed trial `3:7:2`.
  private static func cells(_ text: String) throws -> [Cell] {
    guard !text.isEmpty else { throw ValidationError("it names no trial") }
    var cells: [Cell] = []
    var seen: Set<Cell> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let seeds = part.split(separator: ":", omittingEmptySubsequences: false)
        .map { $0.isDigits ? UInt32($0) : nil }
      guard 2...3 ~= seeds.count, let wi = seeds[0], let dataOrder = seeds[1],
        let ulps = seeds.count == 2 ? 0 : seeds[2]
      else {
        throw ValidationError("'\(part.prefix(40))' is not a trial such as 3:7")
      }
      let cell = Cell(wi: wi, do: dataOrder, ulps: ulps)
      guard seen.insert(cell).inserted else {
        throw ValidationError("\(part) stands twice")
      }
      cells.append(cell)
    }
    return cells
  }

  /// `90s`, `10m`, `2h`
  private static func time(_ text: String) throws -> Duration {
    let seconds: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    let digits = text.dropLast()
    guard let unit = text.last.flatMap({ seconds[$0] }), (1...6).contains(digits.utf8.count),
      digits.isDigits, let number = Int(digits), number > 0
    else {
      throw ValidationError("it is not a time such as 90s, 10m or 2h")
    }
    return .seconds(number * unit)
  }
}
