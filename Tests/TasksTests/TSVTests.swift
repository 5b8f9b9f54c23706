import Scores
import TestSupport
import Testing
import Text

@testable import Tasks

@Suite struct TSVTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func description(
    train: String = "train.tsv", second: String? = nil, labels: [String] = ["no", "maybe", "yes"],
    metric: Metric = .accuracy
  ) -> TSVDescription {
    TSVDescription(
      train: train, development: "dev.tsv", first: "question", second: second, label: "answer",
      labels: labels, metric: metric)
  }

  private func loaded(_ description: TSVDescription) throws -> TaskData {
    try load(.tsv(description), dataFolder: folder.path)
  }

  @Test("columns by name, in each file for itself")
  func columns() throws {
    try folder.write(
      "id\tquestion\tanswer\tcontext\n1\tWhy?\tyes\tÄ \"b\n2\t\tno\tc\n", to: "train.tsv")
    try folder.write("answer\tcontext\tquestion\nmaybe\tc\tWhen?", to: "dev.tsv")
    let pairs = try loaded(description(second: "context"))
    #expect(
      pairs.train == [
        Example(first: "Why?", second: "Ä \"b", label: 2),
        Example(first: "", second: "c", label: 0),
      ])
    #expect(pairs.development == [Example(first: "When?", second: "c", label: 1)])
    #expect(pairs.labels == ["no", "maybe", "yes"] && pairs.metric == .accuracy)
    #expect(try loaded(description()).development == [Example(first: "When?", label: 1)])
  }

  @Test(
    "what cannot be read",
    arguments: [
      ("", "train.tsv: is empty"),
      ("question\tanswer\n", "train.tsv: holds a header and no examples"),
      (
        "question\treply\nA\tno\n",
        "train.tsv:1: has no column 'answer'; its columns are question, reply"
      ),
      ("question\tanswer\tanswer\nA\tno\tno\n", "train.tsv:1: names the column 'answer' twice"),
      ("question\tanswer\nA\tno\nB\n", "train.tsv:3: has 1 tab-separated column, not 2"),
      (
        "question\tanswer\nA\tNo\n",
        "train.tsv:2: has the label 'No', which is none of no, maybe, yes"
      ),
    ])
  func refusals(_ text: String, _ reason: String) throws {
    try folder.write(text, to: "train.tsv")
    try folder.write("question\tanswer\nA\tno\n", to: "dev.tsv")
    let error = try #require(throws: InputError.self) { try loaded(description()) }
    #expect(error.description.hasSuffix(reason), "\(error)")
  }

  @Test("a description that no data could satisfy")
  func descriptions() throws {
    let wrong: [(TSVDescription, String)] = [
      (description(labels: ["no"]), "1 labels"),
      (description(labels: ["no", "no"]), "label 'no' stands twice"),
      (description(metric: .f1), "metric f1 needs 2 labels, not 3"),
      (description(metric: .accuracyAndF1), "metric acc_and_f1 needs 2 labels"),
      (description(train: "../train.tsv"), "must lie inside the data folder"),
      (description(train: "/etc/passwd"), "must lie inside the data folder"),
      (description(train: ""), "must lie inside the data folder"),
      (description(labels: (0..<257).map(String.init)), "257 labels"),
    ]
    for (description, reason) in wrong {
      let error = try #require(throws: InputError.self) { try loaded(description) }
      #expect(error.description.contains(reason), "\(error)")
    }
  }
}
