import Foundation

/// Lets this thread rest, for about so long; not for no time or less.
public func pause(_ time: Duration) {
  let seconds = time / .seconds(1)
  if seconds > 0 { usleep(UInt32(min(seconds, 1000) * 1e6)) }
}
