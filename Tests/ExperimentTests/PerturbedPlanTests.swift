import Foundation
import Streams
import TestSupport
import Testing
import Text
import Training

@testable import Experiment

/// Plans with perturbed trials.
@Suite struct PerturbedPlanTests {
  private static let text = """
    name: ulp
    task: embedded/acceptability
    model: embedded/tiny
    protocol: { epochs: 1, max_length: 32, max_steps: 9 }
    seeds: { wi: 1...2, do: [3, 1] }
    perturbation: { update: 4, parameter: classifier.weight, element: 5, ulps: [0, 2...3] }

    """

  private func read(_ text: String) throws -> ExperimentPlan {
    let place = try TemporaryFolder()
    return try ExperimentPlan.read(place.write(text, to: "plan.yaml"))
  }

  @Test func itIsAThirdFactor() throws {
    let plan = try read(Self.text)
    #expect(
      plan.cells.count == 12 && plan.cells.description == "wi 1...2, do [3, 1], ulps [0, 2...3]")
    #expect(
      plan.cells.prefix(4).map(\.description) == [
        "wi=1,do=3", "wi=1,do=3,ulps=2", "wi=1,do=3,ulps=3", "wi=1,do=1",
      ])
    for (position, cell) in plan.cells.enumerated() {
      #expect(plan.cells.position(of: cell) == position && plan.cells.contains(cell))
      #expect(Cell(fileName: cell.fileName) == cell)
    }
    #expect(!plan.cells.contains(Cell(wi: 1, do: 3, ulps: 1)))
    #expect(plan.cells[1].fileName == "wi=001,do=003,ulps=2.golden")
    #expect(plan.cells.sorted().first == Cell(wi: 1, do: 1))
    let inputs = try InputLoader().load(plan)
    try plan.checkPerturbation(inputs)
    let plain = try plan.specification(plan.cells[0], inputs, .init(threads: 1))
    let perturbed = try plan.specification(plan.cells[1], inputs, .init(threads: 1))
    #expect(plain.perturbation == nil)
    #expect(
      perturbed.perturbation
        == Perturbation(update: 4, parameter: "classifier.weight", element: 5, ulps: 2))
    #expect(Cell(perturbed) == plan.cells[1])
    // A golden of the plan, and of none.
    try plan.check(perturbed, file: "a")
    for change in [
      { $0.perturbation?.ulps = 1 }, { $0.perturbation?.update = 5 },
      { $0.perturbation?.element = 6 }, { $0.perturbation?.parameter = "classifier.bias" },
    ] as [(inout TrialSpecification) -> Void] {
      var other = perturbed
      change(&other)
      #expect(throws: InputError.self) { try plan.check(other, file: "a") }
    }
    let without = try read(
      Self.text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n")
    #expect(without.cells.count == 4 && without.perturbation == nil)
    try without.check(plain, file: "a")
    #expect(throws: InputError.self) { try without.check(perturbed, file: "a") }
    #expect(
      try plain.header() == without.specification(plan.cells[0], inputs, .init(threads: 1)).header()
    )
  }

  @Test(arguments: [
    "wi=001,do=003,ulps=0.golden", "wi=001,do=003,ulps=02.golden", "wi=001,do=003,ulps=.golden",
    "wi=001,do=003,ulps=2,.golden", "wi=001,ulps=2.golden", "wi=001,do=003,up=2.golden",
    "wi=001,do=003,ulps=-1.golden", "wi=001,do=003,ulps=4294967296.golden",
  ])
  func otherNamesAreNoCells(_ name: String) {
    #expect(Cell(fileName: name) == nil)
  }

  /// With line and key.
  @Test(arguments: [
    ("ulps: [0, 2...3]", "ulps: 0...1048577", "6: 'perturbation.ulps' must be at most 1048576"),
    ("ulps: [0, 2...3]", "ulps: [1, 1]", "6: 'perturbation.ulps' holds a number twice"),
    ("ulps: [0, 2...3]", "ulps: many", "6: 'perturbation.ulps' must be numbers from 0"),
    (", ulps: [0, 2...3]", "", "6: lacks the key 'perturbation.ulps'"),
    ("update: 4, ", "", "6: lacks the key 'perturbation.update'"),
    ("update: 4", "update: -1", "6: 'perturbation.update' must be a whole number from 0"),
    ("element: 5", "element: 1.5", "6: 'perturbation.element' must be a whole number from 0"),
    ("element: 5", "place: 5", "6: unknown key 'perturbation.place'"),
    ("seeds: {", "stop: start 2, keep 1 at 0.5\nseeds: {", "7: 'perturbation' and 'stop' exclude"),
    ("do: [3, 1]", "do: 1...2000000", "asks for 2 x 2000000 x 3 trials"),
  ])
  func whatCannotBeIsRefused(old: String, new: String, reason: String) throws {
    let error = try #require(throws: InputError.self) {
      try read(Self.text.replacing(old, with: new))
    }
    #expect(error.kind == .usage && error.description.contains(reason), "\(error)")
  }

  @Test func anotherTrainersTrialsHaveNone() throws {
    let error = try #require(throws: InputError.self) {
      try read(
        """
        name: f
        task: external
        seeds: { wi: 1, do: 1 }
        perturbation: { update: 4, parameter: a, element: 5, ulps: 1 }

        """)
    }
    #expect(error.description.contains("4: the key 'perturbation' is for Seedproof's own trainer"))
  }

  /// What only model and protocol tell, with line and key.
  @Test(arguments: [
    ("classifier.weight", "classifier.wieght", "did you mean 'classifier.weight'?"),
    ("element: 5", "element: 128", "classifier.weight has the elements 0 to 127"),
    ("update: 4", "update: 9", "the trial has the updates 0 to 8"),
  ])
  func whatDoesNotFitIsRefused(old: String, new: String, reason: String) throws {
    let plan = try read(Self.text.replacing(old, with: new))
    let error = try #require(throws: InputError.self) {
      try plan.checkPerturbation(InputLoader().load(plan))
    }
    #expect(error.kind == .usage && error.place == "6" && error.file == plan.path)
    #expect(
      error.description.contains("'perturbation.") && error.description.contains(reason), "\(error)"
    )
  }

  @Test func linesOfTheLedgerSayHowFar() throws {
    let machine = Machine(
      host: nil, writer: "0123456789abcdef", process: 1, threads: 1, instructionSet: "none")
    let digest = try read(Self.text).digest
    for cell in [Cell(wi: 1, do: 2), Cell(wi: 1, do: 2, ulps: 3)] {
      let entry = LedgerEntry(.started, cell: cell, plan: digest, machine: machine)
      #expect(LedgerEntry(entry.json) == entry)
      #expect((entry.json["ulps"] == nil) == (cell.ulps == 0))
    }
  }
}
