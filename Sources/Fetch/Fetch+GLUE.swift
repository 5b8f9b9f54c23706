import Files
import Text

extension Fetch {
  /// Brings the training and development set of a task of GLUE into its folder, unless they are there already.
  ///
  /// - Parameter path: the folder of the task itself.
  /// - Throws: `InputError`; then no file was replaced, and none written but whole ones.
  public func glue(_ task: GLUEArchive, to path: String) throws -> FetchReport {
    let folder = try FetchFolder(path, source: "glue \(task.rawValue)", list: digests)
    let sources = try task.sources.map { try Source($0, at: address(KnownFiles.glue, $0.path)) }
    var report = FetchReport(name: task.rawValue, folder: path)
    for name in GLUEArchive.files {
      if let found = try folder.present(name, from: sources[0].address) {
        report.files.append(found)
      }
    }
    if report.files.count < GLUEArchive.files.count {
      report.files += try fetch(task, sources, into: folder).filter { file in
        !report.files.contains { $0.name == file.name }
      }
    }
    for source in sources { folder.partial(source.name).discard() }
    try folder.save()
    return report
  }

  /// A file of a public server that others are made of.
  private struct Source {
    let name: String
    let address: WebAddress
    let byteLimit: Int

    init(_ source: GLUEArchive.Source, at address: WebAddress) {
      (name, byteLimit, self.address) = (source.name, source.byteLimit, address)
    }
  }

  private func fetch(
    _ task: GLUEArchive, _ sources: [Source], into folder: FetchFolder
  ) throws -> [FetchReport.File] {
    let partials = sources.map { folder.partial($0.name) }
    do {
      let contents = try sources.map { try content($0, folder) }
      let files = try made(task, contents, sources, folder)
      for file in files { folder.note(file.file) }
      for (source, content) in zip(sources, contents) {
        folder.note(
          FetchReport.File(
            name: source.name, address: source.address.description, byteCount: content.data.count,
            digest: content.digest, state: .fetched, trust: .firstUse))
      }
      try folder.save()
      for file in files where FileEntry.isMissing(folder.place(of: file.file.name)) {
        try AtomicFile.write(file.bytes, to: folder.place(of: file.file.name))
      }
      return files.map(\.file)
    } catch let error as InputError where error.kind == .malformed {
      for partial in partials { partial.discard() }
      throw error
    }
  }

  /// Fetches one source; it keeps the name of an unfinished file until all is made of it.
  private func content(_ source: Source, _ folder: FetchFolder) throws -> InputFile {
    guard
      let arrival = try arrival(source.name, source.address, source.byteLimit, folder)
    else {
      throw InputError(.unverifiable, "\(source.address.shown) is not there")
    }
    let file = try InputFile(folder.partial(source.name).path, limit: source.byteLimit)
    guard file.digest == arrival.digest else {
      throw InputError(file: file.path, "changed while it was fetched")
    }
    return file
  }

  /// Who vouches for what is made of several files: whoever does for the one with the least.
  private func weakest(
    _ sources: [Source], _ folder: FetchFolder
  ) throws -> FetchReport.File.Trust {
    let all = try sources.map { try folder.expectation($0.name)?.trust ?? .firstUse }
    return FetchReport.File.Trust.allCases.last(where: all.contains) ?? .firstUse
  }

  /// The task's own files, made of what was fetched and found to be what they must be.
  private func made(
    _ task: GLUEArchive, _ contents: [InputFile], _ sources: [Source], _ folder: FetchFolder
  ) throws -> [(file: FetchReport.File, bytes: [UInt8])] {
    let bytes: [[UInt8]]
    do { bytes = try task.contents(from: contents.map { Array($0.data) }) } catch {
      throw InputError(.malformed, "\(sources[0].address.shown): \(error.reason)")
    }
    return try zip(GLUEArchive.files, bytes).map { name, bytes in
      let digest = Digest(of: bytes)
      try folder.check(digest, of: name, from: sources[0].address)
      let file = FetchReport.File(
        name: name, address: sources[0].address.description, byteCount: bytes.count,
        digest: digest, state: .fetched,
        trust: try folder.expectation(name)?.trust ?? weakest(sources, folder))
      return (file, bytes)
    }
  }
}
