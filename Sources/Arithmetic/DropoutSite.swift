import CKernels

/// A place in the network at a step of the training: what a dropout mask is a function of.
///
/// The word of element e of sequence s is word e mod 4 of the block of Philox4x32-10 with key
/// (purpose, seed) and counter (e / 4, s, site, step). The element is kept if the word is at least
/// `threshold`.
public struct DropoutSite: Sendable {
  let kernel: ck_dropout

  init(kernel: ck_dropout) { self.kernel = kernel }

  /// - Parameter probability: of dropping an element. `threshold` is floor(p 2^32), `scale` is
  ///   1 / (1 - p) in binary64, rounded to binary32.
  /// - Precondition: `0 <= probability < 1`.
  public init(purpose: UInt32, seed: UInt32, site: UInt32, step: UInt32, probability: Double) {
    precondition(probability >= 0 && probability < 1, "dropout with probability \(probability)")
    kernel = ck_dropout(
      purpose: purpose, seed: seed, site: site, step: step,
      threshold: UInt32(probability * 0x1p32), scale: Float(1 / (1 - probability)))
  }

  /// A word below it drops its element.
  public var threshold: UInt32 { kernel.threshold }

  /// What kept elements are multiplied by.
  public var scale: Float { kernel.scale }
}

/// Where the packed rows of a batch come from.
public struct RowPositions: Sendable {
  /// For each packed row, the index of its sequence in the batch.
  public let sequence: [Int32]

  /// For each packed row, its row inside the sequence.
  public let row: [Int32]

  /// - Precondition: equal counts, nothing negative.
  public init(sequence: [Int32], row: [Int32]) {
    precondition(
      sequence.count == row.count, "\(sequence.count) sequences of \(row.count) rows")
    precondition(sequence.allSatisfy { $0 >= 0 } && row.allSatisfy { $0 >= 0 }, "negative rows")
    self.sequence = sequence
    self.row = row
  }

  /// The number of packed rows.
  public var count: Int { row.count }

  func requireCount(_ rows: Int) {
    precondition(count == rows, "positions of \(count) rows for \(rows) rows")
  }
}
