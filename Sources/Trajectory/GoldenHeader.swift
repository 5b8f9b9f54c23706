import Text

/// The head of a golden: the specification of its trial, as canonical JSON.
///
/// The format itself needs the members of `RecordSchema.members`; all others are the trial's own.
public struct GoldenHeader: Sendable, Equatable {
  public let value: JSONValue
  public let schema: RecordSchema
  /// The canonical text.
  public let bytes: [UInt8]

  /// - Parameter table: the columns that an update may have.
  /// - Throws: `InputError` of kind usage if the format cannot use the value.
  public init(_ value: JSONValue, table: [Column] = Column.steps) throws {
    self.value = value
    self.schema = try RecordSchema(header: value, table: table)
    self.bytes = Array(value.canonical.utf8)
    // What is written must be readable: depth, and names that are equal for one reader only.
    guard bytes.count <= GoldenFormat.headerLimit,
      (try? JSONParser.parse(bytes)) == value
    else {
      throw InputError(.usage, "the trial's specification is too long or too deep for a header")
    }
  }

  /// The minor version of a file with this header.
  var minor: Int { schema.series.isEmpty ? 0 : 1 }

  /// The header whose text is `bytes`, at `offset` in a file.
  ///
  /// - Throws: `InputError` of kind malformed if it is not canonical, or lacks what the format needs.
  init(
    parsing bytes: [UInt8], _ version: FormatVersion, at offset: Int, name: String,
    table: [Column] = Column.steps
  ) throws {
    do {
      value = try JSONParser.parse(bytes)
    } catch {
      throw InputError.malformed(name, at: offset + error.offset, "the header: " + error.reason)
    }
    let canonical = Array(value.canonical.utf8)
    guard canonical == bytes else {
      let difference = zip(canonical, bytes).enumerated().first { $1.0 != $1.1 }?.offset
      throw InputError.malformed(
        name, at: offset + (difference ?? min(canonical.count, bytes.count)),
        "the header is not canonical JSON")
    }
    do {
      schema = try RecordSchema(header: value, table: table, hasSeries: version.minor > 0)
    } catch let error as InputError {
      throw InputError.malformed(name, at: offset, "the header: " + error.description)
    }
    self.bytes = bytes
  }
}
