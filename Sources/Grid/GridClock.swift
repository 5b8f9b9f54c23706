import Processes

/// The time that a grid goes by: that of this machine since some moment, which no setting of its clock changes, and
/// which stands still while the machine sleeps.
///
/// No time of another machine is ever compared with it.
struct GridClock: Sendable {
  /// Since some moment.
  let now: @Sendable () -> Duration
  let sleep: @Sendable (Duration) -> Void

  static let system: GridClock = {
    let start = SuspendingClock.now
    return GridClock(now: { start.duration(to: .now) }, sleep: { pause($0) })
  }()
}
