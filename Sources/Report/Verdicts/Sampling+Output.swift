import Files
import Sampling
import Text

extension Challenge {
  /// On what a stated power rests beside the draw; nil where the verifier drew the challenge itself.
  var condition: String? {
    switch origin {
    case .random: nil
    case .named: "if who made the goldens did not know the challenge"
    case .beacon(let round):
      "if the goldens were published, and round \(round.number) of the chain \(round.chain.hash.prefix(8)) "
        + "named, before that round; its signature is not checked here"
    }
  }
}

extension BeaconRound {
  /// The round as a document for programs.
  var json: JSONValue {
    [
      "chain": .string(chain.hash), "round": .string(String(number)),
      "signature": .string(hex(signature)), "randomness": .string(randomness.description),
      "published": .string(String(chain.time(of: number))), "signatureChecked": false,
    ]
  }
}

extension SampleFinding {
  private var percent: String {
    percentage(goal.confidence.numerator, of: goal.confidence.denominator)
  }
  private var allowed: String { percentage(goal.fraction.numerator, of: goal.fraction.denominator) }

  /// What is certified, in two lines: the failures first.
  var lines: [String] {
    let word = isCertified ? "certified" : "not certified"
    let failed =
      failures == 0 ? "" : "\(failures) of \(drawn) were not reproduced; "
    return [
      "\(word): \(failed)with \(percent) at most \(upperBound) of \(total) planned trials "
        + "(\(percentage(upperBound, of: total))) would not be reproduced, and \(allowed) is allowed, "
        + "if the \(drawn) reruns were fixed before the first",
      "stop or go on: p = \(anytimeP.decimals(4)) for more than \(allowed), which holds whenever the reruns "
        + "end (eta \(Self.eta)); \(maySettle ? "it may end here" : "it needs more reruns of the same draw")",
    ]
  }

  /// The finding as a document for programs.
  var json: JSONValue {
    func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    return [
      "fraction": .string(goal.fraction.description),
      "confidence": .string(goal.confidence.description), "drawn": count(drawn),
      "failures": count(failures), "upperBound": count(upperBound), "of": count(total),
      "met": .bool(isCertified), "anytimeP": .string("\(anytimeP)"),
      "eta": .string("\(Self.eta)"), "anytimeMet": .bool(maySettle),
    ]
  }
}
