import TestSupport
import Testing
import Text

@testable import Battery

@Suite struct CeilingTableTests {
  private func rows(_ text: String) throws -> [CeilingTable.Row] {
    try withFolder { try CeilingTable(adding: [$0.write(text, to: "more.yaml")]).rows }
  }

  @Test func theProgramsOwnTableIsRead() throws {
    let rows = try CeilingTable().rows
    let variables = rows.map(\.variable)
    for variable in ["ATEN_CPU_CAPABILITY", "MKL_CBWR", "ONEDNN_MAX_CPU_ISA", "XLA_FLAGS"] {
      #expect(variables.contains(variable))
    }
    #expect(Set(rows.map(\.name)).count == rows.count)
    #expect(rows.allSatisfy { !$0.files.isEmpty })
  }

  @Test func aUsersTableIsAdded() throws {
    let own = try CeilingTable().rows
    let rows = try rows(
      """
      ceilings:
        - { name: mine, variable: MINE_MAX_ISA, value: sse }
        - { name: other, library: Other, files: [libother], variable: O, value: a b, append: true }
      """)
    #expect(Array(rows.dropLast(2)) == own)
    let (mine, other) = (rows[own.count], rows[own.count + 1])
    #expect(mine.library == "mine" && mine.isLoaded([]) && mine.value(after: "x") == "sse")
    #expect(other.isLoaded(["libc.so.6", "libother.so.2"]) && !other.isLoaded(["libc.so.6"]))
    #expect(other.value(after: nil) == "a b" && other.value(after: "x") == "x a b")
    #expect(mine.label.name == "ceiling-mine")
  }

  @Test(arguments: [
    ("{}", "'ceilings' must be a list"), ("ceilings: 3", "'ceilings' must be a list"),
    ("ceilings:\n  - { variable: A, value: b }", "lacks the key 'name'"),
    ("ceilings:\n  - { name: a, value: b }", "lacks the key 'variable'"),
    ("ceilings:\n  - { name: a, variable: A }", "lacks the key 'value'"),
    ("ceilings:\n  - { name: mkl, variable: A, value: b }", "stands twice"),
    ("ceilings:\n  - { name: A, variable: A, value: b }", "is not accepted"),
    ("ceilings:\n  - { name: a, variable: A=, value: b }", "holds no '='"),
    ("ceilings:\n  - { name: a, variable: A, value: b, append: 1 }", "is true or false"),
    ("ceilings:\n  - { name: a, variable: A, value: b, isa: 1 }", "unknown key 'isa'"),
  ])
  func whatIsNoTableIsRefused(_ text: String, _ reason: String) {
    let error = #expect(throws: InputError.self) { try rows(text) }
    #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
    #expect(error?.description.contains("more.yaml:") ?? false)
  }
}
