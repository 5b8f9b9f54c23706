/// What one update of a trial left behind: the bits that a rerun must show again.
public struct StepRecord: Sendable {
  /// The most columns that an update can have.
  public static let slotCount = 8

  /// The number of the update, counted from 0.
  public var step: Int
  /// The value of each column of the table, by its slot; 0 where the column is absent.
  private var words: InlineArray<8, UInt32>

  public init(step: Int, lossBits: UInt32, gradientNormBits: UInt32 = 0, batchDigest: UInt32 = 0) {
    self.step = step
    words = InlineArray(repeating: 0)
    self.lossBits = lossBits
    self.gradientNormBits = gradientNormBits
    self.batchDigest = batchDigest
  }

  /// The 32 bits that a column holds.
  public subscript(slot slot: Int) -> UInt32 {
    get { words[slot] }
    set { words[slot] = newValue }
  }

  /// The binary32 bits of the batch's mean loss, before the update.
  public var lossBits: UInt32 {
    get { words[0] }
    set { words[0] = newValue }
  }

  /// The binary32 bits of the gradient's norm, before clipping; 0 where the column is absent.
  public var gradientNormBits: UInt32 {
    get { words[1] }
    set { words[1] = newValue }
  }

  /// Four bytes of the digest of the batch that was trained on; 0 where the column is absent.
  public var batchDigest: UInt32 {
    get { words[2] }
    set { words[2] = newValue }
  }

  /// The slots that belong to no column of these.
  public static func slots(outside columns: [Column]) -> [Int] {
    (0..<slotCount).filter { slot in !columns.contains { $0.slot == slot } }
  }

  /// The record without the values of some slots.
  public func without(slots: [Int]) -> StepRecord {
    var record = self
    for slot in slots { record[slot: slot] = 0 }
    return record
  }

  /// The loss as a number.
  public var loss: Float { Float(bitPattern: lossBits) }

  /// The gradient's norm as a number.
  public var gradientNorm: Float { Float(bitPattern: gradientNormBits) }
}

extension StepRecord: Equatable {
  public static func == (a: StepRecord, b: StepRecord) -> Bool {
    a.step == b.step && (0..<slotCount).allSatisfy { a.words[$0] == b.words[$0] }
  }
}
