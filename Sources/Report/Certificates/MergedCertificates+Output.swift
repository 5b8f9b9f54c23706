import Attestation
import Judgement
import Text

extension MergedCertificates {
  /// Who reran what, what every trial came to, and what all prove together. In lines of at most 80 columns.
  public var table: String {
    var lines = auditors.enumerated().map { place, auditor in
      let counts = trials.reduce(into: (rerun: 0, equal: 0)) { counts, trial in
        guard let own = trial.verdicts.first(where: { $0.auditor == place }) else { return }
        counts.rerun += 1
        if own.verdict.isSuccess { counts.equal += 1 }
      }
      return TextWrap.hanging(
        "auditor \(place + 1)  ",
        "\(auditor.key.algorithm.name) key "
          + "\(auditor.key.identifier.prefix(16)), \(counts.equal) of \(counts.rerun) trials "
          + "reproduced, on \(auditor.processors.map(Escaping.terminal).joined(separator: "; "))")
    }
    for trial in trials where !trial.verdicts.allSatisfy(\.verdict.isSuccess) {
      let found = trial.verdicts.map { "\($0.verdict.rawValue) by auditor \($0.auditor + 1)" }
      lines.append(
        TextWrap.hanging("trial      ", "\(trial.name)  \(found.joined(separator: ", "))"))
    }
    if silentCount > 0 {
      let they = silentCount == 1 ? "certificate says" : "certificates say"
      lines.append(
        TextWrap.hanging(
          "silent     ",
          "\(silentCount) \(they) nothing: nothing was rerun, or a control was missed"))
    }
    lines.append(TextWrap.hanging("power      ", powerLine))
    lines.append(
      "\(result.rawValue): \(trials.count) of \(plannedCount) trials rerun by "
        + auditors.count.counted("auditor"))
    return lines.joined(separator: "\n")
  }

  private var powerLine: String {
    guard let bound else { return "none" }
    let text = "at most \(bound) of \(plannedCount) trials would fail a rerun, with 95% confidence"
    return isBoundClaimed ? text : text + ", if no signer chose a challenge"
  }

  /// The same for programs.
  public var json: JSONValue {
    [
      "result": .string(result.rawValue), "planned": .integer(Int64(plannedCount)),
      "auditors": .array(
        auditors.map { auditor in
          [
            "keyid": .string(auditor.key.identifier),
            "certificates": .integer(Int64(auditor.certificates.count)),
            "processors": .array(auditor.processors.map(JSONValue.string)),
          ]
        }),
      "trials": .array(
        trials.map { trial in
          [
            "cell": .string(trial.name),
            "verdicts": .array(
              trial.verdicts.map {
                [
                  "auditor": .integer(Int64($0.auditor)), "verdict": .string($0.verdict.rawValue),
                ]
              }),
          ]
        }),
      "atMost": bound.map { .integer(Int64($0)) } ?? .null, "claimed": .bool(isBoundClaimed),
      "silent": .integer(Int64(silentCount)),
    ]
  }
}
