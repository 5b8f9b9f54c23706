import Experiment
import Judgement
import Text
import Training

extension CategoryComparison {
  /// Compares what a golden's header says with what this run has; nil for a specification that cannot be
  /// formed here.
  static func comparing(
    recorded: TrialSpecification, here: TrialSpecification?, ledger: LedgerEntry?,
    machine: Machine
  ) throws -> [CategoryComparison] {
    var differences: [Category: [String]] = [:]
    if let here {
      for (name, old, new) in JSONValue.differences(try recorded.header(), try here.header()) {
        differences[category(of: name), default: []].append("\(name): \(text(old)) / \(text(new))")
      }
    }
    let fromHeader = [Category.plan, .data, .model, .arithmetic, .streams].map { category in
      guard here != nil else { return CategoryComparison(category, .missing) }
      let details = differences[category] ?? []
      return CategoryComparison(category, details.isEmpty ? .same : .differs, details)
    }
    return fromHeader + [
      CategoryComparison(.toolchain, .notRecorded, ["here: \(Toolchain.current)"]),
      compare(ledger?.machine, machine),
    ]
  }

  /// The ledger is no evidence, as anyone can edit it; so what it says is called that.
  private static func compare(_ recorded: Machine?, _ here: Machine) -> CategoryComparison {
    // A host that the ledger does not name is not compared.
    let namesHost = recorded?.host != nil
    func text(_ machine: Machine) -> String {
      let host = namesHost ? machine.host.map { "\($0), " } ?? "" : ""
      return "\(host)\(machine.instructionSet), \(machine.threads) threads"
    }
    guard let recorded else {
      return CategoryComparison(.machine, .notRecorded, ["here: \(text(here))"])
    }
    let isSame = text(recorded) == text(here)
    return CategoryComparison(
      .machine, isSame ? .same : .differs,
      ["by the ledger: \(text(recorded)) / here: \(text(here))"])
  }

  /// The part of the header to which a member belongs.
  private static func category(of name: String) -> Category {
    switch name.split(separator: ".").first {
    case "data", "developmentExamples", "labels", "labelNames": .data
    case "model": .model
    case "numerics": .arithmetic
    case "streams": .streams
    default: .plan
    }
  }

  private static func text(_ value: JSONValue?) -> String {
    value.map { String(($0.string ?? $0.canonical).prefix(80)) } ?? "none"
  }
}
