/// MT19937: 32-bit words from a seed of 32 bits.
///
///     state[0] = seed;  state[i] = 1812433253 (state[i-1] ^ state[i-1] >> 30) + i
///     every 624 words: state[k] = state[k+397] ^ (y >> 1) ^ (y odd ? 9908b0df : 0),
///                      y = the top bit of state[k] and the others of state[k+1]; places count modulo 624
///     a word is a state's value y:
///     y ^= y >> 11;  y ^= y << 7 & 9d2c5680;  y ^= y << 15 & efc60000;  y ^= y >> 18
///
/// - Source: Matsumoto and Nishimura 1998, "Mersenne Twister"; the seeding is their `init_genrand` of 2002.
public struct MersenneTwister: Sendable {
  private static let size = 624
  private static let distance = 397

  private var state: [UInt32]
  private var place = MersenneTwister.size

  public init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    var last = seed
    for index in 1..<UInt32(Self.size) {
      last = 1_812_433_253 &* (last ^ last >> 30) &+ index
      state.append(last)
    }
  }

  /// The next word.
  public mutating func next() -> UInt32 {
    if place == Self.size { turn() }
    var word = state[place]
    place += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9d2c_5680
    word ^= word << 15 & 0xefc6_0000
    return word ^ word >> 18
  }

  /// Passes over `count` words.
  ///
  /// - Complexity: O(`count`), at some fraction of the time that drawing them takes.
  public mutating func skip(_ count: UInt64) {
    var left = count
    while left > 0 {
      if place == Self.size { turn() }
      let step = min(left, UInt64(Self.size - place))
      place += Int(step)
      left -= step
    }
  }

  /// The next 624 values of the state, in ascending order: later ones use those that are new.
  private mutating func turn() {
    place = 0
    let (size, distance) = (Self.size, Self.distance)
    for k in 0..<size - distance { turn(k, next: k + 1, far: k + distance) }
    for k in size - distance..<size - 1 { turn(k, next: k + 1, far: k + distance - size) }
    turn(size - 1, next: 0, far: distance - 1)
  }

  private mutating func turn(_ k: Int, next: Int, far: Int) {
    let y = state[k] & 0x8000_0000 | state[next] & 0x7fff_ffff
    state[k] = state[far] ^ y >> 1 ^ (y & 1 == 1 ? 0x9908_b0df : 0)
  }
}
