import Foundation
import TestSupport
import Testing
import Text

/// A report of a folder in which a certificate lies.
@Suite struct ReportCertificateTests {
  private let grid: RecordedGrid
  private var page: String { grid.path + "/r.html" }
  private var certificate: String { grid.folder + "/certificate.intoto.jsonl" }

  init() throws {
    grid = try RecordedGrid(seeds: "{ wi: 1...3, do: 1 }")
    for name in ["me", "other"] {
      let made = try Executable.run(["certificate", "keygen", "--out", grid.path + "/" + name])
      try #require(made.status == 0, "\(made.error)")
    }
    let made = try Executable.run([
      "certificate", "create", grid.folder, "--key", grid.path + "/me.key",
    ])
    try #require(made.status == 0, "\(made.error)")
  }

  private func pub(_ name: String = "me") -> [String] { ["--pub", grid.path + "/\(name).pub"] }

  /// Exit status and page.
  private func report(_ words: [String] = []) throws -> (status: Int32, html: String, error: String)
  {
    try? FileManager.default.removeItem(atPath: page)
    let result = try Executable.run(["report", grid.folder, "--out", page] + words)
    return (result.status, (try? grid.text(page)) ?? "", result.error)
  }

  private func expect(
    _ words: [String], _ status: Int32, _ title: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try report(words)
    #expect(found.status == status, "\(found.error)", sourceLocation: location)
    #expect(
      found.html.contains("<h2 id=\"verdict\">\(title)</h2>"), "\(found.error)",
      sourceLocation: location)
    let isGreen = found.html.contains("class=\"verdict certified\"")
    #expect(isGreen == (title == "Certified"), sourceLocation: location)
  }

  @Test func keysDecide() throws {
    try expect([], 0, "Certificate not checked")
    try expect(pub(), 0, "Certified")
    try expect(pub("other"), 3, "Certificate refused")
    try expect(pub() + pub("other"), 3, "Certificate refused")
    try expect(pub() + ["--challenge", "mine"], 1, "Certificate failed")
    let missing = try report(["--pub", grid.path + "/none.pub"])
    #expect(missing.status == 64 && missing.html.isEmpty)
  }

  @Test func otherFilesAreRed() throws {
    let golden = URL(filePath: grid.golden(2))
    let bytes = try Data(contentsOf: golden)
    try Data(contentsOf: URL(filePath: grid.golden(1))).write(to: golden)
    // No analysis of a golden that is another cell's.
    #expect(try report(pub()).status == 3)
    try FileManager.default.removeItem(at: golden)
    try expect(pub(), 1, "Certificate failed")
    try expect([], 1, "Certificate failed")
    try bytes.write(to: golden)
    try expect(pub(), 0, "Certified")
  }

  @Test func corruptCertificatesAreRed() throws {
    let text = try grid.text(certificate)
    let others = [
      String(text.dropLast(20)), "", text.replacing("\"sig\":\"", with: "\"sig\":\"AAAA"),
    ]
    for other in others {
      try grid.write(other, to: certificate)
      try expect(pub(), 3, "Certificate refused")
    }
    try grid.write("", to: certificate)
    try expect([], 3, "Certificate refused")
    try FileManager.default.removeItem(atPath: certificate)
    try expect([], 0, "Not certified")
    // Who names a key expects a certificate.
    try expect(pub(), 2, "Not certified")
  }

  @Test func programsAreToldTheSame() throws {
    let result = try Executable.run(
      ["report", grid.folder, "--out", page, "--json"] + pub())
    let document = try JSONParser.parse(Array(result.output.utf8.dropLast()))
    let reported = document["certificates"]?.array?.first
    #expect(reported?["standing"]?.string == "certified")
    #expect(reported?["check"]?["result"]?.string == "PASSED")
    #expect(document["written"]?.array?.count == 1)
    #expect(result.error.contains("certificate PASSED: \(grid.folder)"))
  }
}
