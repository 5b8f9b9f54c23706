import Files

@testable import Trajectory

/// A golden of a newer minor version.
enum NewerGolden {
  /// The golden at `path` as version 1.1, with a page of a kind that this version does not know.
  static func bytes(_ path: String) throws -> [UInt8] {
    let reader = try GoldenReader(path)
    let source = try MemorySource(
      name: path, bytes: [UInt8](InputFile(path, limit: GoldenReader.byteLimit).data))
    let pages = PageKind.all(reader.schema).map { reader.pages[$0] }
      .joined().sorted { $0.place.lowerBound < $1.place.lowerBound }
    var content = ContentHasher(reader.header)
    for page in pages {
      _ = try PageReader(source: source, codec: reader.pageReader.codec).records(
        at: page.place.lowerBound, end: page.place.upperBound
      ) { stored, piece in
        switch piece {
        case .none: break
        case .frame: content.append(pageFrame: stored)
        case .chunk(let raw): content.append(chunk: raw)
        }
      }
    }
    let end = pages.last?.place.upperBound ?? 0
    let frame = [PageKind.firstSkippable] + [UInt8](repeating: 0, count: 9)
    content.append(pageFrame: frame)
    let lengthPlace = source.count - GoldenFormat.tailByteCount
    var cursor = ByteCursor(source.bytes[end..<lengthPlace], base: end, name: path)
    var footer = try Footer(&cursor, allowsMore: false)
    footer.contentDigest = content.finish(footer.outcome, chain: footer.chain)
    footer.entries.append(
      .init(kind: PageKind.firstSkippable, firstRow: 0, rows: 0, offset: end))
    var bytes = Array(source.bytes[..<end])
    bytes[10] = 1
    let tail = footer.bytes
    bytes += frame + tail
    bytes.append(littleEndian: UInt32(tail.count))
    return bytes + Digest(of: bytes).bytes
  }
}
