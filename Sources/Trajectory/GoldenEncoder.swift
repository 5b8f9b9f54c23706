import Files
import Text

/// What a finished golden is known by.
public struct GoldenSeal: Sendable, Equatable {
  /// The trajectory's identity, see `GoldenReader.contentDigest`.
  public let contentDigest: Digest
  /// The hash at the end of the file, see `GoldenReader.fileDigest`.
  public let fileDigest: Digest
  /// The file's size.
  public let byteCount: Int
}

/// Turns records, given in order, into the bytes of a golden; holds one page of each kind.
struct GoldenEncoder {
  private let header: GoldenHeader
  private let codec: PageCodec
  private let sink: ([UInt8]) throws -> Void
  /// What may still be written, and uncompressed in chunks, for readers to accept it.
  private var bytesLeft: Int
  private var contentLeft: Int
  private var order = TrajectoryOrder()
  private var chain: HashChain
  /// The chain's value after the last step.
  private var stepChain: Digest
  private var content: ContentHasher
  private var file = DigestHasher()
  private var byteCount = 0
  private var entries: [Footer.Entry] = []
  private var pageChains: [Digest] = []
  private var steps: [StepRecord] = []
  private var evaluations: [EvaluationRecord] = []
  private var anchors: [AnchorRecord] = []
  /// Records of each series that wait for their page, and how many were written.
  private var series: [(waiting: [SeriesRecord], written: Int)]

  /// - Parameter sink: takes the file's bytes in order.
  init(
    _ header: GoldenHeader, limit: Int = GoldenReader.byteLimit,
    contentLimit: Int = GoldenFormat.contentLimit, sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    self.header = header
    bytesLeft = limit - Digest.byteCount
    contentLeft = contentLimit
    self.sink = sink
    codec = PageCodec(schema: header.schema)
    chain = HashChain(header)
    stepChain = chain.value
    content = ContentHasher(header)
    series = header.schema.series.map { _ in ([], 0) }
    try write(GoldenFormat.prologue(GoldenFormat.magic, header))
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    bytesLeft -= bytes.count
    guard bytesLeft >= 0, contentLeft >= 0 else {
      throw InputError(
        "the trial is too long for a golden", advice: "evaluate less often, or leave out the logits"
      )
    }
    file.update(bytes)
    byteCount += bytes.count
    try sink(bytes)
  }

  /// - Throws: `InputError` if the record has another shape or may not stand here, or the file gets larger
  ///   than readers accept.
  mutating func append(_ event: TrajectoryEvent) throws {
    if let reason = header.schema.mismatch(event) ?? order.accept(event) {
      throw InputError(.usage, reason)
    }
    if event.isChained { chain.append(event.encoded(header.schema)) }
    switch event {
    case .step(let record):
      stepChain = chain.value
      steps.append(record)
      if steps.count == header.schema.rowsPerPage(.steps) { try writeSteps() }
    case .evaluation(let record):
      evaluations.append(record)
      if evaluations.count == header.schema.rowsPerPage(.evaluations) { try writeEvaluations() }
    case .anchor(let record):
      anchors.append(record)
      if anchors.count == header.schema.rowsPerPage(.anchors) { try writeAnchors() }
    case .series(let record):
      let index = record.series
      series[index].waiting.append(record)
      if series[index].waiting.count == header.schema.rowsPerPage(.series(index)) {
        try writeSeries(index)
      }
    }
  }

  /// Writes what is pending, the footer and the hash.
  mutating func finish(_ outcome: TrialOutcome) throws -> GoldenSeal {
    try writeSteps()
    try writeEvaluations()
    try writeAnchors()
    for index in series.indices { try writeSeries(index) }
    chain.finish(outcome)
    let contentDigest = content.finish(outcome, chain: chain.value)
    let footer = Footer(
      outcome: outcome, stepCount: order.stepCount, evaluationCount: order.evaluationCount,
      anchorCount: order.anchorCount, chain: chain.value, contentDigest: contentDigest,
      entries: entries, pageChains: pageChains)
    var tail = footer.bytes
    tail.append(littleEndian: UInt32(tail.count))
    try write(tail)
    let fileDigest = file.finalize()
    try sink(fileDigest.bytes)
    return GoldenSeal(
      contentDigest: contentDigest, fileDigest: fileDigest,
      byteCount: byteCount + Digest.byteCount)
  }

  private mutating func writeSteps() throws {
    guard let last = steps.last else { return }
    try writePage(
      .steps, codec.chunks(steps), firstRow: last.step + 1 - steps.count, rows: steps.count)
    pageChains.append(stepChain)
    steps = []
  }

  private mutating func writeEvaluations() throws {
    guard !evaluations.isEmpty else { return }
    let rows = evaluations.count
    try writePage(
      .evaluations, codec.chunks(evaluations), firstRow: order.evaluationCount - rows, rows: rows)
    evaluations = []
  }

  private mutating func writeAnchors() throws {
    guard !anchors.isEmpty else { return }
    let rows = anchors.count
    try writePage(.anchors, codec.chunks(anchors), firstRow: order.anchorCount - rows, rows: rows)
    anchors = []
  }

  private mutating func writeSeries(_ index: Int) throws {
    let (records, written) = series[index]
    guard !records.isEmpty else { return }
    try writePage(
      .series(index), codec.chunks(records), firstRow: written, rows: records.count)
    series[index] = ([], written + records.count)
  }

  private mutating func writePage(
    _ kind: PageKind, _ chunks: [[UInt8]], firstRow: Int, rows: Int
  ) throws {
    let frame = PageFrame(kind: kind, chunkCount: chunks.count, firstRow: firstRow, rows: rows)
    entries.append(
      Footer.Entry(kind: kind.code, firstRow: firstRow, rows: rows, offset: byteCount))
    content.append(pageFrame: frame.bytes)
    var bytes = frame.bytes
    for raw in chunks {
      content.append(chunk: raw)
      contentLeft -= raw.count
      let stored = Deflate.compressed(raw) ?? raw
      bytes += ChunkFrame(rawByteCount: raw.count, stored: stored).bytes + stored
    }
    try write(bytes)
  }
}

extension GoldenFormat {
  /// Magic, version, length of the header, and the header.
  static func prologue(_ magic: [UInt8], _ header: GoldenHeader) -> [UInt8] {
    var bytes = magic
    bytes.append(littleEndian: UInt16(major))
    bytes.append(littleEndian: UInt16(header.minor))
    bytes.append(littleEndian: UInt32(header.bytes.count))
    return bytes + header.bytes
  }
}
