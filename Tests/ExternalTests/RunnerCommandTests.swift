import Experiment
import Testing
import Text

@testable import External
@testable import Judgement

@Suite struct RunnerCommandTests {
  @Test(arguments: [
    ("a {wi}", ["a", "{wi}"]),
    ("  a\t{wi}\n b ", ["a", "{wi}", "b"]),
    ("a '{wi} $HOME \"x\" \\' b", ["a", "{wi} $HOME \"x\" \\", "b"]),
    ("a \"{wi} 'x' \\\" \\\\ \\n | $(b)\"", ["a", "{wi} 'x' \" \\ \\n | $(b)"]),
    ("a --x='1 2'{wi}\"3 4\"", ["a", "--x=1 2{wi}3 4"]),
    ("a {wi} '' \"\"", ["a", "{wi}", "", ""]),
    ("a\\ b {wi} c\\|d \\\\", ["a b", "{wi}", "c|d", "\\"]),
    ("a {wi} *.py ~ {x} é", ["a", "{wi}", "*.py", "~", "{x}", "é"]),
  ])
  func isSplitOnce(text: String, words: [String]) throws {
    #expect(try RunnerCommand(text).words == words)
  }

  @Test(arguments: [
    ("", "is empty"), ("   ", "is empty"), ("'' {wi}", "is empty"),
    ("a b", "neither {wi} nor {do}"), ("a{wi} {wi}", "in the program's name"),
    ("a '{wi}", "without end"), ("a \"{wi}", "without end"), ("a {wi} \\", "backslash"),
    ("a {wi} > log", "no shell"), ("a {wi} | b", "no shell"), ("a {wi}; b", "no shell"),
    ("a {wi} & b", "no shell"), ("a {wi} $HOME", "no shell"), ("a {wi} `b`", "no shell"),
    ("a {wi} < b", "no shell"), ("a {wi} \0", "NUL"),
    ("a {wi} " + String(repeating: "x", count: 1 << 16), "longer than"),
  ])
  func isRefused(text: String, reason: String) throws {
    let error = try #require(throws: InputError.self) { try RunnerCommand(text) }
    #expect(error.kind == .usage)
    #expect(error.description.contains(reason), "\(error)")
  }

  @Test func seedsReplaceTheirPlacesInArguments() throws {
    let command = try RunnerCommand("run --a={wi} --out x/{wi}-{do}.{wi} '{do} {do}' {WI}")
    #expect(
      command.arguments(for: Cell(wi: 3, do: 4_294_967_295)) == [
        "run", "--a=3", "--out", "x/3-4294967295.3", "4294967295 4294967295", "{WI}",
      ])
  }

  @Test func theFolderToResumeFromIsNamed() throws {
    let command = try RunnerCommand("run {wi} --to={resume}/x {resume}")
    #expect(command.holdsResume)
    #expect(
      command.arguments(for: Cell(wi: 3, do: 4), resume: "/a {wi}/{do}")
        == ["run", "3", "--to=/a {wi}/{do}/x", "/a {wi}/{do}"])
    #expect(try !RunnerCommand("run {wi}").holdsResume)
    #expect(throws: InputError.self) { try RunnerCommand("run{resume} {wi}") }
    #expect(throws: InputError.self) { try RunnerCommand("run {resume}") }
  }

  /// What names something here, seen from the folder of the package, names it from everywhere.
  @Test func aCommandForAnotherFolderNamesTheSameFiles() throws {
    let command = try RunnerCommand(
      "ci/demo Package.swift Sources golden/tiny {wi} none.py -x /tmp")
    #expect(
      command.independent(of: "/w").words == [
        "/w/ci/demo", "/w/Package.swift", "Sources", "/w/golden/tiny", "{wi}", "none.py", "-x",
        "/tmp",
      ])
  }

  @Test func aSeedThatVariesMustStandInTheCommand() throws {
    let onlyWI = try RunnerCommand("a {wi}")
    try onlyWI.check([Cell(wi: 1, do: 5), Cell(wi: 2, do: 5)])
    let error = try #require(throws: InputError.self) {
      try onlyWI.check([Cell(wi: 1, do: 5), Cell(wi: 1, do: 6)])
    }
    #expect(error.description.contains("lacks {do}"))
    let onlyDO = try RunnerCommand("a {do}")
    try onlyDO.check([Cell(wi: 1, do: 5), Cell(wi: 1, do: 6)])
    #expect(throws: InputError.self) { try onlyDO.check([Cell(wi: 1, do: 5), Cell(wi: 2, do: 5)]) }
    try onlyDO.check([])
  }
}
