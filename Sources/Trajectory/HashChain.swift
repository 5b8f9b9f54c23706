import Files

/// A digest over a header and every record after it, in order.
///
///     c[0] = SHA-256(domain, header)      c[i + 1] = SHA-256(c[i], canonical bytes of record i)
///
/// The last link takes the outcome's byte in place of a record. Records of series are no links, so that readers of 1.0
/// can follow the chain; the content digest covers them.
struct HashChain: Sendable {
  private(set) var value: Digest

  init(_ header: GoldenHeader) {
    var hasher = DigestHasher()
    hasher.update(GoldenFormat.chainDomain)
    hasher.update(header.bytes)
    value = hasher.finalize()
  }

  /// Adds the canonical bytes of a record.
  mutating func append(_ record: [UInt8]) {
    var hasher = DigestHasher()
    hasher.update(value.bytes)
    hasher.update(record)
    value = hasher.finalize()
  }

  mutating func finish(_ outcome: TrialOutcome) { append([outcome.code]) }
}

/// A trajectory's identity: a digest over its header and its uncompressed columns, whatever zlib
/// made of them.
struct ContentHasher: Sendable {
  private var hasher = DigestHasher()

  init(_ header: GoldenHeader) {
    hasher.update(GoldenFormat.contentDomain)
    var length: [UInt8] = []
    length.append(littleEndian: UInt32(header.bytes.count))
    hasher.update(length)
    hasher.update(header.bytes)
  }

  /// Adds the first bytes of a page: kind, number of chunks, first row, rows.
  mutating func append(pageFrame: [UInt8]) { hasher.update(pageFrame) }

  /// Adds a chunk's uncompressed length and bytes.
  mutating func append(chunk raw: [UInt8]) {
    var length: [UInt8] = []
    length.append(littleEndian: UInt32(raw.count))
    hasher.update(length)
    hasher.update(raw)
  }

  /// The digest; `chain` is the chain's last value.
  consuming func finish(_ outcome: TrialOutcome, chain: Digest) -> Digest {
    hasher.update([PageKind.footerTag, outcome.code])
    hasher.update(chain.bytes)
    return hasher.finalize()
  }
}
