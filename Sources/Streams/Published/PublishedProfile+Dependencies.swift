extension PublishedProfile {
  /// What the profile's numbers depend on beside seed, count and epoch; a sentence each.
  public var dependencies: [String] {
    orderDependencies + dataSeedDependency + maskDependencies + headDependencies
  }

  /// Profiles whose orders are the same, without this one.
  public var sharing: [PublishedProfile] {
    Self.all.filter {
      $0 != self && $0.order == order
        && ($0.variant == .groupedByLength) == (variant == .groupedByLength)
        && $0.dataSeed == dataSeed
    }
  }

  private var orderDependencies: [String] {
    var found: [String] = []
    if variant == .groupedByLength {
      found.append(
        "the order depends on the examples' lengths and the number of examples an update")
    }
    switch order {
    case .defaultGenerator, .seededByDefaultGenerator:
      found.append(
        "orders of epochs from 1 on depend on dropout, evaluations and whatever else draws in the epochs before, "
          + "and all on what draws between the seed and the first epoch")
    case .ownGenerator(let dropsOne):
      if dropsOne {
        found.append(
          "each epoch must be run to its end: a loop that is left at its last batch draws less")
      }
      if version < PublishedVersion(1, 9) {
        found.append(
          "this version's DataLoader takes no generator: its default one, from which nothing else may draw"
        )
      }
    case .oneGenerator:
      found.append("orders depend on what draws between set_seed and train(), such as model_init")
    case .seedPlusTriangle, .seedPlusEpoch:
      found.append(
        "the seed is that of the Trainer that was made last, or of a later manual_seed before train()"
      )
    }
    return found
  }

  private var dataSeedDependency: [String] {
    switch dataSeed {
    case .ignored: ["data_seed has no effect"]
    case .replaces: ["data_seed stands in the seed's place, if it is set"]
    case nil: []
    }
  }

  private var maskDependencies: [String] {
    switch mask {
    case .byMaker(.oneWord): ["dropout masks depend on the processor's maker"]
    case .byMaker(.notMeasured):
      ["dropout masks depend on the processor's maker; those of Intel were not measured"]
    case .ofTorch: ["dropout masks depend on the version of torch"]
    case .words: []
    }
  }

  private var headDependencies: [String] {
    let capability =
      "weights are those of AVX2 and AVX-512; the default capability has other last bits"
    return head == .first
      ? [capability]
      : [capability, "weights depend on the number of words that making all layers draws before"]
  }
}
