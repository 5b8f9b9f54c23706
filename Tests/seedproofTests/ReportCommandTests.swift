import Foundation
import TestSupport
import Testing

@Suite("seedproof report and experiment folders") struct ReportCommandTests {
  @Test("A report of the embedded experiment, its plots and its tables")
  func report() throws {
    let folder = try TemporaryFolder()
    let page = folder.path + "/r.html"
    let result = try Executable.run([
      "report", AnalyzeCommandTests.committed, "--out", page, "--plots", folder.path + "/plots",
      "--latex", folder.path + "/t.tex",
    ])
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    let plots = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/plots")
    let drawn = html.components(separatedBy: "<svg").count - 1
    #expect(drawn >= 6 && plots.count == drawn)
    #expect(result.output.split(separator: "\n").count == 2 + plots.count)
    for plot in plots {
      let svg = try String(contentsOfFile: folder.path + "/plots/" + plot, encoding: .utf8)
      #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"), "\(plot)")
    }
    #expect(html.contains("Not certified") && html.contains("nothing but their seeds"))
    // What ran is told: the arithmetic, the streams, the data, the machines of the ledger.
    for fact in ["seedproof-f32/1", "philox4x32-10/1", "9 of 9 planned", "avx2 with 1 thread"] {
      #expect(html.contains(fact), "\(fact)")
    }
    let tex = try String(contentsOfFile: folder.path + "/t.tex", encoding: .utf8)
    #expect(tex.contains("\\toprule"))
  }

  @Test("Where a plot or a table cannot be written there is no page either")
  func nothingHalfWritten() throws {
    let folder = try TemporaryFolder()
    let page = folder.path + "/r.html"
    let file = try folder.write(AnalyzeCommandTests.table, to: "a.csv")
    for (option, path) in [("--plots", file + "/plots"), ("--latex", folder.path + "/no/t.tex")] {
      let result = try Executable.run(["report", file, "--out", page, option, path])
      #expect(result.status == 64 && result.output.isEmpty, "\(option): \(result.error)")
      #expect(result.error.hasPrefix("seedproof: \(path)"), "\(option): \(result.error)")
      #expect(!FileManager.default.fileExists(atPath: page), "\(option)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
  }

  /// A plan whose trials take a moment.
  private static func plan(_ learningRate: String, wi: String) -> String {
    """
    name: quick
    task: embedded/acceptability
    model: embedded/tiny
    protocol:
      { epochs: 1, batch_size: 16, learning_rate: \(learningRate), max_length: 32, max_steps: 2,
        evaluations_per_epoch: 1 }
    seeds: { wi: \(wi), do: 1...2 }
    """
  }

  private static func grid(_ folder: TemporaryFolder, _ name: String, _ plan: String) throws
    -> String
  {
    let file = try folder.write(plan, to: name + ".yaml")
    let out = folder.path + "/" + name
    let result = try Executable.run(["grid", file, "--out", out, "--threads", "1", "--quiet"])
    #expect(result.status == 0, "\(result.error)")
    return out
  }

  @Test("Folders of one experiment are joined; another protocol is another experiment")
  func folders() throws {
    let folder = try TemporaryFolder()
    let first = try Self.grid(folder, "a", Self.plan("1e-3", wi: "1...2"))
    let second = try Self.grid(folder, "b", Self.plan("1e-3", wi: "3"))
    let other = try Self.grid(folder, "c", Self.plan("2e-3", wi: "4"))
    #expect(try AnalyzeCommandTests.task([first, second])["trials"] as? Int == 6)
    let mixed = try Executable.run(["analyze", first, other])
    #expect(mixed.status == 64 && mixed.output.isEmpty)
    #expect(mixed.error.contains("differs from \(first) in more than the seeds"), "\(mixed.error)")

    // A planned trial that is not there is told, and a golden under another name refused.
    let trials = first + "/trials/"
    try FileManager.default.removeItem(atPath: trials + "wi=002,do=002.golden")
    let partial = try Executable.run(["analyze", first, "--details"])
    #expect(partial.status == 0)
    let unwrapped = partial.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(unwrapped.contains("1 cell without a trial: 2:2."), "\(partial.output)")
    // It stands in every form, and on the page below the verdict.
    let remark = "1 of 4 planned trials have no golden"
    #expect(unwrapped.contains(remark), "\(partial.output)")
    for form in [["--markdown"], ["--latex"], []] {
      let text = try Executable.run(["analyze", first] + form).output
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains(remark), "\(form)")
    }
    let remarks = try AnalyzeCommandTests.json([first])["remarks"] as? [String]
    #expect(remarks?.count == 1 && remarks?.first?.contains(remark) == true)
    let page = folder.path + "/r.html"
    let report = try Executable.run(["report", first, "--out", page])
    #expect(report.status == 0 && report.error.contains(remark), "\(report.error)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    let places = ["id=\"verdict\"", remark, "id=\"overview\""].map { html.firstRange(of: $0) }
    #expect(places[0]!.upperBound < places[1]!.lowerBound)
    #expect(places[1]!.upperBound < places[2]!.lowerBound)
    try FileManager.default.copyItem(
      atPath: trials + "wi=001,do=001.golden", toPath: trials + "wi=002,do=002.golden")
    let renamed = try Executable.run(["analyze", first])
    #expect(renamed.status == 3 && renamed.error.contains("another cell"), "\(renamed.error)")
  }
}
