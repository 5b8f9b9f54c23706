/// The numbers of formats 1.0 and 1.1; `golden/FORMAT.md` explains them.
enum GoldenFormat {
  /// As in PNG: a byte above 127, a name, and line ends that a text transfer would change.
  static let magic: [UInt8] = [0x89, 0x53, 0x50, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  static let journalMagic: [UInt8] = [0x89, 0x53, 0x50, 0x4a, 0x0d, 0x0a, 0x1a, 0x0a]
  static let major = 1
  /// The greatest minor version that this program reads, which has series. A golden without them is written as 1.0.
  static let minor = 1

  /// Magic, version, length of the header.
  static let prologueByteCount = 16
  static let headerLimit = 1 << 20
  /// The greatest chunk, uncompressed.
  static let chunkLimit = 1 << 24
  /// The greatest sum of all chunks, uncompressed: bounds the time that a small file can cost.
  static let contentLimit = 1 << 32
  static let pageLimit = 1 << 20
  static let rowLimit = 1 << 30

  static let stepsPerPage = 1024
  static let anchorsPerPage = 256
  static let evaluationsPerPage = 1024
  /// Evaluations fill a page up to this many uncompressed bytes, but at least one stands in it.
  static let evaluationPageByteCount = 1 << 18

  static let pageFrameByteCount = 10
  static let chunkFrameByteCount = 12
  static let indexEntryByteCount = 17
  /// The footer without index and chain values.
  static let footerByteCount = 2 + 3 * 4 + 2 * 32 + 4
  /// Where in the footer the content digest stands: after tag, outcome, counts and chain.
  static let footerDigestOffset = 2 + 3 * 4 + 32
  /// The footer's length and the file's hash, after the footer.
  static let tailByteCount = 4 + 32

  static let chainDomain = Array("seedproof chain 1\n".utf8)
  static let contentDomain = Array("seedproof content 1\n".utf8)
}

/// What a page holds. Kinds from 128 are for minor versions: a reader may skip those that it does not know.
enum PageKind: Sendable, Hashable {
  case steps
  case evaluations
  case anchors
  /// Of the series at this place of the schema.
  case series(Int)

  static let footerTag: UInt8 = 0
  static let firstSkippable: UInt8 = 128

  /// The kinds of pages that a golden of a schema may have, in the order of their codes.
  static func all(_ schema: RecordSchema) -> [PageKind] {
    [.steps, .evaluations, .anchors] + schema.series.indices.map(PageKind.series)
  }

  /// The kind with this code; nil if a golden of the schema has none.
  init?(_ code: UInt8, _ schema: RecordSchema) {
    guard let known = Self.all(schema).first(where: { $0.code == code }) else { return nil }
    self = known
  }

  /// The first byte of such a page.
  var code: UInt8 {
    switch self {
    case .steps: 1
    case .evaluations: 2
    case .anchors: 3
    case .series(let index): Self.firstSkippable + UInt8(index)
    }
  }

  /// What its records are.
  var record: Column.Record {
    switch self {
    case .steps: .step
    case .evaluations: .evaluation
    case .anchors: .anchor
    case .series(let index): .series(index)
    }
  }
}

/// The version in a file.
public struct FormatVersion: Sendable, Equatable, CustomStringConvertible {
  public let major: Int
  public let minor: Int

  public var description: String { "\(major).\(minor)" }
}
