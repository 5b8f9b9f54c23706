import Arithmetic
import Files
import Synchronization
import Text

/// The numbers of a model's parameters in memory, once for all trials of a process: read when the first trial asks for
/// them, and never written. Safe to use from several threads.
///
/// They were hashed while they were read, so that no trial begins with others, whatever becomes of the file.
final class HeldWeights: Sendable {
  private struct State {
    var values: Vector?
    var readCount = 0
  }

  private let files: WeightFiles
  /// Where each parameter lies among the floats, by its own name and by that in the files.
  private let places: [String: Range<Int>]
  private let entryPlaces: [String: Range<Int>]
  private let floatCount: Int
  private let state = Mutex(State())

  /// - Parameter entries: the parameters by their own names.
  init(_ files: WeightFiles, _ entries: [(name: String, entry: TensorEntry)]) {
    self.files = files
    var places: [String: Range<Int>] = [:]
    var entryPlaces: [String: Range<Int>] = [:]
    var end = 0
    for (name, entry) in entries {
      let range = end..<end + entry.count
      (places[name], entryPlaces[entry.name], end) = (range, range, range.upperBound)
    }
    (self.places, self.entryPlaces, floatCount) = (places, entryPlaces, end)
  }

  /// What all of them take.
  var byteCount: Int { 4 * floatCount }

  /// How often the files were read.
  var readCount: Int { state.withLock { $0.readCount } }

  /// The numbers of a parameter, which the caller does not change.
  ///
  /// - Throws: `InputError` naming the file: it changed, or holds a number that no weight can be.
  /// - Precondition: there is a parameter of this name.
  func values(of name: String) throws -> Vector {
    guard let place = places[name] else { preconditionFailure("no parameter named \(name)") }
    return try state.withLock { state in
      if let values = state.values { return values[place] }
      state.readCount += 1
      let values = try read()
      state.values = values
      return values[place]
    }
  }

  /// Frees the memory, as soon as nobody copies from it.
  func forget() { state.withLock { $0.values = nil } }

  private func read() throws -> Vector {
    let values = Vector(count: floatCount)
    try values.withMutableBytes { bytes in
      let floats = bytes.assumingMemoryBound(to: Float.self)
      try files.readWhole { entry in
        entryPlaces[entry.name].map { UnsafeMutableBufferPointer(rebasing: floats[$0]) }
      }
    }
    try check(values)
    return values
  }

  private func check(_ values: Vector) throws {
    for (name, place) in entryPlaces.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) {
      let index = values[place].withSpan { span in span.indices.first { !span[$0].isFinite } }
      guard let index, let entry = files.tensor(name) else { continue }
      throw InputError(
        file: files.path(of: entry), place: name,
        "element \(index) is \(values[place][index]), which no weight can be",
        advice: "is the file damaged, or was its training diverging?")
    }
  }
}
