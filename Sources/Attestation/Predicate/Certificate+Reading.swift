import Files
import Judgement
import Sampling
import Statistics
import Text

extension Certificate {
  /// Reads our own statement.
  ///
  /// Whatever stands in it must be what this program would have written for what it read: no member more, no count or
  /// bound that does not follow. That is seen by writing it again.
  ///
  /// - Throws: `InputError` of kind malformed.
  init(_ statement: Statement, file: String) throws {
    do {
      let members = Members(statement.predicate)
      experiment = try Experiment(members("experiment"))
      grid = try Grid(members("grid"))
      draw = try Draw(members("sampling"))
      cells = try members.list("cells").map { try Cell($0) }
      controls = try members.list("controls").map {
        Control(name: try $0.text("name"), isCaught: try $0.flag("caught"))
      }
      commitment = try members.optional("planCommitment").map {
        Commitment(
          statement: try $0.digest("statement"), key: try $0.text("keyid"),
          time: try $0.time("time"), round: try $0.optional("beacon")?.round())
      }
      let (harness, machine) = (try members("harness"), try members("machine"))
      self.harness = Harness(
        name: try harness.text("name"), version: try harness.text("version"),
        digest: try harness.digest("sha256"), processor: try machine.text("processor"),
        instructionSet: try machine.text("instructionSet"))
      time = try members.time("time")
      policy = try members.digest("policy")
    } catch let defect as Members.Defect {
      throw InputError(
        .malformed, file: file, place: "predicate",
        "'\(defect.name)' is missing, or not what PREDICATE.md says")
    }
    subjects = statement.subjects
    guard grid.planned > 0, grid.isConsistent, draw.count <= grid.planned,
      cells.count == draw.count,
      Set(cells.map(\.seeds)).count == cells.count
    else {
      throw InputError(
        .malformed, file: file, place: "predicate", "its counts contradict each other")
    }
    let again = predicate(others: otherStatements)
    guard again == statement.predicate else {
      let place = JSONValue.differences(again, statement.predicate).first?.place ?? "predicate"
      throw InputError(
        .malformed, file: file, place: "predicate", "'\(place)' does not follow from the rest")
    }
  }
}

/// Members of an object of a predicate.
private struct Members {
  /// The member that is missing or of another kind.
  struct Defect: Error {
    let name: String
    init(_ name: String) { self.name = name }
  }

  private let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  private func need<T>(_ value: T?, _ name: String) throws -> T {
    guard let value else { throw Defect(name) }
    return value
  }

  func callAsFunction(_ name: String) throws -> Members { try need(optional(name), name) }
  func optional(_ name: String) -> Members? {
    json[name].flatMap { $0.object == nil ? nil : Members($0) }
  }
  func optionalText(_ name: String) -> String? { json[name]?.string }
  func text(_ name: String) throws -> String { try need(json[name]?.string, name) }
  func flag(_ name: String) throws -> Bool { try need(json[name]?.bool, name) }
  func time(_ name: String) throws -> SignedTime { try need(SignedTime(text(name)), name) }
  func share(_ name: String) throws -> Ratio {
    let share = try need(Ratio(text(name)), name)
    return try need(0 < share.numerator && share.numerator < share.denominator ? share : nil, name)
  }
  func round() throws -> NamedRound {
    let number = try need(Int(text("round")), "round")
    return try need(NamedRound(number, ofChain: text("chain")), "chain")
  }
  func digest(_ name: String) throws -> Digest { try need(Digest(hex: text(name)), name) }
  /// At most 2^31 - 1, as the bounds are computed of them.
  func count(_ name: String) throws -> Int {
    try need(json[name]?.integer.flatMap { Int32(exactly: $0) }, name).magnitudeOrDefect(name)
  }
  func list(_ name: String) throws -> [Members] {
    try need(json[name]?.array, name).map(Members.init)
  }
  func resources(_ name: String) throws -> [Statement.Subject] {
    try need(json[name]?.array, name).map { try need(Statement.Subject($0), name) }
  }
}

extension Int32 {
  fileprivate func magnitudeOrDefect(_ name: String) throws -> Int {
    guard self >= 0 else { throw Members.Defect(name) }
    return Int(self)
  }
}

extension Certificate.Experiment {
  fileprivate init(_ members: Members) throws {
    name = try members.text("name")
    task = try members.text("task")
    plan = try members.digest("plan")
    numerics = members.optionalText("numerics")
    streams = members.optionalText("streams")
    inputs = try members.resources("inputs")
  }
}

extension Certificate.Grid {
  fileprivate init(_ members: Members) throws {
    planned = try members.count("planned")
    completed = try members.count("completed")
    nonfinite = try members.count("nonfinite")
    stopped = try members.count("stopped")
    missing = try members.count("missing")
    malformed = try members.count("malformed")
    unreadable = try members.count("unreadable")
    unplanned = try members.count("unplanned")
    foreign = try members.count("foreign")
    root = try members.digest("root")
  }
}

extension Certificate.Draw {
  fileprivate init(_ members: Members) throws {
    if let beacon = members.optional("beacon") {
      let text = "\(try beacon.round().number):\(try beacon.text("signature"))"
      guard let round = try? BeaconRound(text) else { throw Members.Defect("beacon") }
      challenge = Challenge(round)
    } else {
      challenge = members.optionalText("challenge").map { Challenge($0) }
    }
    count = try members.count("drawn")
    alpha = try members.share("alpha")
    fraction = members.optionalText("fraction") == nil ? nil : try members.share("fraction")
  }
}

extension Certificate.Cell {
  fileprivate init(_ members: Members) throws {
    let name = try members.text("cell")
    guard let match = name.wholeMatch(of: /wi=(\d{1,10})\/do=(\d{1,10})(?:\/ulps=(\d{1,10}))?/),
      let wi = UInt32(match.1), let dataOrder = UInt32(match.2),
      let ulps = match.3.map({ UInt32($0) }) ?? 0
    else { throw Members.Defect("cell") }
    seeds = TrialSeeds(wi: wi, do: dataOrder, ulps: ulps)
    content = Digest(hex: try members.text("content"))
    let word = try members.text("verdict")
    // Of the successes a certificate speaks of whole trials alone.
    let verdicts = Verdict.allCases.filter { !$0.isSuccess || $0 == .reproduced }
    guard let verdict = verdicts.first(where: { $0.rawValue == word }) else {
      throw Members.Defect("verdict")
    }
    self.verdict = verdict
    updates = try members.count("updates")
    values = try members.count("values")
    finding = members.optionalText("finding")
  }
}
