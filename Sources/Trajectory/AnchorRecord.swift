import Files

/// The whole state of a trial between two updates, as one digest for each of its components.
///
/// A component by itself says what differs: the moments, or only the cursor in the data.
public struct AnchorRecord: Sendable, Equatable {
  /// A named part of the state.
  public struct Component: Sendable, Equatable {
    public let name: String
    public var digest: Digest

    public init(_ name: String, _ digest: Digest) {
      self.name = name
      self.digest = digest
    }
  }

  /// The components of this project's own trainer, in order: the parameters; the optimizer's
  /// moments; the powers of its betas; the positions of the random streams; the cursor in the
  /// data; and the protocol's state, such as schedule and best score.
  public static let componentNames = [
    "weights", "moments", "powers", "streams", "cursor", "protocol",
  ]

  /// The number of updates done.
  public var step: Int
  /// In the order of the header's `columns.anchor`.
  public var components: [Component]

  public init(step: Int, components: [Component]) {
    self.step = step
    self.components = components
  }

  /// A record whose digests are still to be read.
  init(step: Int, names: [String]) {
    let none = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))!
    self.init(step: step, components: names.map { Component($0, none) })
  }

  /// One digest for the whole state:
  /// SHA-256 over `seedproof anchor 1`, a newline, and each component as the length of its name
  /// in one byte, its name and its digest. The step is not part of it.
  public var digest: Digest {
    var hasher = DigestHasher()
    hasher.update(Array("seedproof anchor 1\n".utf8))
    for component in components {
      hasher.update([UInt8(component.name.utf8.count)])
      hasher.update(Array(component.name.utf8))
      hasher.update(component.digest.bytes)
    }
    return hasher.finalize()
  }
}
