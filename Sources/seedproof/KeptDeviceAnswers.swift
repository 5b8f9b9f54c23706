import Arithmetic
import Files
import Foundation
import OpenCL
import Report
import Text

/// Files in the user's cache folder that say which devices have given the digests of all kernels: one a device, driver,
/// set of kernels and of options.
///
/// A file that cannot be read, or is not this user's alone, is as none; one that cannot be written is not missed.
struct KeptDeviceAnswers: DeviceAnswers {
  /// Where the files are; nil where the user has no such folder.
  let folder: String?

  private static let format = "seedproof-device/1"

  /// - Parameter environment: names the folder: `XDG_CACHE_HOME`, or `.cache` in `HOME`.
  init(environment: [String: String]) {
    // The specification of these folders takes absolute paths only.
    let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    folder = (cache ?? home).map { $0 + "/seedproof/devices" }
  }

  func hold(_ key: String) -> Bool {
    let content = content(key)
    guard let path = path(key), let file = try? OpenFile(path), file.isPrivate,
      let found = try? file.bytes(at: 0, count: content.count + 1)
    else { return false }
    return found == content
  }

  func keep(_ key: String) {
    guard let folder, let path = path(key) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      let file = try NewFile(for: path, isPrivate: true)
      try file.append(content(key))
      try file.place()
    } catch {}
  }

  private func digest(_ key: String) -> Digest { Digest(of: Array(key.utf8)) }

  private func path(_ key: String) -> String? { folder.map { "\($0)/\(digest(key))" } }

  private func content(_ key: String) -> [UInt8] {
    Array("\(Self.format) \(digest(key))\n".utf8)
  }
}

extension DeviceTrust {
  /// Believes what the user's cache folder holds; asks other devices, and says so unless `quiet`.
  static func kept(quiet: Bool) -> DeviceTrust {
    told(KeptDeviceAnswers(environment: ProcessInfo.processInfo.environment), quiet)
  }

  /// Asks every device, and says so unless `quiet`.
  static func anew(quiet: Bool) -> DeviceTrust { told(nil, quiet) }

  private static func told(_ answers: KeptDeviceAnswers?, _ quiet: Bool) -> DeviceTrust {
    DeviceTrust(kept: answers) { device in
      guard !quiet else { return }
      let place = "opencl:\(device.index) (\(device.printableName))"
      StandardError.print(
        TextWrap.fitted("seedproof: asking \(place) for the digests of all kernels"))
    }
  }
}
