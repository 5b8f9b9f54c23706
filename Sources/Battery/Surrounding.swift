import Foundation
import Processes

/// What surrounds a process and should not matter to it: its environment, folder, processors and the like.
struct Surrounding: Sendable {
  let label: Variation.Label
  /// How the process is started; what stands in the way where it cannot be here.
  let launch: Result<Launch, Obstacle>

  struct Obstacle: Error, Sendable, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  private init(_ label: Variation.Label, _ launch: Launch) {
    (self.label, self.launch) = (label, .success(launch))
  }

  private init(_ label: Variation.Label, obstacle: String) {
    (self.label, launch) = (label, .failure(Obstacle(obstacle)))
  }

  /// One variable that is set.
  init(_ label: Variation.Label, _ name: String, _ value: String?) {
    self.init(label, Launch().setting(name, value))
  }

  /// Those of any program.
  ///
  /// - Parameter folder: a folder in which nothing is.
  static func all(folder: String) -> [Surrounding] {
    environment + locales + [
      Surrounding(
        .init(
          "time-zone", "another time zone", factor: "the time zone", pin: "set TZ"),
        "TZ", "XXX-13:45"),
      Surrounding(
        .init(
          "working-directory", "another working directory", factor: "the working directory",
          pin: "start it in one folder"), change { $0.folder = folder }),
      Surrounding(
        .init("umask", "umask 077", factor: "the umask", pin: "set the umask"),
        change { $0.fileMask = 0o077 }),
      affinity,
      // glibc fills memory that is handed out, and memory that was given back, with this byte or its complement.
      Surrounding(
        .init(
          "memory-fill", "memory filled with other bytes", factor: "memory that was never written",
          pin: "find the read of memory that was never written"),
        "MALLOC_PERTURB_", "165"),
    ]
  }

  private static func change(_ body: (inout Launch) -> Void) -> Launch {
    var launch = Launch()
    body(&launch)
    return launch
  }

  private static var environment: [Surrounding] {
    let factor = "the environment's size or order"
    let pin = "start it with an environment of its own (env -i)"
    return [
      Surrounding(
        .init("environment-size", "64 KiB more environment", factor: factor, pin: pin),
        "SEEDPROOF_PADDING", String(repeating: "x", count: 1 << 16)),
      Surrounding(
        .init("environment-order", "the environment in reverse", factor: factor, pin: pin),
        change { $0.environment = Launch.ownEnvironment.reversed() }),
    ]
  }

  private static var locales: [Surrounding] {
    func label(_ name: String, _ text: String) -> Variation.Label {
      .init(name, text, factor: "the locale", pin: "set LC_ALL")
    }
    let comma = label("locale-comma", "a locale with decimal commas")
    let known = ["de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "fr_FR.utf8", "de_DE", "tr_TR.UTF-8"]
    let found = known.first { Launch.hasLocale($0) }
    let isC = ["C", "POSIX"].contains(ProcessInfo.processInfo.environment["LC_ALL"] ?? "")
    return [
      Surrounding(
        label("locale", "locale \(isC ? "C.UTF-8" : "C")"), "LC_ALL", isC ? "C.UTF-8" : "C"),
      found.map { Surrounding(comma, "LC_ALL", $0) }
        ?? Surrounding(
          comma, obstacle: "no such locale is installed (looked for de_DE, fr_FR, tr_TR)"),
    ]
  }

  private static var affinity: Surrounding {
    let label = Variation.Label(
      "processor-affinity", "bound to one processor",
      factor: "the processors that it may use",
      pin: "bind it with taskset, and set the number of threads")
    let processors = Launch.ownProcessors
    guard processors.count > 1, let last = processors.last else {
      return Surrounding(label, obstacle: "this process may use one processor only")
    }
    return Surrounding(label, change { $0.processors = [last] })
  }
}
