/// What a region of work belongs to, for measuring.
public enum Phase: String, Sendable, CaseIterable {
  /// Products of whole batches by weights, and gradients of weights.
  case products
  /// Laying out weights for products.
  case packing
  /// Attention of each head, its products included.
  case attention
  /// LayerNorm with residual and dropout.
  case normalisation
  /// GELU and tanh.
  case activation
  case dropout
  case embeddings
  /// Sums of squares, of columns, of matrices.
  case sums
  case optimizer
  /// Digests of states, and whatever has no phase of its own.
  case other
}

/// Adds up the wall time of an arithmetic unit's regions by phase.
///
/// A unit without one reads no clock. Belongs to the unit's caller: not for several threads.
public final class PhaseClock {
  public private(set) var times: [Phase: Duration] = [:]

  public init() {}

  func measure<R>(_ phase: Phase, _ body: () -> R) -> R {
    let start = ContinuousClock.now
    defer { times[phase, default: .zero] += ContinuousClock.now - start }
    return body()
  }
}
