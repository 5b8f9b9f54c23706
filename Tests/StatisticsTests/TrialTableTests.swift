import Testing

@testable import Statistics

/// Reads text as a table.
func table(_ text: String, _ columns: TableColumns = TableColumns()) throws -> TrialTable {
  try TrialTable(reading: Array(text.utf8), columns: columns)
}

@Suite struct TrialTableTests {
  static let good = """
    task,wi,do,step,score
    rte,1,1,10,0.50
    rte,1,1,20,0.75
    rte,1,2,20,0.625
    rte,1,2,10,0.5
    """

  @Test func reads() throws {
    let read = try table(Self.good)
    let task = try #require(read.tasks.first)
    #expect(task.name == "rte" && task.steps == [10, 20] && task.trials.count == 2)
    #expect(task.trials[0] == Trial(cell: Cell(wi: 1, do: 1), scores: [0.5, 0.75]))
    #expect(task.trials[1].scores == [0.5, 0.625])
    #expect(task.resolution == 0.0005)
    #expect(task.majorityBaseline == 146.0 / 277 && task.support == 0...1)
    #expect(!read.seedsAreRanks)
  }

  @Test(arguments: [
    good.replacing(",", with: "\t"), good + "\n", good.replacing("\n", with: "\r\n") + "\r\n",
    "\u{FEFF}" + good, good.replacing("rte", with: "\"rte\""),
    good.replacing("0.75", with: "+7.5e-1").replacing("0.625", with: ".625"),
  ])
  func acceptsVariants(_ text: String) throws {
    #expect(try table(text).tasks[0].trials == table(Self.good).tasks[0].trials)
  }

  @Test func namedColumns() throws {
    var columns = TableColumns()
    (columns.wi, columns.do, columns.score) = ("wi_rank", "do_rank", "best")
    let read = try table("task,wi_rank,do_rank,best\na,1,1,0.5\na,1,2,0.6\n", columns)
    #expect(read.seedsAreRanks && read.tasks[0].steps == [0])
    #expect(read.tasks[0].majorityBaseline == nil)
    columns.taskName = "one"
    #expect(try table("wi_rank,do_rank,best\n1,1,0.5\n1,2,0.6\n", columns).tasks[0].name == "one")
  }

  /// Each broken table, the line that is named, and a word of the reason.
  @Test(
    arguments: [
      ("", nil, "empty"),
      ("\u{FEFF}", nil, "empty"),
      ("task,wi,do,score", 1, "no rows"),
      ("task,wi,do,score\n", 1, "no rows"),
      ("task,wi,do,step\nrte,1,1,2", 1, "no column 'score'"),
      ("wi,do,score\n1,1,0.5", 1, "no column 'task'"),
      ("task,wi,wi,do,score\nrte,1,1,1,0.5", 1, "comes twice"),
      (good.replacing("0.75", with: "high"), 3, "'high' is not a finite decimal"),
      (good.replacing("0.75", with: "1e999"), 3, "not a finite decimal"),
      (good.replacing("0.75", with: "4e19"), 3, "beyond 1e15"),
      (good.replacing("0.75", with: "-1.1e15"), 3, "beyond 1e15"),
      (good.replacing("0.75", with: "0x1p-1"), 3, "not a finite decimal"),
      (good.replacing("0.75", with: " 0.75"), 3, "not a finite decimal"),
      (good.replacing("0.75", with: "0,75"), 3, "6 fields where the header has 5"),
      (good.replacing("rte,1,1,20", with: "rte,one,1,20"), 3, "'one' is not a whole number"),
      (good.replacing("rte,1,1,20", with: "rte,1.5,1,20"), 3, "not a whole number"),
      (good.replacing("rte,1,1,20", with: "rte,Run 1,1,20"), 3, "not a whole number"),
      (good.replacing("rte,1,1,20", with: "rte,-1,1,20"), 3, "not a whole number"),
      (good.replacing("rte,1,1,20", with: "rte,4294967296,1,20"), 3, "not a whole number"),
      (good.replacing("rte,1,1,20", with: ",1,1,20"), 3, "no name"),
      (good.replacing("rte,1,2,10", with: "rte,1,2,20"), 4, "differ from the 2 steps"),
      (good.replacing("rte,1,2,10", with: "rte,1,2,15"), 5, "differ from the 2 steps"),
      (good + "\nrte,1,3,10,0.5", 6, "differ from the 2 steps"),
      (good.replacing("\nrte,1,2,10,0.5", with: "\nrte,1,2,10"), 5, "4 fields"),
      (good.replacing("\nrte,1,2,10", with: "\n\nrte,1,2,10"), 5, "line is empty"),
      (good.replacing("0.75", with: "\"0.75"), 3, "quote is not closed"),
      (good.replacing("0.75", with: "\"0.7\"5"), 3, "text follows"),
      (good.replacing("0.75", with: "0\"75\""), 3, "quote stands inside"),
      ("task,wi,do,step,score\nrte,1,1,10,0.5\nrte,1,1,20,0.7", 2, "1 trial: nothing can vary"),
      ("task,wi,do,score\nrte,1,1,0.5\nsst,1,1,0.5", 2, "'rte' has 1 trial"),
      ("{\"a\": 1}", 1, "there is no column"),
      (
        "task,wi,do,score\n" + String(repeating: "x", count: 5000) + ",1,1,0.5", 2,
        "more than 4096 bytes"
      ),
      ("a,b,c,d,e,f,g,h,scores\n1,1,1,1,1,1,1,1,1", 1, "'h' and 1 more"),
      ("task;wi;do;score\nrte;1;1;0.5", 1, "semicolons do not separate columns"),
      ("task,wi,do,a,b,c,d,e,Score \nrte,1,1,0,0,0,0,0,0.5", 1, "only 'Score ', 'task'"),
    ] as [(String, Int?, String)])
  func refuses(_ text: String, _ line: Int?, _ reason: String) throws {
    let error = try #require(throws: TableError.self) { try table(text) }
    #expect(error.line == line, "\(error)")
    #expect(error.description.contains(reason), "\(error)")
  }

  /// Columns that nothing names: line breaks, length, bytes, quotes, names that come twice.
  @Test func whatIsNotUsedIsNotJudged() throws {
    let long = String(repeating: "x", count: 5000)
    var bytes = Array("Notes,task,Notes,wi,do,score\n\"first\nsecond, \"\"x\"\"\",rte,".utf8)
    bytes += [0xff] + Array(",1,1,0.5\n\(long),rte,5\" x,1,2,0.6\n\"a\"b,rte,,1,3,high".utf8)
    let error = try #require(throws: TableError.self) { try TrialTable(reading: bytes) }
    #expect(error.line == 5 && error.reason.contains("'high'"), "\(error)")
    let table = try TrialTable(reading: Array(bytes.dropLast(4)) + Array("0.7".utf8))
    #expect(table.tasks[0].trials.map(\.scores) == [[0.5], [0.6], [0.7]])
  }

  @Test func refusesWhatIsNotUTF8() throws {
    let bytes = Array("task,wi,do,score\nrte,1,1,0.5\nr".utf8) + [0xFF] + Array("te,1,2,0.6".utf8)
    let error = try #require(throws: TableError.self) { try TrialTable(reading: bytes) }
    #expect(error.line == 3 && error.reason.contains("UTF-8"))
  }

  @Test func namedStepColumnMustBeThere() throws {
    var columns = TableColumns()
    columns.step = "iteration"
    #expect(throws: TableError.self) { try table(Self.good, columns) }
  }

  /// Foreign text cannot break the line or flood it.
  @Test func errorsQuoteSafely() throws {
    let nasty = "\u{1B}[31m\u{202E}" + String(repeating: "y", count: 100)
    let error = try #require(throws: TableError.self) {
      try table(Self.good.replacing("0.75", with: nasty))
    }
    #expect(!error.description.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
    #expect(error.description.count < 160)
  }

  @Test func randomBytesNeverCrash() {
    var numbers = SeededNumbers(seed: 11, purpose: 0)
    let alphabet = Array("task,wido\"\n\r\t0123456789.eE-+".utf8) + [0xFF, 0xEF, 0xBB, 0xBF, 0]
    for _ in 0..<3_000 {
      var bytes = Array(Self.good.utf8)
      for _ in 0...numbers.below(4) {
        let place = numbers.below(bytes.count)
        switch numbers.below(3) {
        case 0: bytes[place] = alphabet[numbers.below(alphabet.count)]
        case 1: bytes.insert(alphabet[numbers.below(alphabet.count)], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + numbers.below(8)))
        }
        if bytes.isEmpty { bytes = [65] }
      }
      guard let read = try? TrialTable(reading: bytes) else { continue }
      #expect(read.tasks.allSatisfy { $0.trials.allSatisfy { $0.scores.allSatisfy(\.isFinite) } })
    }
  }

  @Test func joins() throws {
    let first = try table(Self.good)
    let second = try table(Self.good.replacing("rte,1,", with: "rte,2,"))
    let joined = try TrialTable(joining: first.tasks + second.tasks)
    #expect(joined.tasks.count == 1 && joined.tasks[0].trials.count == 4)
    #expect(throws: TableError.self) { try TrialTable(joining: first.tasks + first.tasks) }
    let parts = joined.tasks[0].trials.map {
      TaskTrials(name: "rte", steps: joined.tasks[0].steps, trials: [$0])
    }
    #expect(try TrialTable(joining: parts).tasks[0].trials == joined.tasks[0].trials)
    #expect(throws: TableError.self) { try TrialTable(joining: [parts[0]]) }
    let other = try table(
      Self.good.replacing(",20,", with: ",30,").replacing("rte,1,", with: "rte,2,"))
    #expect(throws: TableError.self) { try TrialTable(joining: first.tasks + other.tasks) }
  }

  @Test func trialsAreChecked() {
    func trial(_ wi: Int, _ scores: [Double], _ status: TrialStatus = .completed) -> Trial {
      Trial(cell: Cell(wi: wi, do: 1), scores: scores, status: status)
    }
    func check(_ trials: [Trial]) throws {
      _ = try TrialTable(tasks: [TaskTrials(name: "t", steps: [1, 2], trials: trials)])
    }
    #expect(throws: Never.self) {
      try check([trial(1, [1, 1]), trial(2, [1, 1])])
      try check([
        trial(1, [1, 2]), trial(2, [1, 3]), trial(3, [1], .stopped), trial(4, [], .nonfinite),
      ])
    }
    for trials in [
      [], [trial(1, [1, 2])], [trial(1, [1, 2]), trial(1, [1, 3])],
      [trial(1, [1, 2]), trial(2, [1])], [trial(1, [1, 2]), trial(2, [1, .nan])],
      [trial(1, [1, 2]), trial(2, [1], .stopped)],
    ] {
      #expect(throws: TableError.self) { try check(trials) }
    }
    #expect(throws: TableError.self) {
      try TrialTable(tasks: [
        TaskTrials(name: "t", steps: [], trials: [trial(1, []), trial(2, [])])
      ])
    }
  }
}
