import Judgement
import Text

/// The report as JUnit XML, which CI systems read.
///
/// A trial that is not reproduced is a failure whose type is its verdict; nothing is ever `skipped`, which
/// reads as green. The controls are test cases of their own.
extension VerificationReport {
  public var junit: String {
    let trialCases = trials.map { trial in
      Self.testCase(
        trial.name + note, of: trial.path, milliseconds: trial.milliseconds ?? 0,
        failure: trial.verdict.isSuccess ? nil : (trial.verdict.rawValue, trial.explanation),
        next: trial.awaitsDecision ? Self.nextStep : nil)
    }
    let cases = trialCases + controlCases
    let failures = cases.count(where: \.isFailure)
    let time = Self.seconds(trials.reduce(0) { $0 + ($1.milliseconds ?? 0) })
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" time=\"\(time)\""
    let lines =
      [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites \(counts)>",
        "  <testsuite name=\"seedproof verify\" \(counts)>",
      ] + properties + cases.map(\.text) + ["  </testsuite>", "</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the cases do not say: the verdict of all, and what it rests on.
  private var properties: [String] {
    let coverage = coverageLines.map { String($0.drop { $0 == " " }) }.joined(separator: "; ")
    let named = [
      ("verdict", verdict.rawValue), ("compared", countLine), ("coverage", coverage),
      ("lane", laneLines.map { String($0.drop { $0 == " " }) }.joined(separator: "; ")),
      ("stopRule", stopRule?.lines.joined(separator: "; ") ?? ""),
      ("earlierPlans", earlierPlanLines.joined(separator: "; ")),
    ]
    let lines = named.filter { !$0.1.isEmpty }.map { name, value in
      "      <property name=\"\(name)\" value=\"\(Escaping.xml(value))\"/>"
    }
    return ["    <properties>"] + lines + ["    </properties>"]
  }

  /// - Parameter next: what to do about a failure; the body has it after the message.
  private static func testCase(
    _ name: String, of suite: String, milliseconds: Int = 0,
    failure: (type: String, message: String)?, next: String? = nil
  ) -> (text: String, isFailure: Bool) {
    let head =
      "    <testcase classname=\"\(Escaping.xml(suite))\" name=\"\(Escaping.xml(name))\" "
      + "time=\"\(seconds(milliseconds))\""
    guard let failure else { return (head + "/>", false) }
    let message = Escaping.xml(failure.message)
    let body = ([message] + (next.map { [Escaping.xml($0)] } ?? [])).joined(separator: "\n")
    let text = """
      \(head)>
            <failure type="\(failure.type)" message="\(message)">\(body)</failure>
          </testcase>
      """
    return (text, true)
  }

  /// At least one: a verifier without controls is a failure.
  private var controlCases: [(text: String, isFailure: Bool)] {
    guard !controls.isEmpty else {
      return [
        Self.testCase(
          "negative controls", of: "controls",
          failure: ("unverifiable", "no negative control could be run"))
      ]
    }
    return controls.map { result in
      Self.testCase(
        result.control.rawValue, of: "controls",
        failure: result.isCaught
          ? nil
          : ("unverifiable", "the comparison did not see this difference: \(result.name)"))
    }
  }

  private static func seconds(_ milliseconds: Int) -> String {
    "\(milliseconds / 1000)." + (milliseconds % 1000).digits(3)
  }
}
