import TestSupport

/// Commands that read tables.
extension OutputRuns {
  /// Scores of two tasks, of which some trials stay at the baseline; the same numbers on every machine.
  private static func table(_ tasks: [String], shift: Double = 0, size: Int = 6) -> String {
    var text = "task,wi,do,step,score\n"
    for task in tasks {
      for wi in 1...size {
        for order in 1...size {
          let scatter = Double((wi * 37 + order * 61 + wi * order * 17 + task.utf8.count) % 101)
          let isDegenerate = (wi * 5 + order * 3) % 11 == 0
          for step in 1...4 {
            let gain = isDegenerate ? 0 : (0.2 + shift + scatter / 505) * Double(step) / 4
            text += "\(task),\(wi),\(order),\(step),\(((0.5 + gain) * 1000).rounded() / 1000)\n"
          }
        }
      }
    }
    return text
  }

  func runTables() throws {
    let two = try place.write(Self.table(["rte", "sst-2"]), to: "two.csv")
    try run("analyze", ["analyze", two])
    try run("analyze", ["analyze", Repository.path("golden/acceptability")])
    try runPerturbed()
    let crashed = Self.table(["rte"]) + "rte,7,1,4,nan\n"
    try run("analyze", ["analyze", try place.write(crashed, to: "crashed.csv")])
    let a = try place.write(Self.table(["rte"], size: 4), to: "a.csv")
    let b = try place.write(Self.table(["rte"], shift: 0.1, size: 4), to: "b.csv")
    try run("compare", ["compare", a, b])
    let seeds = "task,seed,score\nt,1,0.7\nt,2,0.72\nt,3,0.69\n"
    try run("analyze", ["analyze", try place.write(seeds, to: "seeds.csv")])
    let sequence = try place.write(TableCommandTests.two, to: "sequence.csv")
    try run(
      "compare",
      ["compare", sequence, "--recipe-column", "model", "--sequential", "--bound", "0.2"])
    try run("compare", ["compare"] + [0.001, 0.002].map(ownTask))
  }

  /// A grid of four trials of a task with texts of its own, whose metric is accuracy.
  private func ownTask(_ rate: Double) throws -> String {
    let rows = (0..<24).map { "\(["good", "bad", "fine", "poor"][$0 % 4]) text \($0)\t\($0 % 2)\n" }
    for name in ["train.tsv", "dev.tsv"] {
      try place.write("text\tclass\n" + rows.joined(), to: "data/" + name)
    }
    let plan = """
      name: own
      task: tsv
      data: \(place.file("data"))
      files: { train: train.tsv, dev: dev.tsv }
      columns: { first: text, label: class }
      labels: ["0", "1"]
      model: embedded/tiny
      protocol: { epochs: 2, batch_size: 4, learning_rate: \(rate), max_length: 32, evaluations_per_epoch: 1 }
      seeds: { wi: 1...2, do: 1...2 }

      """
    let out = place.file("rate-\(rate)")
    try prepare(["grid", place.write(plan, to: "own-\(rate).yaml"), "--out", out])
    return out
  }

  /// Trials of a grid, and one that was verified and accepted anew, whose state was changed in the last place.
  private func runPerturbed() throws {
    let change =
      "perturbation: { update: 2, parameter: classifier.weight, element: 0, ulps: 0...1 }\n"
    let plan = try place.write(
      ShortPlan.text(seeds: "{ wi: 1...2, do: 1...2 }", steps: 9) + change, to: "ulps.yaml")
    let folder = place.file("ulps")
    try prepare(["grid", plan, "--out", folder])
    try run("analyze", ["analyze", folder])
    let golden = folder + "/trials/wi=001,do=001,ulps=1.golden"
    try forge(golden) { $0.steps[4].lossBits ^= 1 }
    try run("verify", ["verify", folder, "--trials", "1:1:1", "--keep-actual", place.file("new")])
    try run("accept", ["accept", folder, place.file("new"), "--reason", "to see"])
  }
}
