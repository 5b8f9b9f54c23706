/// What a rule says of a claim.
///
/// Of several the gravest counts: the order of the cases.
public enum AuditVerdict: String, Sendable, CaseIterable, Comparable {
  case holds, undetermined, refuted
  /// The claim cannot be read.
  case malformed

  public static func < (left: AuditVerdict, right: AuditVerdict) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }

  /// The exit status of a command that ends with this verdict.
  public var exitCode: Int32 {
    switch self {
    case .holds: 0
    case .refuted: 1
    case .undetermined: 2
    case .malformed: 3
    }
  }
}
