import Arithmetic

/// Dropout of one update: one stream, a site for each place in the network.
///
/// Sites are part of the streams profile: 0 after the embeddings; 1 + 3l attention probabilities,
/// 2 + 3l attention output, 3 + 3l layer output of layer l; 1 + 3L before the classifier.
public struct Dropout: Sendable {
  private let site: @Sendable (Int) -> DropoutSite

  /// Returns nil for a probability of zero: then nothing is drawn.
  public init?(purpose: UInt32, seed: UInt32, step: UInt32, probability: Double) {
    guard probability > 0 else { return nil }
    site = {
      DropoutSite(
        purpose: purpose, seed: seed, site: UInt32($0), step: step, probability: probability)
    }
  }

  var embeddings: DropoutSite { site(0) }
  func probabilities(_ layer: Int) -> DropoutSite { site(1 + 3 * layer) }
  func attentionOutput(_ layer: Int) -> DropoutSite { site(2 + 3 * layer) }
  func output(_ layer: Int) -> DropoutSite { site(3 + 3 * layer) }
  func classifier(layerCount: Int) -> DropoutSite { site(1 + 3 * layerCount) }
}
