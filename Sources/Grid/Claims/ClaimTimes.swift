/// How often workers say that they live, and how long they are believed.
public struct ClaimTimes: Sendable, Equatable {
  /// Between two beats of an owner.
  public var beat: Duration
  /// A claim that did not change for so long, by the clock of who looks, is nobody's.
  public var stale: Duration
  /// Between two looks at a trial that another worker has, at least.
  public var look: Duration

  public init(
    beat: Duration = .seconds(10), stale: Duration = .seconds(60), look: Duration = .seconds(2)
  ) {
    precondition(beat < stale, "beats every \(beat), and stale after \(stale)")
    self.beat = beat
    self.stale = stale
    self.look = look
  }
}
