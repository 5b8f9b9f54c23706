/// What random words are drawn for. The numbers are part of the profile `philox4x32-10/1`.
public enum Purpose: UInt32, Sendable, CaseIterable {
  /// Initial weights: a site is a tensor, see `WeightSite`.
  case weightInitialisation = 1
  /// The order of the training data: a step is an epoch.
  case dataOrder = 2
  /// Dropout masks: a site is a place in the network, a step an update.
  case dropout = 3
  /// Sentences of the embedded tasks: a site is a set, a sequence one attempt at a sentence.
  case embeddedData = 4
  /// Which trials a verifier chooses, and the values that its controls draw: a site is a column, a seed a draw.
  case challenge = 5
}
