import Encoder
import Files
import Foundation

extension Trial {
  /// Writes the classifier as it is now to a new folder in Hugging Face's layout, which transformers
  /// and this project read.
  ///
  /// - Throws: `InputError` naming `folder` if it is there already or cannot be written.
  public func saveModel(to folder: String) throws {
    let files = FileManager.default
    let partial = folder + ".partial"
    guard !files.fileExists(atPath: folder) else {
      throw InputError(file: folder, "is there already", advice: "name a new folder")
    }
    try? files.removeItem(atPath: partial)
    do {
      try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
    } catch {
      throw InputError(file: folder, "cannot be created")
    }
    do {
      let tensors = parameters.layout.tensors.map { tensor in
        let prefix = tensor.name.hasPrefix("classifier.") ? "" : "bert."
        return StoredTensor(
          prefix + tensor.name, shape: tensor.shape, values: parameters[tensor.name])
      }
      try TensorFile.write(tensors, to: partial + "/model.safetensors")
      let configuration = inputs.configuration.json(labelCount: specification.labels.count)
      try AtomicFile.write(Array(configuration.utf8), to: partial + "/config.json")
      try AtomicFile.write(inputs.model.vocabulary.text, to: partial + "/vocab.txt")
      let tokenizer = "{\"do_lower_case\": \(inputs.model.lowerCase)}\n"
      try AtomicFile.write(Array(tokenizer.utf8), to: partial + "/tokenizer_config.json")
      try AtomicFile.rename(partial, to: folder)
    } catch {
      try? files.removeItem(atPath: partial)
      throw error
    }
  }
}
