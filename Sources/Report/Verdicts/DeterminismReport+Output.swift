import Judgement
import Text

extension DeterminismReport {
  /// The report for people: a line for each variation, with what differs or why it was not run; controls, verdict, and
  /// what the bits depend on.
  public var table: String {
    let width = variations.map(\.name.utf8.count).max() ?? 0
    var lines = variations.flatMap { $0.lines(width: width) }
    for control in controls {
      switch control.finding {
      case .caught: break
      case .missed(let reason): lines.append("control not caught: \(control.name): \(reason)")
      case .notRun(let reason): lines.append("control not run: \(control.name): \(reason)")
      }
    }
    let left = variations.count - run.count
    let rest = left > 0 ? ", \(left) not run" : ""
    let those = run.count == 1 ? "variation" : "variations"
    let count =
      differing.isEmpty
      ? "\(run.count) of \(run.count) \(those) that ran gave the same bits"
      : "\(differing.count) of \(run.count) \(those) that ran gave other bits"
    lines.append(
      "\(verdict.rawValue): \(count)\(rest); \(controlLine)")
    lines.append(conclusion)
    return lines.map(Escaping.terminal).joined(separator: "\n")
  }

  private var controlLine: String {
    let run = controls.count { if case .notRun = $0.finding { false } else { true } }
    return "controls \(controls.count { $0.finding == .caught })/\(run) caught"
  }

  /// The report as a document for programs.
  public var json: JSONValue {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    func names(_ isWanted: (BatteryControl.Finding) -> String?) -> JSONValue {
      .array(
        controls.compactMap { control in
          isWanted(control.finding).map {
            .string($0.isEmpty ? control.name : "\(control.name): \($0)")
          }
        })
    }
    return [
      "verdict": .string(verdict.rawValue), "conclusion": .string(conclusion),
      "trainer": .string(lane == .own ? "own" : "external"), "wi": .integer(Int64(seeds.wi)),
      "do": .integer(Int64(seeds.do)), "steps": count(stepCount),
      "contentDigest": .string(contentDigest.description), "challenge": .string(challenge),
      "ran": count(run.count), "differing": count(differing.count),
      "variations": .array(variations.map(\.json)),
      "controls": [
        "caught": names { $0 == .caught ? "" : nil },
        "missed": names { if case .missed(let reason) = $0 { reason } else { nil } },
        "notRun": names { if case .notRun(let reason) = $0 { reason } else { nil } },
      ],
    ]
  }
}

extension VariationResult {
  fileprivate func lines(width: Int) -> [String] {
    let padding = String(repeating: " ", count: width - name.utf8.count)
    func line(_ verdict: String, _ rest: String) -> String {
      "\(verdict)  \(name)\(padding)  \(rest)"
    }
    let what = text + (detail.map { " (\($0))" } ?? "")
    switch finding {
    case .identical(let updates, let values):
      return [line("identical", "\(updates) updates, \(values) values  \(what)")]
    case .differs(let divergence, let updates):
      return [
        line("differs  ", "after \(updates) equal updates  \(what)"), "    " + divergence.line,
      ]
    case .notRun(let reason): return [line("not run  ", "\(what): \(reason)")]
    }
  }

  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = ["name": .string(name), "text": .string(text)]
    members["detail"] = detail.map(JSONValue.string)
    switch finding {
    case .identical(let updates, let values):
      members["verdict"] = "identical"
      members["steps"] = .integer(Int64(updates))
      members["values"] = .integer(Int64(values))
    case .differs(let divergence, let updates):
      members["verdict"] = "differs"
      members["steps"] = .integer(Int64(updates))
      members["firstDivergence"] = divergence.json
      members["factor"] = .string(factor)
      members["pin"] = .string(pin)
    case .notRun(let reason):
      members["verdict"] = "not run"
      members["reason"] = .string(reason)
    }
    return .object(members)
  }
}
