extension PublishedProfile {
  /// The measured profiles nearest to a name that is none: of the same library and variant the last version before and
  /// the first one after it; for a name of neither library the last of each. A variant that there is not stands for the
  /// plain one.
  ///
  /// - Parameter isAccepted: which profiles count.
  public static func nearest(
    to name: String, where isAccepted: (PublishedProfile) -> Bool = { _ in true }
  ) -> [PublishedProfile] {
    let known = all.filter(isAccepted)
    let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? parts[1].split(separator: "+", maxSplits: 1) : []
    let wanted = rest.count == 2 ? "+\(rest[1])" : ""
    let ofLibrary = known.filter { $0.library.rawValue == parts[0] }
    let candidates = ofLibrary.ofVariant(wanted)
    guard !candidates.isEmpty else {
      return Library.allCases.compactMap { library in
        known.filter { $0.library == library }.ofVariant("").last
      }
    }
    guard let version = rest.first.flatMap({ PublishedVersion(leading: $0) }) else {
      return candidates.suffix(1)
    }
    if let exact = candidates.first(where: { $0.version == version }) { return [exact] }
    return [
      candidates.last { $0.version < version }, candidates.first { $0.version > version },
    ].compactMap(\.self)
  }
}

extension [PublishedProfile] {
  /// Those of a variant; where there are none the plain ones, and without these all.
  fileprivate func ofVariant(_ suffix: String) -> [PublishedProfile] {
    for wanted in [suffix, ""] {
      let found = filter { $0.variant.rawValue == wanted }
      if !found.isEmpty { return found }
    }
    return self
  }
}

extension PublishedVersion {
  /// The version of a release such as `4.40.2` or of a major version alone.
  fileprivate init?(leading text: Substring) {
    let parts = text.split(separator: ".").prefix(2)
    self.init(parts.count == 1 ? "\(parts[0]).0" : parts.joined(separator: "."))
  }
}
