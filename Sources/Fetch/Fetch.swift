import Files
import Text

/// Fetches models and data from public servers, or from a mirror of them.
public struct Fetch {
  /// A server that has the files of the public ones, under their paths; nil for the public ones.
  private let mirror: WebAddress?
  let digests: DigestList
  private let transport: any Transport
  private let route: Route
  /// Is told of a file how many of its bytes are there, of how many.
  public var progress: (_ name: String, _ done: Int, _ all: Int) -> Void = { _, _, _ in }

  /// - Parameters:
  ///   - mirror: its address may be private; then files need digests that are known.
  ///   - authorities: a file of further certificates of authorities, in PEM.
  /// - Throws: `InputError` if the mirror's address has a query, or the certificates cannot be read.
  public init(mirror: WebAddress?, authorities: String?, digests: DigestList) throws {
    if let authorities {
      let text = try InputFile(authorities, limit: 8 << 20).text()
      guard text.contains("-----BEGIN CERTIFICATE-----") else {
        throw InputError(file: authorities, "has no certificate in PEM")
      }
    }
    try self.init(
      mirror: mirror, digests: digests, transport: Curl(authorities: authorities),
      lookup: { try HostLookup.addresses(of: $0) })
  }

  init(
    mirror: WebAddress?, digests: DigestList, transport: any Transport,
    lookup: @escaping Route.Lookup
  ) throws {
    if mirror?.hasQuery == true {
      throw InputError("the mirror's address has a query", advice: "end it before the '?'")
    }
    (self.mirror, self.digests, self.transport) = (mirror, digests, transport)
    route = Route(mirror: mirror, lookup: lookup)
  }

  /// Where a file is asked for.
  func address(_ server: String, _ path: String) throws -> WebAddress {
    try (mirror ?? WebAddress(server)).appending(path)
  }

  private func download(_ name: String) -> Download {
    Download(transport: transport, route: route, progress: { progress(name, $0, $1) })
  }

  // MARK: Models

  /// Brings the files of a model into a folder, but those that are there already.
  ///
  /// - Parameter revision: a commit, branch or tag; nil for the one that the folder has, that this program knows, or
  ///   else `main`. Of a branch or tag the commit is recorded where the server names it.
  /// - Throws: `InputError`; whole files that came before it stay.
  public func model(
    _ name: ModelName, revision: String?, to path: String
  ) throws -> FetchReport {
    let model = KnownFiles.model(name)
    let name = model?.name ?? name.description
    let asked = try revision.map(ModelName.revision)
    let folder = try FetchFolder(path, source: "model \(name)", list: digests)
    var revision = try Self.revision(asked, of: folder) ?? asked ?? model?.revision ?? "main"
    var report = FetchReport(name: name, folder: path)
    for file in ModelFile.allCases {
      if let model, revision == model.revision { folder.program = model.digests }
      folder.record.revision = revision
      if file == .weights { try Self.checkWords(folder, name) }
      let address = try address(KnownFiles.hub, "\(name)/resolve/\(revision)/\(file.rawValue)")
      if let found = try folder.present(file.rawValue, from: address) {
        report.files.append(found)
        continue
      }
      let known = try folder.expectation(file.rawValue)
      let mayLack = !file.isRequired && known == nil
      if mayLack, folder.record.absent.contains(file.rawValue) { continue }
      guard let arrival = try arrival(file.rawValue, address, file.byteLimit, folder) else {
        guard mayLack else { throw Self.missing(file, name, revision, known) }
        folder.record.noteAbsent(file.rawValue)
        continue
      }
      if let commit = arrival.commit, commit != revision {
        guard ModelName.commit(revision) == nil else {
          throw InputError(.malformed, "\(address.shown) is of commit \(commit)")
        }
        folder.record.askedRevision = revision
        (folder.record.revision, revision) = (commit, commit)
      }
      report.files.append(try keep(arrival, file.rawValue, address, folder))
    }
    try folder.save()
    (report.revision, report.absent) = (revision, folder.record.absent)
    return report
  }

  /// The revision of the files that a folder has.
  ///
  /// - Throws: `InputError` if another is asked for.
  private static func revision(_ asked: String?, of folder: FetchFolder) throws -> String? {
    guard let own = folder.record.revision else { return nil }
    guard asked == nil || asked == own || asked == folder.record.askedRevision else {
      throw InputError(
        file: folder.path, "holds revision \(own)", advice: "name another folder by --out")
    }
    return own
  }

  /// Sees that the pieces of words are there, before the weights are fetched.
  private static func checkWords(_ folder: FetchFolder, _ name: String) throws {
    let files = [ModelFile.vocabulary, .tokenizer].map { folder.place(of: $0.rawValue) }
    guard files.allSatisfy(FileEntry.isMissing) else { return }
    throw InputError(
      .unverifiable, "\(name) has neither vocab.txt nor tokenizer.json",
      advice: "only BERT models with WordPiece can be used")
  }

  private static func missing(
    _ file: ModelFile, _ name: String, _ revision: String, _ known: FetchFolder.Expectation?
  ) -> InputError {
    let reason = "\(name) has no \(file.rawValue) at revision \(revision)"
    if let known {
      return InputError(
        .unverifiable, "\(reason), though its digest is known by \(known.trust.place)",
        advice: "is it the right server, and the right list?")
    }
    return InputError(
      .unverifiable, reason,
      advice: file == .weights
        ? "weights in several files, or as pytorch_model.bin, are not fetched"
        : "is the name right?")
  }

  /// Fetches a file and sees that it is the right one, before it has its name.
  func arrival(
    _ name: String, _ address: WebAddress, _ byteLimit: Int, _ folder: FetchFolder
  ) throws -> Download.Arrival? {
    let partial = folder.partial(name)
    let isPinned = try folder.expectation(name) != nil
    guard
      let arrival = try download(name).run(
        address, to: partial, byteLimit: byteLimit, isPinned: isPinned)
    else { return nil }
    do { try folder.check(arrival.digest, of: name, from: address) } catch {
      partial.discard()
      throw error
    }
    return arrival
  }

  /// Records a file and gives it its name, in this order: a file without a record is one of unknown origin.
  private func keep(
    _ arrival: Download.Arrival, _ name: String, _ address: WebAddress, _ folder: FetchFolder
  ) throws -> FetchReport.File {
    let file = FetchReport.File(
      name: name, address: address.description, byteCount: arrival.byteCount,
      digest: arrival.digest, state: arrival.isResumed ? .resumed : .fetched,
      trust: try folder.expectation(name)?.trust ?? .firstUse)
    folder.note(file)
    try folder.save()
    try folder.partial(name).place()
    return file
  }
}
