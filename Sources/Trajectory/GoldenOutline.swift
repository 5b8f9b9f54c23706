import Files

/// What the two ends of a golden state, before any page is read.
///
/// It costs next to nothing, and is unproved until the pages are read: enough to refuse the golden of
/// another trial, or one that has more records than its trial can have.
public struct GoldenOutline: Sendable {
  public let header: GoldenHeader
  public let version: FormatVersion
  /// The content digest in the footer.
  public let contentDigest: Digest
  /// How the trial ended, by the footer.
  public let outcome: TrialOutcome
  /// Records, by the index of the pages: no more are read.
  public let stepCount: Int
  public let evaluationCount: Int
  public let anchorCount: Int
  /// Records of each series.
  public let seriesCounts: [Int]
  /// Pages of kinds that only newer versions know.
  public let skippedPageCount: Int

  /// How many numbers, classes and digests reading it means: what its time and memory grow with.
  public var valueCount: Int {
    let counts = [stepCount, evaluationCount, anchorCount] + seriesCounts
    return zip(counts, header.schema.records).reduce(0) { sum, next in
      sum + next.0 * (1 + header.schema.valueCount(next.1))
    }
  }

  init(_ header: GoldenHeader, _ version: FormatVersion, _ footer: Footer) {
    self.header = header
    self.version = version
    contentDigest = footer.contentDigest
    outcome = footer.outcome
    // More than the limit are malformed, and products of them must fit.
    func rows(_ kind: PageKind) -> Int {
      let sum = footer.entries.reduce(0) { $0 + ($1.kind == kind.code ? $1.rows : 0) }
      return min(sum, GoldenFormat.rowLimit + 1)
    }
    stepCount = rows(.steps)
    evaluationCount = rows(.evaluations)
    anchorCount = rows(.anchors)
    seriesCounts = header.schema.series.indices.map { rows(.series($0)) }
    // In a file of version 1.0, and below the kinds that may be skipped, an unknown kind is a defect.
    skippedPageCount = footer.entries.count { entry in
      version.minor > 0 && entry.kind >= PageKind.firstSkippable
        && PageKind(entry.kind, header.schema) == nil
    }
  }

  /// The outline of a file whose hash shows that it is whole.
  ///
  /// - Throws: `InputError` as `GoldenReader` does.
  public init(_ path: String, limit: Int = GoldenReader.byteLimit) throws {
    let check = try GoldenCheck(
      FileSource(path, limit: limit), contentLimit: GoldenFormat.contentLimit)
    try check.requireWholeFile()
    self = check.outline
  }

  /// The content digest that the footer of a file states; nil if it has not the form of a golden.
  ///
  /// A golden that can be verified has the digest that it states. Header and index are not read.
  public static func statedContent(_ path: String) -> Digest? {
    guard let source = try? FileSource(path, limit: GoldenReader.byteLimit),
      source.count > GoldenFormat.prologueByteCount + GoldenFormat.tailByteCount,
      let magic = try? source.read(at: 0, count: GoldenFormat.magic.count),
      magic == GoldenFormat.magic
    else { return nil }
    let end = source.count - GoldenFormat.tailByteCount
    guard let length = try? source.read(at: end, count: 4) else { return nil }
    var cursor = ByteCursor(length[...], base: end, name: path)
    guard let count = try? cursor.count(), count >= GoldenFormat.footerByteCount, count <= end,
      let digest = try? source.read(
        at: end - count + GoldenFormat.footerDigestOffset, count: Digest.byteCount)
    else { return nil }
    return Digest(bytes: digest)
  }
}
