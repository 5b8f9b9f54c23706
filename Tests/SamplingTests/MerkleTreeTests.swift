import Files
import Testing

@testable import Sampling

@Suite struct MerkleTreeTests {
  /// The leaves of the test vectors that came with the RFC's reference implementation
  /// (certificate-transparency, merkletree/merkle_tree_test.cc), and the roots of their prefixes.
  static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [
      0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
      0x6f,
    ],
  ]
  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test(arguments: 0...8)
  func knownRoots(_ count: Int) {
    #expect(MerkleTree.root(Array(Self.leaves[..<count])).description == Self.roots[count])
  }

  @Test func pathsLeadToTheRoot() {
    for count in 1...17 {
      let leaves = (0..<count).map { [UInt8($0)] }
      let root = MerkleTree.root(leaves)
      for index in 0..<count {
        let path = MerkleTree.path(leaves, to: index)
        #expect(
          MerkleTree.root(leaf: leaves[index], index: index, count: count, path: path) == root)
        #expect(MerkleTree.root(leaf: [99], index: index, count: count, path: path) != root)
        #expect(
          MerkleTree.root(leaf: leaves[index], index: index, count: count, path: path + [root])
            == nil)
        if count > 1 {
          let other = (index + 1) % count
          #expect(
            MerkleTree.root(leaf: leaves[index], index: other, count: count, path: path) != root)
        }
      }
    }
    #expect(MerkleTree.root(leaf: [], index: 0, count: 0, path: []) == nil)
  }

  @Test func experimentsHaveThePlanFirst() throws {
    let digest = Digest(of: [])
    let cells = [
      ExperimentTree.Cell(.init(wi: 1, do: 2), contentDigest: digest),
      ExperimentTree.Cell(.init(wi: 4_294_967_295, do: 0), contentDigest: nil),
    ]
    let texts = ExperimentTree.leaves(plan: digest, cells: cells).map {
      String(decoding: $0, as: UTF8.self)
    }
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(
      texts == ["plan \(empty)", "wi=1/do=2 \(empty)", "wi=4294967295/do=0 missing"])
    #expect(
      ExperimentTree.root(plan: digest, cells: cells)
        == MerkleTree.root(texts.map { Array($0.utf8) }))
  }
}

/// Known answers from an independent program in exact arithmetic.
@Suite struct SamplingTicketTests {
  @Test func knownOrder() {
    let ids = ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]
    #expect(
      SamplingTickets.order(ids, seed: "314159") == ["A-1", "A-2", "B-1", "B-3", "B-2", "A-3"])
    #expect(
      SamplingTickets.ticket(seed: "314159", id: "A-1").description
        == "089cfe38234df31c4de82c76c6ed4ca6917e448ad3e0a3ac41a2012e67974d11")
  }

  /// A ticket and an order that the construction's author published: there tickets are decimal fractions whose
  /// digits are the digest's in reverse.
  @Test func publishedTickets() {
    func fraction(_ id: String) -> String {
      var digits = [0]
      for byte in SamplingTickets.ticket(seed: "314159", id: id).bytes {
        var carry = Int(byte)
        for place in digits.indices {
          carry += digits[place] * 256
          digits[place] = carry % 10
          carry /= 10
        }
        while carry > 0 {
          digits.append(carry % 10)
          carry /= 10
        }
      }
      return "0." + digits.map(String.init).joined()
    }
    #expect(
      fraction("B-2")
        == "0.41031085809072903514872000896790351462382130463015916888993860148207487365068")
    let ids = ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]
    #expect(
      ids.sorted { fraction($0) < fraction($1) } == ["B-2", "B-3", "A-3", "A-2", "B-1", "A-1"])
  }

  /// The seed of a beacon's draw: of the same form, with other fields.
  @Test func knownDrawFromAGrid() {
    let root = Digest(of: Array("golden".utf8))
    let seed =
      "audit-sample-v1|\(root)|"
      + "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971|657413|"
      + "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    #expect(
      Digest(of: Array(seed.utf8)).description
        == "4177f6e58eaa7980eda864733025eb6e3f3363cd83b98b25d299e9c67011ef0a")
    let ids = (1...25).flatMap { i in (1...25).map { "rte/wi=\(i)/do=\($0)" } }
    #expect(
      Array(SamplingTickets.order(ids, seed: seed).prefix(8)) == [
        "rte/wi=25/do=7", "rte/wi=25/do=12", "rte/wi=19/do=23", "rte/wi=3/do=24",
        "rte/wi=23/do=13", "rte/wi=24/do=25", "rte/wi=2/do=7", "rte/wi=25/do=2",
      ])
    #expect(
      SamplingTickets.ticket(seed: seed, id: "rte/wi=25/do=7").description
        == "0076528e55fb525abbbad50a5018bb224dc77d3a7fc8114e62e396e86403bf5d")
  }

  @Test func samplesNest() {
    let ids = (0..<50).map { "wi=\($0)/do=1" }
    let seed = SamplingTickets.seed(root: Digest(of: []), challenge: "dice: 3 1 4")
    #expect(
      seed
        == "audit-sample-v1|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855|"
        + Digest(of: Array("dice: 3 1 4".utf8)).description)
    let whole = SamplingTickets.order(ids, seed: seed)
    #expect(Set(whole) == Set(ids))
    let half = SamplingTickets.order(Array(ids.reversed()), seed: seed)
    #expect(half == whole)
    let part = SamplingTickets.order(Array(ids[..<25]), seed: seed)
    #expect(part == whole.filter(Set(ids[..<25]).contains))
  }
}
