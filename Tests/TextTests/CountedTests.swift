import Testing
import Text

@Suite struct CountedTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
    (.min, "-9,223,372,036,854,775,808"),
  ])
  func thousandsStandApart(value: Int, text: String) { #expect(value.grouped == text) }

  @Test func nounsFollowTheirCount() {
    #expect(1.counted("trial") == "1 trial")
    #expect(0.counted("trial") == "0 trials")
    #expect(2100.counted("trial") == "2,100 trials")
  }
}
