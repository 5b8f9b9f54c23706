/// What BERT's basic tokenization has to know about a Unicode scalar.
struct ScalarTraits: OptionSet, Sendable {
  let rawValue: UInt8

  /// Vanishes before anything else is done.
  static let removed = ScalarTraits(rawValue: 1)
  /// Ends a word.
  static let space = ScalarTraits(rawValue: 2)
  /// A word of its own, set apart before decomposition.
  static let ideograph = ScalarTraits(rawValue: 4)
  /// A word of its own, set apart after lower-casing.
  static let punctuation = ScalarTraits(rawValue: 8)
  /// Vanishes after decomposition.
  static let mark = ScalarTraits(rawValue: 16)
  /// Has a canonical combining class other than 0.
  static let combining = ScalarTraits(rawValue: 32)
  /// Has a canonical decomposition.
  static let decomposes = ScalarTraits(rawValue: 64)
  /// Has a lower-case form.
  static let lowers = ScalarTraits(rawValue: 128)
}

/// `UnicodeTables`, ready for look-up.
struct UnicodeData: Sendable {
  static let shared = UnicodeData()

  /// One byte a scalar: 1.1 MB.
  private var traits = [ScalarTraits](repeating: [], count: 0x11_0000)
  private var classes: [UInt32: UInt8] = [:]
  private var decompositions: [UInt32: [UInt32]] = [:]
  private var lowered: [UInt32: [UInt32]] = [:]

  private init() {
    for (table, trait) in [
      (UnicodeTables.removed, ScalarTraits.removed), (UnicodeTables.spaces, .space),
      (UnicodeTables.ideographs, .ideograph), (UnicodeTables.punctuation, .punctuation),
      (UnicodeTables.marks, .mark),
    ] {
      for run in UnicodeData.runs(table) { mark(run.codes, trait) }
    }
    for run in UnicodeData.runs(UnicodeTables.combiningClasses) {
      mark(run.codes, .combining)
      for code in run.codes { classes[code] = UInt8(run.values[0]) }
    }
    for run in UnicodeData.runs(UnicodeTables.decompositions) {
      mark(run.codes, .decomposes)
      decompositions[run.first] = run.values
    }
    mark(stride(from: Hangul.first, through: Hangul.last, by: 1), .decomposes)
    for run in UnicodeData.runs(UnicodeTables.lowerCase) {
      mark(run.codes, .lowers)
      for code in run.codes {
        lowered[code] = [run.values[0] + (code - run.first)] + run.values.dropFirst()
      }
    }
  }

  private mutating func mark(_ codes: StrideThrough<UInt32>, _ trait: ScalarTraits) {
    for code in codes { traits[Int(code)].insert(trait) }
  }

  /// `first-last/step=value+value`, where all but `first` may be absent.
  private static func runs(
    _ table: String
  ) -> [(first: UInt32, codes: StrideThrough<UInt32>, values: [UInt32])] {
    table.split(separator: " ").map { word in
      let sides = word.split(separator: "=")
      let range = sides[0].split(separator: "/")
      let ends = range[0].split(separator: "-").map { UInt32($0, radix: 16)! }
      let step = range.count > 1 ? 2 : 1
      return (
        ends[0], stride(from: ends[0], through: ends.last!, by: step),
        sides.count > 1 ? sides[1].split(separator: "+").map { UInt32($0, radix: 16)! } : []
      )
    }
  }

  func traits(_ scalar: UInt32) -> ScalarTraits { traits[Int(scalar)] }

  /// Canonical combining class.
  func combiningClass(_ scalar: UInt32) -> UInt8 { classes[scalar] ?? 0 }

  /// Calls `body` with the lower-case form, scalar by scalar.
  func forEachLowered(_ scalar: UInt32, _ body: (UInt32) -> Void) {
    guard let targets = lowered[scalar] else { return body(scalar) }
    targets.forEach(body)
  }

  /// Calls `body` with the full canonical decomposition, scalar by scalar.
  func forEachDecomposed(_ scalar: UInt32, _ body: (UInt32) -> Void) {
    if scalar >= Hangul.first, scalar <= Hangul.last {
      let index = scalar - Hangul.first
      body(0x1100 + index / 588)
      body(0x1161 + index % 588 / 28)
      if index % 28 > 0 { body(0x11a7 + index % 28) }
    } else if let parts = decompositions[scalar] {
      parts.forEach(body)
    } else {
      body(scalar)
    }
  }
}

/// Syllables that decompose by arithmetic (Unicode standard, section 3.12).
private enum Hangul {
  static let first: UInt32 = 0xac00
  static let last: UInt32 = 0xd7a3
}
