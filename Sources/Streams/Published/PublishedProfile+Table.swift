extension PublishedProfile {
  /// Every measured version: PyTorch's, then Trainer's, each in ascending order.
  public static let all: [PublishedProfile] =
    torchRows.flatMap(\.profiles) + trainerRows.flatMap(\.profiles)

  private static let torchRows = [
    TorchRow("1.2.0", .defaultGenerator, dropsOne: false, .byMaker(intel: .notMeasured)),
    TorchRow("1.9.0", .seededByDefaultGenerator, dropsOne: false, .byMaker(intel: .notMeasured)),
    TorchRow("1.13.1", .seededByDefaultGenerator, dropsOne: true, .byMaker(intel: .oneWord)),
    TorchRow("2.13.0", .seededByDefaultGenerator, dropsOne: true, .words),
  ]

  private static let trainerRows = [
    TrainerRow("4.30.2", accelerate: "0.20.3", .oneGenerator(dropsOne: true)),
    TrainerRow("4.31.0", accelerate: "0.21.0", .seededByDefaultGenerator),
    TrainerRow("4.34.1", accelerate: "0.23.0", .seededByDefaultGenerator),
    TrainerRow("4.35.2", accelerate: "0.24.1", .seededByDefaultGenerator),
    TrainerRow("4.36.2", accelerate: "0.25.0", .seedPlusTriangle),
    TrainerRow("4.37.2", accelerate: "0.26.1", .seededByDefaultGenerator),
    TrainerRow("4.38.2", accelerate: "0.27.2", .seedPlusEpoch),
    TrainerRow("4.42.4", accelerate: "0.32.1", .seedPlusEpoch),
    TrainerRow("4.45.2", accelerate: "1.0.1", .seedPlusEpoch),
    TrainerRow("4.46.3", accelerate: "1.1.1", .seedPlusEpoch),
    TrainerRow("4.49.0", accelerate: "1.4.0", .seedPlusEpoch),
    TrainerRow("4.53.3", accelerate: "1.8.1", .seedPlusEpoch),
    TrainerRow("4.57.6", accelerate: "1.12.0", .seedPlusEpoch),
    TrainerRow("5.0.0", accelerate: "1.12.0", .seedPlusEpoch),
    TrainerRow("5.17.0", accelerate: "1.15.0", .seedPlusEpoch),
    TrainerRow("5.24.0", accelerate: "1.15.0", .seedPlusEpoch),
  ]
}

/// A version of PyTorch with the order of its plain loop, whether its sampler draws an order that nobody sees, and
/// masks.
private struct TorchRow {
  let measured: String
  let order: OrderRule
  let dropsOne: Bool
  let mask: PublishedProfile.MaskRule

  init(_ measured: String, _ order: OrderRule, dropsOne: Bool, _ mask: PublishedProfile.MaskRule) {
    (self.measured, self.order, self.dropsOne, self.mask) = (measured, order, dropsOne, mask)
  }

  var profiles: [PublishedProfile] {
    [PublishedProfile.Variant.plain, .ownGenerator].map { variant in
      PublishedProfile(
        library: .torch, version: PublishedVersion(ofRelease: measured), variant: variant,
        measured: "torch \(measured)",
        order: variant == .plain ? order : .ownGenerator(dropsOne: dropsOne), dataSeed: nil,
        mask: mask, head: .first)
    }
  }
}

/// A version of transformers with the accelerate of its time, and the order of its plain epochs.
private struct TrainerRow {
  let measured: String
  let accelerate: String
  let order: OrderRule

  init(_ measured: String, accelerate: String, _ order: OrderRule) {
    (self.measured, self.accelerate, self.order) = (measured, accelerate, order)
  }

  var profiles: [PublishedProfile] {
    let version = PublishedVersion(ofRelease: measured)
    let isOld = order == .oneGenerator(dropsOne: true)
    return [PublishedProfile.Variant.plain, .groupedByLength].map { variant in
      let isPlain = variant == .plain
      let replaces = isOld || isPlain && version >= PublishedVersion(4, 46)
      return PublishedProfile(
        library: .trainer, version: version, variant: variant,
        measured: "transformers \(measured) with accelerate \(accelerate)",
        order: isPlain ? order : isOld ? .oneGenerator(dropsOne: false) : .defaultGenerator,
        dataSeed: replaces ? .replaces : .ignored, mask: .ofTorch,
        head: version >= PublishedVersion(4, 36) ? .first : .afterLayers)
    }
  }
}

extension PublishedVersion {
  /// The first two numbers of a release such as `2.13.0`.
  fileprivate init(ofRelease text: String) {
    let parts = text.split(separator: ".").prefix(2).joined(separator: ".")
    guard let version = PublishedVersion(parts) else { preconditionFailure("no version: \(text)") }
    self = version
  }
}
