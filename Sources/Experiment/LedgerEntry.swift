import Files
import Foundation
import Text

/// One line of a ledger.
public struct LedgerEntry: Sendable, Equatable {
  public enum Event: String, Sendable, CaseIterable {
    /// A grid began; `detail` tells how many trials are planned, and how many are missing.
    case planned
    /// A trial began, or was taken up again.
    case started
    case completed
    case nonfinite
    /// The trial is at a rung of the plan's stop rule, and waits for the others of its group.
    case waiting
    /// The plan's stop rule ended the trial.
    case stopped
    /// The attempt ended without a golden; `detail` says why.
    case failed
    /// The user ended the attempt; the trial can be taken up again.
    case interrupted
    /// A new result became the golden; `detail` says why.
    case accepted
  }

  public var event: Event
  /// The trial; nil for `planned`.
  public var cell: Cell?
  /// The lane of the trial or the grid; nil in a folder without lanes.
  public var lane: LaneName?
  /// When, in UTC, to the second: `2026-11-23T08:15:34Z`.
  public var time: String
  /// SHA-256 of the plan.
  public var plan: Digest
  public var machine: Machine
  /// How long the attempt took; nil where it only begins.
  public var milliseconds: Int?
  public var detail: String?
  /// What an accepted golden was made with, and its content; `replaced` is that of the one before.
  public var accepted: Accepted?
  /// The score of a trial that ended with one.
  public var score: TrialScore?
  /// What was seen of another trainer, where its trials have lanes.
  public var environment: TrainerEnvironment?

  /// What the line of an accepted golden adds.
  public struct Accepted: Sendable, Equatable {
    public var toolchain: String
    public var content: Digest
    /// Nil where there was none, or none that could be read.
    public var replaced: Digest?

    public init(toolchain: String, content: Digest, replaced: Digest?) {
      self.toolchain = toolchain
      self.content = content
      self.replaced = replaced
    }
  }

  /// Some 35 years: no attempt took longer.
  static let millisecondLimit = 1 << 40
  /// As many characters of a detail are kept, and as many scalars of them.
  private static let detailLimit = (characters: 500, scalars: 4000)

  public init(
    _ event: Event, cell: Cell? = nil, lane: LaneName? = nil, plan: Digest, machine: Machine,
    milliseconds: Int? = nil, detail: String? = nil, accepted: Accepted? = nil,
    score: TrialScore? = nil, environment: TrainerEnvironment? = nil, date: Date = Date()
  ) {
    self.event = event
    self.cell = cell
    self.lane = lane
    time = date.formatted(.iso8601)
    self.plan = plan
    self.machine = machine
    self.milliseconds = milliseconds
    self.detail = detail
    self.accepted = accepted
    self.score = score
    self.environment = environment
  }

  /// How many trials a `planned` line says were planned; nil for any other line.
  var plannedCount: Int? {
    guard event == .planned, let words = detail?.prefix(40).split(separator: " "),
      words.count >= 2, words[1] == "planned,"
    else { return nil }
    return Int(words[0]).flatMap { (0...CellGrid.limit).contains($0) ? $0 : nil }
  }

  /// The entry as a JSON object.
  public var json: JSONValue {
    // A character may have any number of scalars; a line must stay one that is read.
    let scalars = detail?.prefix(Self.detailLimit.characters).unicodeScalars
    return .object(present: [
      "event": .string(event.rawValue), "time": .string(time), "plan": .string("\(plan)"),
      "writer": machine.writer.map { .string($0) }, "host": machine.host.map { .string($0) },
      "process": .integer(Int64(machine.process)),
      "threads": .integer(machine.threads), "instructionSet": .string(machine.instructionSet),
      "wi": cell.map { .integer(Int64($0.wi)) }, "do": cell.map { .integer(Int64($0.do)) },
      "ulps": cell.flatMap { $0.ulps == 0 ? nil : .integer(Int64($0.ulps)) },
      "lane": lane.map { .string($0.description) },
      "processor": environment?.processor.map { .string($0) },
      "libraries": environment.flatMap { seen in
        seen.libraries.isEmpty ? nil : .object(seen.libraries.mapValues { .string($0) })
      },
      "milliseconds": milliseconds.map { .integer($0) },
      "score": score.map { .string($0.value.description) },
      "degenerate": score.map { .bool($0.isDegenerate) },
      "detail": scalars.map { .string(String($0.prefix(Self.detailLimit.scalars))) },
      "toolchain": accepted.map { .string($0.toolchain) },
      "content": accepted.map { .string("\($0.content)") },
      "replaced": accepted?.replaced.map { .string("\($0)") },
    ])
  }

  /// The entry that `json` holds; nil if it is none. Members of other names are passed over.
  public init?(_ json: JSONValue) {
    guard let event = json["event"]?.string.flatMap(Event.init(rawValue:)),
      let time = json["time"]?.string, let plan = json["plan"]?.string.flatMap(Digest.init(hex:)),
      let machine = Machine(json)
    else { return nil }
    self.event = event
    self.time = time
    self.plan = plan
    self.machine = machine
    if let wi = json["wi"]?.integer, let dataOrder = json["do"]?.integer {
      guard let wi = UInt32(exactly: wi), let dataOrder = UInt32(exactly: dataOrder),
        let ulps = UInt32(exactly: json["ulps"]?.integer ?? 0)
      else { return nil }
      cell = Cell(wi: wi, do: dataOrder, ulps: ulps)
    }
    guard (cell == nil) == (event == .planned) else { return nil }
    milliseconds = json["milliseconds"]?.integer.map { Int($0) }
    // Sums of them must fit, whatever somebody wrote.
    guard (0...Self.millisecondLimit).contains(milliseconds ?? 0) else { return nil }
    detail = json["detail"]?.string
    if let name = json["lane"] {
      guard let lane = name.string.flatMap(LaneName.init) else { return nil }
      self.lane = lane
    }
    environment = TrainerEnvironment(json)
    if let toolchain = json["toolchain"]?.string,
      let content = json["content"]?.string.flatMap(Digest.init(hex:))
    {
      accepted = Accepted(
        toolchain: toolchain, content: content,
        replaced: json["replaced"]?.string.flatMap(Digest.init(hex:)))
    }
    guard (accepted != nil) == (event == .accepted) else { return nil }
    if let value = json["score"]?.string.flatMap({ Double($0) }), value.isFinite,
      let isDegenerate = json["degenerate"]?.bool
    {
      score = TrialScore(value: value, isDegenerate: isDegenerate)
    }
  }
}

/// Where and how an attempt ran; never part of a golden.
public struct Machine: Sendable, Equatable {
  /// The host's name, where it was asked for; earlier versions wrote it always.
  public var host: String?
  /// A random name of this run, see `WriterIdentity`; nil in lines of earlier versions.
  public var writer: String?
  /// The process's number.
  public var process: Int32
  /// Threads a trial.
  public var threads: Int
  /// The instruction set, or the device in its place, such as `opencl:0`.
  public var instructionSet: String

  public init(
    host: String?, writer: String? = nil, process: Int32, threads: Int, instructionSet: String
  ) {
    self.host = host
    self.writer = writer
    self.process = process
    self.threads = threads
    self.instructionSet = instructionSet
  }

  /// This process on this machine, under a new random name.
  ///
  /// - Parameter recordsHost: whether the host is named.
  public static func current(
    threads: Int, instructionSet: String, recordsHost: Bool = false
  ) -> Machine {
    Machine(
      host: recordsHost ? hostName : nil, writer: WriterIdentity.random(),
      process: ProcessInfo.processInfo.processIdentifier, threads: threads,
      instructionSet: instructionSet)
  }

  /// Not `ProcessInfo.hostName`, which asks the network for a name.
  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&name, name.count - 1) == 0
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return isKnown ? String(decoding: bytes, as: UTF8.self) : "unknown"
  }

  init?(_ json: JSONValue) {
    guard json["host"] != nil || json["writer"] != nil,
      json["host"] == nil || json["host"]?.string != nil,
      json["writer"] == nil || json["writer"]?.string.map(WriterIdentity.isOne) == true,
      let process = json["process"]?.integer.flatMap(Int32.init(exactly:)),
      let threads = json["threads"]?.integer, let instructionSet = json["instructionSet"]?.string
    else { return nil }
    self.init(
      host: json["host"]?.string, writer: json["writer"]?.string, process: process,
      threads: Int(threads), instructionSet: instructionSet)
  }
}
