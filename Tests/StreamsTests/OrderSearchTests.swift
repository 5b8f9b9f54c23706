import Testing

@testable import Streams

@Suite struct OrderSearchTests {
  private func order(_ name: String, seed: UInt32, epoch: UInt32) throws -> [Int32] {
    switch try #require(StreamsProfile(rawValue: name)) {
    case .philox: Streams.permutation(count: 60, seed: seed, epoch: epoch)
    case .published(let profile):
      profile.permutation(count: 60, seed: UInt64(seed), epoch: epoch)
    }
  }

  @Test(
    "every profile's order is found, with its seed and epoch", arguments: OrderSearch.rules.indices)
  func finds(_ place: Int) throws {
    let profiles = OrderSearch.rules[place].profiles
    for name in [profiles[0], try #require(profiles.last)] {
      let order = try order(name, seed: 17, epoch: 1)
      for part in [60, 12] {
        let search = OrderSearch(Array(order[..<part]), count: 60, seeds: 10...30, epochCount: 3)
        #expect(search.chanceMatches < 1e-10)
        let matches = search.matches()
        #expect(
          matches.contains {
            $0.seed == 17 && $0.epoch == 1 && Set($0.profiles).isSuperset(of: profiles)
          })
        // Whatever else is said gives it too, such as an epoch of a neighbouring seed.
        for match in matches {
          for profile in match.profiles {
            #expect(try self.order(profile, seed: match.seed, epoch: match.epoch) == order)
          }
        }
      }
    }
  }

  @Test("of one seed and epoch all profiles are said together")
  func together() throws {
    // The second epoch of 4.36 is that of the seed after it, as in 4.38 and later.
    let order = try order("trainer/5.24", seed: 20, epoch: 1)
    let matches = OrderSearch(order, count: 60, seeds: 20...20, epochCount: 3).matches()
    #expect(matches.map(\.epoch) == [1])
    let names = PublishedProfile.all.filter {
      $0.variant == .plain && [.seedPlusTriangle, .seedPlusEpoch].contains($0.order)
    }.map(\.name)
    #expect(matches.first?.profiles == names)
    let neighbour = OrderSearch(order, count: 60, seeds: 21...21, epochCount: 3).matches()
    #expect(neighbour.map(\.epoch) == [0] && neighbour.first?.profiles == names)
  }

  @Test("all profiles but those by length are tried, once")
  func all() {
    let names = OrderSearch.rules.flatMap(\.profiles)
    #expect(Set(names).count == names.count)
    #expect(names.count == 1 + PublishedProfile.all.count { $0.variant != .groupedByLength })
  }

  @Test("an order that no seed gave is not found, and few examples are met by chance")
  func nothing() {
    let sorted = (0..<30).map(Int32.init)
    #expect(
      OrderSearch(sorted, count: 30, seeds: 0...50, epochCount: 2).matches().isEmpty)
    let short = OrderSearch([1, 0], count: 2, seeds: 0...9, epochCount: 2)
    #expect(short.chanceMatches == Double(short.triedCount) / 2)
    #expect(!short.matches().isEmpty)
    #expect(
      OrderSearch([0], count: 1, seeds: 3...3, epochCount: 1).matches().map(\.profiles)
        == [OrderSearch.rules.flatMap(\.profiles)])
  }
}
