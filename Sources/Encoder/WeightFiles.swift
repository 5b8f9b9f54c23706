import Files
import Foundation
import Text

/// A model's weights: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
public struct WeightFiles: Sendable {
  /// More shards than this are refused: each is a file that stays open.
  static let shardLimit = 256

  /// The file that names them: the weights themselves, or the index.
  public let path: String
  /// SHA-256 of the one file. Of shards: of the lines that `sha256sum` prints for them, in the order of their names.
  public let digest: Digest
  private let files: [TensorFile]
  private let places: [String: Int]

  /// Weights in one file.
  public init(_ file: TensorFile) {
    path = file.file.path
    digest = file.file.digest
    files = [file]
    places = Dictionary(uniqueKeysWithValues: file.names.map { ($0, 0) })
  }

  /// Opens and hashes the weights of a folder.
  ///
  /// - Parameter file: the path of a file of the folder.
  /// - Throws: `InputError` naming the file and the tensor; where there are no weights that can be read, with what lies
  ///   there and how it is converted.
  init(folder: String, _ file: (String) -> String) throws {
    let single = file("model.safetensors")
    let index = file("model.safetensors.index.json")
    if FileEntry.exists(single) || !FileEntry.exists(index) {
      if !FileEntry.exists(single), let failure = OtherWeights.failure(folder, single) {
        throw failure
      }
      try self.init(TensorFile(single))
    } else {
      try self.init(index: index, file)
    }
  }

  private init(index: String, _ file: (String) -> String) throws {
    let shards = try WeightFiles.shards(InputFile(index, limit: ConfigurationMembers.byteLimit))
    let names = Set(shards.values).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var files: [TensorFile] = []
    var places: [String: Int] = [:]
    var lines = ""
    for (number, name) in names.enumerated() {
      guard FileEntry.exists(file(name)) else {
        throw InputError(
          file: file(name), "no such file, but model.safetensors.index.json names it",
          advice: "copy or download the shard")
      }
      let shard = try TensorFile(file(name))
      for tensor in shard.names {
        if let earlier = places.updateValue(number, forKey: tensor) {
          throw InputError(
            file: file(name), place: String(tensor.prefix(100)),
            "the tensor is in \(names[earlier]) too", advice: "save the model again")
        }
      }
      lines += "\(shard.file.digest)  \(name)\n"
      files.append(shard)
    }
    for (tensor, name) in shards.sorted(by: { $0.key < $1.key }) {
      guard let place = places[tensor], names[place] == name else {
        throw InputError(
          file: index, place: String(tensor.prefix(100)),
          "is not in \(name), where the index has it",
          advice: "copy or download index and shards of one model")
      }
    }
    path = index
    digest = Digest(of: lines.utf8)
    self.files = files
    self.places = places
  }

  /// The shard of each tensor.
  static func shards(_ index: InputFile) throws -> [String: String] {
    let members = try ConfigurationMembers(index)
    guard let map = members["weight_map"]?.object, !map.isEmpty else {
      throw members.failure("weight_map", "is not an object of tensors and files")
    }
    var shards: [String: String] = [:]
    for (tensor, value) in map {
      guard let name = value.string, FilePlace.name(of: name) == name,
        name.hasSuffix(".safetensors"),
        !name.hasPrefix("."), !name.contains("\0")
      else {
        throw members.failure(
          "weight_map",
          "the file of '\(tensor.prefix(60))' is not a safetensors file of this folder")
      }
      shards[tensor] = name
    }
    guard Set(shards.values).count <= shardLimit else {
      throw members.failure("weight_map", "names more than \(shardLimit) files")
    }
    return shards
  }

  /// The names of all tensors, file by file.
  public var names: [String] { files.flatMap(\.names) }

  /// The tensor of that name, or nil.
  public func tensor(_ name: String) -> TensorEntry? {
    places[name].flatMap { files[$0].tensor(name) }
  }

  /// The file that a tensor is in, as the user named it.
  func path(of entry: TensorEntry) -> String { file(of: entry).file.path }

  /// Reads all files once, and puts the numbers of the tensors that are wanted into their places, as `TensorFile` does.
  func readWhole(into place: (TensorEntry) -> UnsafeMutableBufferPointer<Float>?) throws {
    for file in files { try file.readWhole(into: place) }
  }

  /// Reads a tensor's numbers, converted exactly to binary32.
  public func floats(_ entry: TensorEntry) throws -> [Float] { try file(of: entry).floats(entry) }

  /// Sees that the files are what they were when they were opened; a file that was touched is hashed again.
  func verifyUnchanged() throws {
    for file in files where !file.file.isUntouched { try file.file.verifyUnchanged() }
  }

  private func file(of entry: TensorEntry) -> TensorFile {
    guard let place = places[entry.name] else { preconditionFailure("\(entry.name) is of no file") }
    return files[place]
  }
}
