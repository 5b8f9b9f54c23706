import CSpawn

/// How a process is started, where that is not as this one was.
public struct Launch: Sendable, Equatable {
  /// `NAME=VALUE`, in the order in which the process gets them; nil for this process's own.
  public var environment: [String]?
  /// The working directory.
  public var folder: String?
  /// The numbers of the processors on which it may run.
  public var processors: [Int]?
  /// The mode bits that its new files do not get.
  public var fileMask: UInt16?

  public init() {}

  /// The environment of this process, in its order.
  package static var ownEnvironment: [String] {
    guard let words = cs_environment() else { return [] }
    var own: [String] = []
    var place = 0
    while let word = words[place] {
      own.append(String(cString: word))
      place += 1
    }
    return own
  }

  /// The processors on which this thread may run; empty where that is not known.
  package static var ownProcessors: [Int] {
    var numbers = [Int32](repeating: 0, count: 1024)
    let count = min(cs_processors(&numbers, numbers.count), numbers.count)
    return numbers.prefix(count).map(Int.init)
  }

  /// Whether the system has a locale of this name.
  package static func hasLocale(_ name: String) -> Bool { cs_has_locale(name) }

  /// With this variable set, in the place where it stood, or at the end; without it where the value is nil.
  package func setting(_ name: String, _ value: String?) -> Launch {
    var copy = self
    var all = environment ?? Self.ownEnvironment
    let place = all.firstIndex { $0.hasPrefix(name + "=") }
    all.removeAll { $0.hasPrefix(name + "=") }
    if let value {
      all.insert("\(name)=\(value)", at: place.map { min($0, all.count) } ?? all.count)
    }
    copy.environment = all
    return copy
  }
}
