/// What another trainer may use before it is ended.
public struct RunnerLimits: Sendable, Equatable {
  /// Bytes of one line on standard output.
  public var lineByteCount = 4 << 20
  /// Bytes of all lines of one trial.
  public var outputByteCount = 256 << 20
  /// How long one trial may take.
  public var trial = Duration.seconds(86_400)
  /// How long it may be before the first line, and from one line to the next.
  public var silence = Duration.seconds(3_600)
  /// How long the process may live on after its last line.
  public var ending = Duration.seconds(60)

  /// Bytes of standard error that are shown with a failure, the last ones.
  static let tailByteCount = 2_000
  /// Bytes of it that are kept, with progress bars.
  static let rawTailByteCount = 32_000

  public init() {}
}
