import Text
import Trajectory

/// Everything that a golden says of a trial of another trainer: its canonical JSON is the header.
///
/// No command, host or path is in it, and its arithmetic is called `external`, whatever the trainer says.
public struct ExternalSpecification: Sendable, Equatable {
  /// Without series, and with them, so that readers which know no series say that the format is another one.
  private static let formats = ["seedproof-external/1", "seedproof-external/2"]

  private static func format(_ schema: RecordSchema) -> String {
    formats[schema.series.isEmpty ? 0 : 1]
  }

  public var cell: Cell
  /// What the trainer declared of the trial: names and digests of data, model, settings.
  public var trial: [String: JSONValue]
  public var schema: RecordSchema

  public init(_ cell: Cell, trial: [String: JSONValue], schema: RecordSchema) {
    self.cell = cell
    self.trial = trial
    self.schema = schema
  }

  public var header: JSONValue {
    .object(
      schema.members.merging([
        "format": .string(Self.format(schema)), "task": "external", "numerics": "external",
        "wi": .integer(Int64(cell.wi)), "do": .integer(Int64(cell.do)), "trial": .object(trial),
      ]) { $1 })
  }

  /// Whether `header` is that of another trainer's trial, of this version or another.
  public static func isExternal(_ header: JSONValue) -> Bool {
    header["format"]?.string?.hasPrefix("seedproof-external/") ?? false
  }

  /// The specification in the header of a golden.
  ///
  /// - Throws: `InputError`: unverifiable for a trial of Seedproof's own trainer or of another version,
  ///   malformed for members that are missing, unknown or of another type.
  public init(header json: JSONValue, schema: RecordSchema, file: String) throws {
    guard Self.isExternal(json) else {
      throw InputError(
        .unverifiable, file: file, place: "header", "is not a trial of another trainer",
        advice: "verify it without --runner")
    }
    guard let format = json["format"]?.string, Self.formats.contains(format) else {
      let known = Self.formats.map { "'\($0)'" }.joined(separator: " and ")
      throw InputError(
        .unverifiable, file: file, place: "header",
        "has a format of another version than \(known)",
        advice: "use the version of seedproof that wrote it")
    }
    guard let wi = json["wi"]?.integer.flatMap(UInt32.init(exactly:)),
      let dataOrder = json["do"]?.integer.flatMap(UInt32.init(exactly:)),
      let trial = json["trial"]?.object
    else {
      throw InputError(
        .malformed, file: file, place: "header", "lacks 'wi', 'do' or 'trial'")
    }
    self.init(Cell(wi: wi, do: dataOrder), trial: trial, schema: schema)
    guard header == json else {
      throw InputError(
        .malformed, file: file, place: "header", "has members that do not belong to a trial")
    }
  }

  /// The first declared member in which `other` differs; nil if there is none.
  public func difference(from other: [String: JSONValue]) -> String? {
    let (mine, theirs) = (JSONValue.object(trial), JSONValue.object(other))
    return (Array(trial.keys) + other.keys).sorted().first { mine[$0] != theirs[$0] }
  }
}
