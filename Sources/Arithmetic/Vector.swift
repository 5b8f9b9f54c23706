/// A run of floats in an arena. It refers to the memory, and keeps the arena alive unless it is lent.
public struct Vector: @unchecked Sendable {
  public let count: Int

  /// What keeps the memory alive; nil in a view that is lent.
  let arena: Arena?
  let base: UnsafeMutablePointer<Float>

  init(arena: Arena?, base: UnsafeMutablePointer<Float>, count: Int) {
    self.arena = arena
    self.base = base
    self.count = count
  }

  /// Zeros in an arena of their own.
  public init(count: Int) { self = Arena(count: count).all }

  /// A copy of `values` in an arena of its own.
  public init(_ values: [Float]) {
    self.init(count: values.count)
    copy(from: values)
  }

  public subscript(range: Range<Int>) -> Vector {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "range \(range) of \(count) floats")
    return Vector(arena: arena, base: base + range.lowerBound, count: range.count)
  }

  /// The first `count` floats.
  public func prefix(_ count: Int) -> Vector { self[0..<count] }

  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "index \(index) of \(count) floats")
      arena?.willRead()
      return withExtendedLifetime(arena) { base[index] }
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "index \(index) of \(count) floats")
      arena?.willWrite()
      withExtendedLifetime(arena) { base[index] = newValue }
    }
  }

  public func fill(_ value: Float) {
    arena?.willWrite()
    withExtendedLifetime(arena) { base.update(repeating: value, count: count) }
  }

  /// - Precondition: equal counts. The two may overlap.
  public func copy(from other: Vector) {
    precondition(other.count == count, "\(other.count) floats into \(count)")
    other.arena?.willRead()
    arena?.willWrite()
    withExtendedLifetime((arena, other.arena)) { base.update(from: other.base, count: count) }
  }

  /// - Precondition: equal counts.
  public func copy(from values: [Float]) {
    precondition(values.count == count, "\(values.count) floats into \(count)")
    arena?.willWrite()
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      withExtendedLifetime(arena) { base.update(from: start, count: count) }
    }
  }

  public var array: [Float] {
    arena?.willRead()
    return withExtendedLifetime(arena) { Array(UnsafeBufferPointer(start: base, count: count)) }
  }
}

// MARK: - Borrowing the memory

extension Vector {
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    arena?.willRead()
    return try withExtendedLifetime(arena) {
      try body(UnsafeBufferPointer(start: base, count: count).span)
    }
  }

  /// The floats as bytes in the machine's order, for digests and files.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    arena?.willRead()
    return try withExtendedLifetime(arena) {
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(start: base, count: count)))
    }
  }

  public func withMutableBytes<R>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> R
  ) rethrows -> R {
    arena?.willWrite()
    return try withExtendedLifetime(arena) {
      try body(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: base, count: count)))
    }
  }
}
