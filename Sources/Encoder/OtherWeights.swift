import Foundation
import Text

/// What may lie in a folder in place of `model.safetensors`.
enum OtherWeights {
  /// Ends of names that downloads have until they are whole.
  private static let unfinished = [
    ".incomplete", ".partial", ".part", ".crdownload", ".download", ".aria2", ".tmp",
  ]
  /// Weights of other formats, with what to do about them.
  private static let formats = [
    ("pytorch_model.bin", "convert it, in that folder: \(conversion)"),
    (
      "pytorch_model.bin.index.json",
      "load the shards with transformers and save them: AutoModel.from_pretrained(FOLDER)"
        + ".save_pretrained(NEW, safe_serialization=True)"
    ),
    ("tf_model.h5", tensorFlow), ("bert_model.ckpt.index", tensorFlow),
    ("model.ckpt.index", tensorFlow),
    ("flax_model.msgpack", "load it with transformers 4 (from_flax=True) and save it"),
    ("model.onnx", "take the folder that it was exported from"),
    ("adapter_model.safetensors", adapter), ("adapter_model.bin", adapter),
  ]
  private static let tensorFlow = "load it with transformers 4 (from_tf=True) and save it"
  private static let adapter = "merge the adapter into its model (merge_and_unload) and save that"
  /// Copies each tensor as it is, so that nothing is drawn anew and nothing is rounded.
  static let conversion =
    "python3 -c \"import torch, safetensors.torch as s; "
    + "s.save_file({k: v.clone().contiguous() for k, v in "
    + "torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()}, "
    + "'model.safetensors', {'format': 'pt'})\""

  /// The error for a folder that has weights of another kind than `path`; nil where it has none.
  static func failure(_ folder: String, _ path: String) -> InputError? {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    func failure(_ reason: String, _ advice: String) -> InputError {
      InputError(file: path, "no such file, but \(reason)", advice: advice)
    }
    if let name = names.first(where: { name in
      name.hasPrefix("model.safetensors") && unfinished.contains { name.hasSuffix($0) }
    }) {
      return failure("\(name) is there, a download that did not end", "download the model again")
    }
    for (name, advice) in formats where names.contains(name) {
      return failure("\(name) is there", advice)
    }
    if names.contains(where: { $0.hasPrefix("model-") && $0.hasSuffix(".safetensors") }) {
      return failure(
        "shards are there", "copy or download their list, model.safetensors.index.json, too")
    }
    if let name = names.first(where: { $0.hasSuffix(".safetensors") }) {
      return failure("\(name) is there", "name the file model.safetensors if it is the whole model")
    }
    return nil
  }
}
