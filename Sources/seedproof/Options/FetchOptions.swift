import ArgumentParser
import Fetch
import Foundation
import Report
import Text

/// Where files are fetched from, and what they must be.
struct FetchOptions: ParsableArguments {
  /// The environment variable that names a mirror.
  static let variable = "SEEDPROOF_MIRROR"

  @Option(
    help: ArgumentHelp(
      """
      Fetch from this server, which has the files under the same paths; the default is the variable \
      \(Self.variable). It may be private: then every file's digest must be known.
      """, valueName: "url"))
  var mirror: String?

  @Option(
    help: ArgumentHelp(
      """
      Trust the authorities whose certificates this file holds in PEM; whether those of the system count too depends \
      on how curl was built.
      """, valueName: "file"))
  var caFile: String?

  @Option(
    help: ArgumentHelp(
      "Files must have the digests in this list, which is as sha256sum prints it.",
      valueName: "file"))
  var digests: String?

  @OptionGroup var output: OutputOptions

  /// Fetches, with a bar.
  ///
  /// - Parameter title: of the bar.
  func run(named title: String, _ body: (Fetch) throws -> FetchReport) throws -> FetchReport {
    let variable = ProcessInfo.processInfo.environment[Self.variable] ?? ""
    let named = mirror ?? (variable.isEmpty ? nil : variable)
    let address = try named.map { try WebAddress($0) }
    var fetch = try Fetch(
      mirror: address, authorities: caFile, digests: digests.map { try DigestList($0) } ?? .init())
    var bar = (name: "", output.progressBar(title))
    defer { bar.1.clear() }
    fetch.progress = { name, done, all in
      // Each file has a bar of its own: how many more there are is not known.
      if name != bar.name {
        bar.1.clear()
        bar = (name, output.progressBar(name))
      }
      bar.1.update(Double(done) / Double(max(1, all)), "\(done >> 10) of \(all >> 10) KiB")
    }
    return try body(fetch)
  }

  /// Prints what was fetched.
  func print(_ report: FetchReport, kind: String) {
    guard !output.json else { return OutputSchema.fetch.print(report.document(kind)) }
    for line in report.lines { Swift.print(line) }
  }
}

extension FetchReport {
  func document(_ kind: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind), "name": .string(name), "folder": .string(folder),
      "absent": .array(absent.map { .string($0) }),
      "files": .array(
        files.map { file in
          [
            "file": .string(file.name), "url": .string(file.address),
            "size": .integer(file.byteCount), "digest": .string(file.digest.description),
            "state": .string(file.state.rawValue), "trust": .string(file.trust.rawValue),
          ]
        }),
    ]
    members["revision"] = revision.map { .string($0) }
    return .object(members)
  }

  /// A line for each file, and one of all.
  var lines: [String] {
    let width = files.map(\.name.count).max() ?? 0
    let sizes = files.map { $0.byteCount.grouped }
    let sizeWidth = sizes.map(\.count).max() ?? 0
    var lines = zip(files, sizes).map { file, size in
      let state = file.state.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
      let name = file.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let space = String(repeating: " ", count: sizeWidth - size.count)
      return
        "\(state) \(name)  \(space)\(size)  \("\(file.digest)".prefix(16))  \(file.trust.words)"
    }
    let there = files.count { $0.state == .present }
    let count = there == 0 ? "" : ", \(there) of them were there"
    let place = "\(name)\(revision.map { " at revision \($0.prefix(12))" } ?? "")"
    lines.append(
      TextWrap.fitted("\(folder.printable): \(files.count.counted("file")) of \(place)\(count)"))
    if files.contains(where: { $0.trust == .firstUse }) {
      lines.append("first use: only the server vouches for it; its digest holds from now on")
    }
    return lines
  }
}

extension FetchReport.File.Trust {
  /// Who vouches for the digest: this program, the list, an earlier call, or nobody yet.
  fileprivate var words: String {
    switch self {
    case .program: "pinned"
    case .list: "listed"
    case .record: "recorded"
    case .firstUse: "first use"
    }
  }
}
