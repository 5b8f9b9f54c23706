import CKernels
import Testing

@testable import Arithmetic

@Suite struct DropoutTests {
  private static let site = DropoutSite(
    purpose: 3, seed: 0xdead_beef, site: 7, step: 0xffff_fffe, probability: 0.1)

  /// - Source: `kat_vectors` of Random123.
  @Test func philoxGivesTheKnownAnswers() {
    let answers: [(counter: [UInt32], key: [UInt32], words: [UInt32])] = [
      ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
      (
        [.max, .max, .max, .max], [.max, .max],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ]
    for answer in answers {
      var words: [UInt32] = [0, 0, 0, 0]
      ck_philox(&words, answer.counter, answer.key)
      #expect(words == answer.words)
    }
    // The same block through the streams' reference of these tests.
    #expect(
      (0..<4).map {
        Profile.word(
          0x243f_6a88 * 4 + $0, purpose: 0xa409_3822, seed: 0x299f_31d0, sequence: 0x85a3_08d3,
          site: 0x1319_8a2e, step: 0x0370_7344)
      } == answers[2].words)
  }

  /// Any first element, any length: every word in its place, nothing written beyond the end.
  @Test(arguments: Machine.single)
  func runsMatchTheStream(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 51)
    for first in [0, 1, 2, 3, 1005, (1 << 34) - 80] {
      for count in 0...67 {
        let x = random.awkwardFloats(count)
        let y = PaddedMatrix([x], columns: count, offset: count % 17)
        unit.dropoutSerially(
          y.matrix, site: Self.site, sequence: 12, firstElement: first, elementRowStride: 0,
          into: y.matrix)
        let expected = x.enumerated().map { Self.site.dropping($1, first + $0, 12) }
        #expect(y.bits == [expected.bits] && y.isIntactAround, "\(count) from \(first)")
      }
    }
  }

  @Test(arguments: Machine.all)
  func packedRows(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 52)
    let positions = RowPositions(sequence: [0, 0, 0, 2, 2, 5], row: [0, 1, 2, 0, 1, 500])
    for columns in [1, 3, 16, 33, 384, 5001] {
      let x = random.rows(6, columns)
      let y = PaddedMatrix(rows: 6, columns: columns, gap: machine.gap(3))
      unit.dropout(
        PaddedMatrix(x, columns: columns, gap: 0).matrix, site: Self.site, rows: positions,
        into: y.matrix)
      let expected = (0..<6).map { r in
        (0..<columns).map { c in
          Self.site.dropping(x[r][c], Int(positions.row[r]) * columns + c, positions.sequence[r])
        }
      }
      #expect(y.bits == expected.bits && y.isIntactAround, "\(columns) columns")
    }
  }

  /// Rows of scores: in one run when nothing lies between them, row by row otherwise.
  @Test(arguments: Machine.single)
  func matricesOfASequence(_ machine: Machine) throws {
    let unit = try machine.unit()
    var random = RandomValues(seed: 53)
    for (gap, stride) in [(0, 13), (3, 13), (0, 20), (3, 20)] {
      let x = random.rows(9, 13)
      let y = PaddedMatrix(x, columns: 13, gap: gap)
      unit.dropoutSerially(
        y.matrix, site: Self.site, sequence: 3, firstElement: 1001, elementRowStride: stride,
        into: y.matrix)
      let expected = (0..<9).map { i in
        (0..<13).map { j in Self.site.dropping(x[i][j], 1001 + i * stride + j, 3) }
      }
      #expect(y.bits == expected.bits && y.isIntactAround, "gap \(gap), stride \(stride)")
    }
  }

  @Test func thresholdAndScale() {
    #expect(Self.site.threshold == 429_496_729 && Self.site.scale == Float(1 / 0.9))
    let none = DropoutSite(purpose: 3, seed: 1, site: 0, step: 0, probability: 0)
    #expect(none.threshold == 0 && none.scale == 1)
    let half = DropoutSite(purpose: 3, seed: 1, site: 0, step: 0, probability: 0.5)
    #expect(half.threshold == 1 << 31 && half.scale == 2)
  }

  /// A tenth of a million, within four standard deviations; other sites give other masks.
  @Test func aboutTheRightShareIsDropped() throws {
    let unit = try ArithmeticUnit()
    let ones = Matrix(Vector([Float](repeating: 1, count: 1_000_000)), rows: 1, columns: 1_000_000)
    let masks = [UInt32(7), 8].map { number in
      let y = Matrix(Vector(count: 1_000_000), rows: 1, columns: 1_000_000)
      let site = DropoutSite(
        purpose: 3, seed: 1, site: number, step: 0, probability: 0.1)
      unit.dropoutSerially(
        ones, site: site, sequence: 0, firstElement: 0, elementRowStride: 0, into: y)
      return y.vector.array
    }
    for mask in masks { #expect(abs(mask.count { $0 == 0 } - 100_000) < 1200) }
    #expect(abs(zip(masks[0], masks[1]).count { $0 == 0 && $1 == 0 } - 10_000) < 400)
  }

  @Test func impossibleProbabilitiesEndTheProcess() async {
    await #expect(processExitsWith: .failure) {
      _ = DropoutSite(purpose: 3, seed: 1, site: 0, step: 0, probability: 1)
    }
  }
}
