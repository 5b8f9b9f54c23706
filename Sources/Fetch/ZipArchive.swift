import Files
import Text

/// Reads ZIP archives from memory: what their directory at the end names, stored or deflated.
///
/// Whatever could be written elsewhere, mean two things, or grow without bound is refused, also in files that nobody
/// asks for: one hostile name spoils the archive. What is not needed here is refused by name: encryption, several
/// disks, ZIP64, other methods.
///
/// - Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
struct ZipArchive {
  static let entryLimit = 10_000
  /// Of all files together, when they are expanded.
  static let byteLimit = 1 << 30

  /// A file or a folder of the archive.
  struct Entry: Equatable {
    let name: String
    let flags: Int
    let method: Int
    let checksum: UInt32
    let storedCount: Int
    let byteCount: Int
    /// Where its own header begins.
    let offset: Int
  }

  private let bytes: [UInt8]
  let entries: [Entry]

  /// - Throws: `InputError` of kind malformed if it is no such archive, or breaks a rule.
  init(_ bytes: [UInt8]) throws(InputError) {
    self.bytes = bytes
    let directory = try Self.directory(of: bytes)
    entries = try Self.entries(ZipFields(bytes[directory.range]), count: directory.count)
    try checkPlaces(before: directory.range.lowerBound)
  }

  /// The content of a file.
  ///
  /// - Throws: `InputError` of kind malformed if there is no such file, it is larger, or its bytes are damaged.
  func content(_ name: String, byteLimit: Int) throws(InputError) -> [UInt8] {
    guard let entry = entries.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw Self.wrong("there is no \(name) in it")
    }
    guard entry.byteCount <= byteLimit else { throw Self.wrong("\(name) is too large") }
    let start = try contentStart(of: entry)
    let stored = bytes[start..<(start + entry.storedCount)]
    let content =
      entry.method == 0 ? Array(stored) : Inflate.expanded(stored, count: entry.byteCount)
    guard let content, content.count == entry.byteCount,
      Inflate.checksum(content) == entry.checksum
    else { throw Self.wrong("\(name) is damaged") }
    return content
  }

  static func wrong(_ reason: String) -> InputError {
    InputError(.malformed, "the archive cannot be used: \(reason)")
  }

  // MARK: The directory

  /// Finds the record at the very end, before a comment, and the directory that it names.
  private static func directory(
    of bytes: [UInt8]
  ) throws(InputError) -> (range: Range<Int>, count: Int) {
    let recordCount = 22
    var place = bytes.count - recordCount
    let first = max(0, place - 0xffff)
    while place >= first {
      let fields = ZipFields(bytes[place..<(place + recordCount)])
      if fields.number(0, 4) == 0x0605_4b50, fields.number(20, 2) == bytes.count - place - 22 {
        return try directory(fields, at: place)
      }
      place -= 1
    }
    throw wrong("it is no ZIP archive, or is cut short")
  }

  private static func directory(
    _ fields: ZipFields, at place: Int
  ) throws(InputError) -> (range: Range<Int>, count: Int) {
    let count = fields.number(10, 2)
    let (byteCount, start) = (fields.number(12, 4), fields.number(16, 4))
    guard count != 0xffff, byteCount != 0xffff_ffff, start != 0xffff_ffff else {
      throw wrong("it is of ZIP64")
    }
    guard fields.number(4, 2) == 0, fields.number(6, 2) == 0, fields.number(8, 2) == count else {
      throw wrong("it is of several disks")
    }
    guard start + byteCount == place else { throw wrong("its directory is not at its end") }
    guard count <= entryLimit else { throw wrong("it has more than \(entryLimit) files") }
    return (start..<place, count)
  }

  private static func entries(
    _ fields: ZipFields, count: Int
  ) throws(InputError) -> [Entry] {
    var entries: [Entry] = []
    var names = ZipNames()
    var (place, byteCount) = (0, 0)
    for _ in 0..<count {
      guard place + 46 <= fields.count, fields.number(place, 4) == 0x0201_4b50 else {
        throw wrong("its directory is damaged")
      }
      let nameCount = fields.number(place + 28, 2)
      let extraCount = fields.number(place + 30, 2)
      let end = place + 46 + nameCount + extraCount + fields.number(place + 32, 2)
      guard end <= fields.count else { throw wrong("its directory is damaged") }
      let name = fields.bytes(place + 46, nameCount)
      let isMadeByUnix = fields.number(place + 5, 1) == 3
      let mode = isMadeByUnix ? fields.number(place + 40, 2) : 0
      let entry = Entry(
        name: try names.take(name, mode: mode), flags: fields.number(place + 8, 2),
        method: fields.number(place + 10, 2), checksum: UInt32(fields.number(place + 16, 4)),
        storedCount: fields.number(place + 20, 4), byteCount: fields.number(place + 24, 4),
        offset: fields.number(place + 42, 4))
      try check(entry, disk: fields.number(place + 34, 2))
      byteCount += entry.byteCount
      guard byteCount <= byteLimit else { throw wrong("its files are too large") }
      entries.append(entry)
      place = end
    }
    guard place == fields.count else { throw wrong("its directory is damaged") }
    return entries
  }

  private static func check(_ entry: Entry, disk: Int) throws(InputError) {
    guard ![entry.storedCount, entry.byteCount, entry.offset].contains(0xffff_ffff) else {
      throw wrong("\(entry.name) is of ZIP64")
    }
    guard disk == 0 else { throw wrong("it is of several disks") }
    guard entry.flags & 0x2041 == 0 else { throw wrong("\(entry.name) is encrypted") }
    guard entry.method == 0 || entry.method == 8 else {
      throw wrong("\(entry.name) is compressed by method \(entry.method)")
    }
    guard entry.method == 8 || entry.storedCount == entry.byteCount else {
      throw wrong("\(entry.name) is stored with another size than its own")
    }
  }

  // MARK: The files

  /// Sees that each file has its own place before the directory: files that share bytes are how small archives grow
  /// without bound.
  private func checkPlaces(before end: Int) throws(InputError) {
    var free = 0
    for entry in entries.sorted(by: { $0.offset < $1.offset }) {
      guard entry.offset >= free else { throw Self.wrong("\(entry.name) shares its bytes") }
      let start = try contentStart(of: entry)
      guard start + entry.storedCount <= end else { throw Self.wrong("\(entry.name) is cut short") }
      free = start + entry.storedCount
    }
  }

  /// Where the content begins: behind the file's own header, which must name the same file.
  private func contentStart(of entry: Entry) throws(InputError) -> Int {
    let damaged = Self.wrong("the header of \(entry.name) is damaged")
    guard entry.offset + 30 <= bytes.count else { throw damaged }
    let fields = ZipFields(bytes[entry.offset..<min(bytes.count, entry.offset + 30 + 0xffff)])
    let nameCount = fields.number(26, 2)
    guard fields.number(0, 4) == 0x0403_4b50, fields.number(8, 2) == entry.method,
      fields.number(6, 2) == entry.flags, 30 + nameCount <= fields.count,
      fields.bytes(30, nameCount).elementsEqual(entry.name.utf8)
    else { throw damaged }
    let start = entry.offset + 30 + nameCount + fields.number(28, 2)
    guard start + entry.storedCount <= bytes.count else { throw damaged }
    return start
  }
}

/// Little-endian numbers of an archive.
struct ZipFields {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// - Precondition: `count` bytes are there at `place`.
  func number(_ place: Int, _ count: Int) -> Int {
    self.bytes(place, count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// - Precondition: they are there.
  func bytes(_ place: Int, _ count: Int) -> ArraySlice<UInt8> {
    bytes[(bytes.startIndex + place)..<(bytes.startIndex + place + count)]
  }
}
