import Testing
import Text

@testable import Training

@Suite struct TrainingProtocolTests {
  static let text = """
    {"anchors_per_epoch":3,"batch_size":16,"clip_norm":"1.0","dropout":"0.1","dropout_seed":"do",\
    "epochs":3,"evaluations_per_epoch":10,"keep_logits":false,"learning_rate":"2e-05",\
    "max_length":128,"optimizer":"adamw","warmup":"0.1","weight_decay":"0.01"}
    """

  @Test func defaultsHaveThisText() throws {
    #expect(TrainingProtocol().canonical.canonical == Self.text)
    #expect(try TrainingProtocol(from: JSONParser.parse(Self.text.utf8)) == TrainingProtocol())
  }

  @Test func everySettingReturns() throws {
    var settings = TrainingProtocol()
    settings.epochs = 7
    settings.batchSize = 8
    settings.learningRate = 0x1.23456789abcdep-17
    settings.schedule = .linearTwice
    settings.warmup = 0
    settings.maximumLength = 64
    settings.dropout = 1.0 / 3
    settings.dropoutUpdates = .firstOfEpoch
    settings.dropoutSeed = .fixed
    settings.optimizer = .bertAdam
    settings.weightDecay = 1e-9
    settings.clipNorm = 123_456.789
    settings.evaluations = .dodge2020
    settings.evaluationsPerEpoch = 2
    settings.anchorsPerEpoch = 1
    settings.keepLogits = true
    settings.maximumSteps = 40
    try settings.validate()
    let json = try JSONParser.parse(settings.canonical.canonical.utf8)
    #expect(try TrainingProtocol(from: json) == settings)
    for key in TrainingProtocol.keys {
      #expect(settings[key] != TrainingProtocol()[key], "\(key.name) was not changed by this test")
    }
  }

  /// Setting a key changes the member that it names and no other, whatever keys of its kind there are.
  @Test func aKeyChangesItsOwnMember() throws {
    let defaults = TrainingProtocol()
    for key in TrainingProtocol.keys {
      let other: TrainingProtocol.Value =
        switch key.kind {
        case .integer(let range): .integer(range.lowerBound + 1)
        case .number: .number(0.375)
        case .word(let words): .word(try #require(words.last))
        case .flag: .flag(true)
        }
      var settings = defaults
      try settings.set(key, to: other)
      #expect(settings[key] == other && settings[key] != defaults[key], "\(key.name)")
      for rest in TrainingProtocol.keys where rest.name != key.name {
        #expect(settings[rest] == defaults[rest], "\(key.name) changes \(rest.name)")
      }
    }
    #expect(Set(TrainingProtocol.keys.map(\.name)).count == TrainingProtocol.keys.count)
    // The table has every member, and each member has one key.
    #expect(Mirror(reflecting: defaults).children.count == TrainingProtocol.keys.count)
  }

  /// All settings stand in what plans are compared by, those too that a specification leaves out.
  @Test func allSettingsHaveTheirValues() {
    let members = TrainingProtocol().all.object ?? [:]
    #expect(Set(members.keys) == Set(TrainingProtocol.keys.map(\.name)).subtracting(["max_steps"]))
    #expect(members["schedule"] == "linear" && members["learning_rate"] == "2e-05")
  }

  @Test(
    arguments: [
      ("epochs", .integer(0)), ("epochs", .string("3")), ("batch_size", .integer(65_537)),
      ("learning_rate", .string("0.00002")), ("learning_rate", .string("2e-5")),
      ("learning_rate", .string("nan")), ("learning_rate", .integer(1)),
      ("dropout", .string("1.0")),
      ("dropout", .string("-0.0")), ("warmup", .string("1.5")), ("optimizer", .string("sgd")),
      ("dropout_seed", .string("dropout")), ("schedule", .string("linear")),
      ("schedule", .integer(1)),
      ("evaluations", .string("odd")), ("dropout_updates", .string("all")),
      ("keep_logits", .integer(0)),
      ("max_steps", .integer(0)),
      ("unknown", .integer(1)), ("clip_norm", nil), ("clip_norm", .string("inf")),
    ] as [(String, JSONValue?)])
  func refuses(key: String, value: JSONValue?) throws {
    var members = try #require(TrainingProtocol().canonical.object)
    members[key] = value
    let error = #expect(throws: InputError.self) {
      try TrainingProtocol(from: .object(members))
    }
    #expect(error?.kind == .malformed)
    #expect(error?.reason.contains(key) == true)
  }

  private static func key(_ name: String) throws -> TrainingProtocol.Setting {
    try #require(TrainingProtocol.keys.first { $0.name == name })
  }

  @Test func saysWhatIsWrong() {
    var settings = TrainingProtocol()
    let expected = "batch_size must be 1...65536, not 0"
    #expect { try settings.set(Self.key("batch_size"), to: .integer(0)) } throws: {
      "\($0)" == expected
    }
    settings.batchSize = 0
    #expect { try settings.validate() } throws: { "\($0)" == expected }
    #expect { try settings.set(Self.key("dropout"), to: .number(1)) } throws: {
      "\($0)" == "dropout must be 0 or more and below 1, not 1.0"
    }
    #expect { try settings.set(Self.key("optimizer"), to: .word("sgd")) } throws: {
      "\($0)" == "optimizer must be adamw or bert-adam, not 'sgd'"
    }
  }

  @Test func dropoutFollowsItsSeed() {
    #expect(DropoutSeed.dataOrder.seed(wi: 3, do: 7) == 7)
    #expect(DropoutSeed.weightInitialisation.seed(wi: 3, do: 7) == 3)
    #expect(DropoutSeed.fixed.seed(wi: 3, do: 7) == 0)
  }
}
