import Arithmetic
import Text

extension TrialInputs {
  /// What to do where a trial found no room on a device of `memory` bytes.
  ///
  /// - Returns: what the trial takes at most, and a batch for which there is room: half of the plan's, or half of that.
  func adviceOnRoom(_ settings: TrainingProtocol, memory: Int) -> String {
    func size(_ byteCount: Int) -> String { "\(byteCount >> 20) MiB" }
    let takes = "A trial takes up to about \(size(trialByteCount(settings))) of \(size(memory))"
    let elsewhere = "use --device cpu"
    var smaller = settings
    while smaller.batchSize > 1, trialByteCount(smaller) > memory { smaller.batchSize /= 2 }
    if trialByteCount(smaller) > memory {
      return "\(takes), and even with batch_size 1 it may not fit: \(elsewhere)"
    }
    return smaller.batchSize == settings.batchSize
      ? "\(takes): run fewer at a time by --jobs, or \(elsewhere)"
      : "\(takes): batch_size \(smaller.batchSize) is sure to fit alone, and more may; or \(elsewhere)"
  }
}
