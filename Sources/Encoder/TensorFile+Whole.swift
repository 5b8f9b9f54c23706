import Files

extension TensorFile {
  /// As many bytes are read and hashed at a time.
  private static let blockByteCount = 1 << 20

  /// Reads the file once from its first byte to its last, and puts the numbers of the tensors that are wanted into their
  /// places, converted exactly to binary32.
  ///
  /// What is read is hashed, so that the numbers are those of the digest that the file had when it was opened.
  ///
  /// - Parameter place: where the numbers of a tensor go, as many as it has; nil for one that is not wanted.
  /// - Throws: `InputError` if the file cannot be read, is no longer the one that was opened, or a wanted tensor's type
  ///   is not F32, F16 or BF16.
  func readWhole(
    into place: (TensorEntry) -> UnsafeMutableBufferPointer<Float>?
  ) throws {
    var hasher = DigestHasher()
    var end = 0
    func pass(_ range: Range<Int>) throws {
      try blocks(of: range) { hasher.update($0) }
      end = range.upperBound
    }
    // The tensors follow each other without a gap; an empty one lies nowhere.
    for entry in entries where !entry.range.isEmpty {
      try pass(end..<entry.range.lowerBound)
      guard let values = place(entry) else {
        try pass(entry.range)
        continue
      }
      try read(entry, into: values, see: { hasher.update($0) })
      end = entry.range.upperBound
    }
    try pass(end..<file.byteCount)
    guard hasher.finalize() == file.digest else { throw file.changed }
  }

  /// Reads a range in blocks.
  private func blocks(of range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) throws {
    let size = min(range.count, Self.blockByteCount)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: max(size, 1), alignment: 64)
    defer { block.deallocate() }
    for start in stride(from: range.lowerBound, to: range.upperBound, by: max(size, 1)) {
      let part = UnsafeMutableRawBufferPointer(
        rebasing: block.prefix(min(size, range.upperBound - start)))
      try file.read(at: start, into: part)
      body(UnsafeRawBufferPointer(part))
    }
  }
}
