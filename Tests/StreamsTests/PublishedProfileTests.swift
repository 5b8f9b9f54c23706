import Testing

@testable import Streams

@Suite struct PublishedProfileTests {
  @Test("names are unique, and read back")
  func names() {
    let names = PublishedProfile.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == 4 * 2 + 16 * 2)
    for profile in PublishedProfile.all {
      #expect(PublishedProfile(name: profile.name) == profile)
      #expect(StreamsProfile(rawValue: profile.name) == .published(profile))
    }
    #expect(StreamsProfile(rawValue: "philox4x32-10/1") == .philox)
    for name in ["", "torch", "torch/", "torch/2.130", "Torch/2.13", "torch/2.13 ", "trainer/4.40"]
    {
      #expect(StreamsProfile(rawValue: name) == nil)
    }
  }

  @Test(
    "the nearest measured versions",
    arguments: [
      ("trainer/4.40", ["trainer/4.38", "trainer/4.42"]), ("trainer/4.2", ["trainer/4.30"]),
      ("trainer/6.1", ["trainer/5.24"]), ("trainer/4.57.6", ["trainer/4.57"]),
      ("trainer/5", ["trainer/5.0"]),
      ("torch/2.1+generator", ["torch/1.13+generator", "torch/2.13+generator"]),
      ("torch/2.1", ["torch/1.13", "torch/2.13"]), ("torch/x", ["torch/2.13"]),
      ("torch/2.1+no", ["torch/1.13", "torch/2.13"]),
      ("keras/3", ["torch/2.13", "trainer/5.24"]), ("", ["torch/2.13", "trainer/5.24"]),
    ])
  func nearest(_ name: String, _ wanted: [String]) {
    #expect(PublishedProfile.nearest(to: name).map(\.name) == wanted)
  }

  @Test("profiles that a plan may name")
  func functionsOfSeed() {
    let names = PublishedProfile.all.filter(\.isFunctionOfSeed).map(\.name)
    #expect(
      names == [
        "torch/1.2+generator", "torch/1.9+generator", "torch/1.13+generator",
        "torch/2.13+generator", "trainer/4.30", "trainer/4.36", "trainer/4.38", "trainer/4.42",
        "trainer/4.45", "trainer/4.46", "trainer/4.49", "trainer/4.53", "trainer/4.57",
        "trainer/5.0", "trainer/5.17", "trainer/5.24",
      ])
    #expect(!PublishedProfile.all.contains { $0.dependencies.isEmpty })
  }

  @Test("orders that depend on more than the seed are refused, until that is said")
  func refusals() throws {
    func profile(_ name: String) throws -> PublishedProfile {
      try #require(PublishedProfile(name: name))
    }
    for (name, epoch, perEpoch, isRefused) in [
      ("torch/2.13", UInt32(0), UInt64?.none, false), ("torch/2.13", 1, nil, true),
      ("torch/2.13", 1, 0, false), ("trainer/4.37", 1, nil, true), ("trainer/5.24", 9, nil, false),
      ("torch/2.13+generator", 3, nil, false), ("trainer/5.24+group_by_length", 1, nil, true),
      ("trainer/4.30+group_by_length", 1, nil, false),
    ] {
      let refusal = try profile(name).refusalOfOrder(
        count: 10, epoch: epoch, before: nil, perEpoch: perEpoch)
      #expect((refusal != nil) == isRefused, "\(name)")
    }
    #expect(
      try profile("torch/1.2+generator").refusalOfOrder(
        count: 1_000_000, epoch: 60_000, before: nil, perEpoch: nil) != nil)
    for (name, maker, isRefused) in [
      ("torch/2.13", ProcessorMaker?.none, false), ("torch/1.13", nil, true),
      ("torch/1.13", .intel, false), ("torch/1.9", .intel, true), ("torch/1.9", .amd, false),
      ("trainer/5.24", .amd, true),
    ] {
      let refusal = try profile(name).refusalOfMask(by: maker, drawsBefore: 0)
      #expect((refusal != nil) == isRefused, "\(name)")
    }
    #expect(try profile("trainer/4.35").refusalOfWeights(drawsBefore: nil) != nil)
    #expect(try profile("trainer/4.35").refusalOfWeights(drawsBefore: 0) == nil)
    #expect(try profile("trainer/4.36").refusalOfWeights(drawsBefore: nil) == nil)
  }

  @Test("neighbouring seeds of Trainer share all orders but one")
  func sharing() throws {
    typealias Epoch = PublishedProfile.Epoch
    let newer = try #require(PublishedProfile(name: "trainer/4.38"))
    let shared = newer.sharedOrders(of: [42, 43], epochCount: 3, count: 100)
    #expect(
      shared == [
        [Epoch(seed: 42, epoch: 1), Epoch(seed: 43, epoch: 0)],
        [Epoch(seed: 42, epoch: 2), Epoch(seed: 43, epoch: 1)],
      ])
    for group in shared {
      let orders = group.map {
        newer.permutation(count: 100, seed: UInt64($0.seed), epoch: $0.epoch)
      }
      #expect(Set(orders).count == 1)
    }
    #expect(newer.sharedOrders(of: [42, 45], epochCount: 3, count: 100).isEmpty)
    let triangle = try #require(PublishedProfile(name: "trainer/4.36"))
    #expect(
      triangle.sharedOrders(of: [42, 43], epochCount: 3, count: 100)
        == [[Epoch(seed: 42, epoch: 1), Epoch(seed: 43, epoch: 0)]])
    for name in ["trainer/4.30", "trainer/4.37", "torch/2.13+generator"] {
      let profile = try #require(PublishedProfile(name: name))
      #expect(profile.sharedOrders(of: 0...99, epochCount: 3, count: 100).isEmpty)
    }
  }

  /// What is said of neighbours is what their orders are.
  @Test("neighbours share what is said of them", arguments: PublishedProfile.all)
  func neighbours(_ profile: PublishedProfile) {
    let isShared = (UInt32(0)..<4).map { epoch in
      profile.source(count: 100, seed: 42, epoch: epoch + 1)
        == profile.source(count: 100, seed: 43, epoch: epoch)
    }
    let wanted: [PublishedProfile.NeighbouringSeeds: [Bool]] = [
      .shareAllButOne: [true, true, true, true], .shareOne: [true, false, false, false],
      .shareNone: [false, false, false, false],
    ]
    #expect(wanted[profile.neighbouringSeeds] == isShared)
    #expect(
      PublishedProfile.neighbouringSeedsShareOrders(profile.name) == profile.neighbouringSeeds)
  }

  @Test(
    "neighbours by a version of transformers, or a profile's name",
    arguments: [
      ("4.45.0", .shareAllButOne), ("4.45", .shareAllButOne), ("trainer/4.45", .shareAllButOne),
      ("trainer/4.38.2", .shareAllButOne), ("5.24.0", .shareAllButOne), ("4.36.2", .shareOne),
      ("4.37.2", .shareNone), ("4.30.2", .shareNone), ("torch/2.13.0", .shareNone),
      ("torch/2.13.0+generator", .shareNone), ("trainer/5.24.0+group_by_length", .shareNone),
    ] as [(String, PublishedProfile.NeighbouringSeeds)])
  func neighboursOfVersions(_ name: String, _ wanted: PublishedProfile.NeighbouringSeeds) {
    #expect(PublishedProfile.neighbouringSeedsShareOrders(name) == wanted)
  }

  @Test(
    "of what was not measured nothing is said",
    arguments: [
      ("4.40.1", ["trainer/4.38", "trainer/4.42"]), ("4.32", ["trainer/4.31", "trainer/4.34"]),
      ("6.0.0", ["trainer/5.24"]), ("", ["trainer/5.24"]), ("4.45.x", ["trainer/4.45"]),
      ("4.45.0.1", ["trainer/4.45"]), ("torch/2.1", ["torch/1.13", "torch/2.13"]),
      ("keras/3.0", ["torch/2.13", "trainer/5.24"]),
    ])
  func neighboursNotMeasured(_ name: String, _ nearest: [String]) {
    #expect(
      PublishedProfile.neighbouringSeedsShareOrders(name)
        == .notMeasured(nearest: nearest.compactMap(PublishedProfile.init(name:))))
  }
}
