extension CertificateCheck {
  /// When the certificate was there.
  mutating func checkTime(_ stamp: Stamp) {
    switch stamp {
    case .none: break
    case .missing:
      add(.open, "time", "no time-stamp lies beside the certificate", isRequired: true)
    case .unchecked:
      add(.open, "time", "a time-stamp lies beside it; name its authority's certificate by --tsa")
    case .checked(let time) where time.stamp.isOf(file.digest):
      add(.proved, "time", time.text)
    case .checked: add(.failed, "time", "the time-stamp beside it is of another statement")
    }
  }

  /// Whether the certified plan is one that was signed, and when.
  mutating func checkPlan(_ plan: (signed: SignedPlan, key: PublicKey)?, _ time: CheckedTime?) {
    let commitment = certificate.commitment
    if let (plan, key) = plan {
      guard plan.plan == certificate.experiment.plan else {
        return add(
          .failed, "plan",
          "the plan that was signed on \(plan.time) is another one: trials were left out or added "
            + "afterwards")
      }
      guard commitment == nil || commitment == plan.commitment(signedBy: key) else {
        return add(
          .failed, "plan",
          "the certificate names another statement, signer, time or beacon's round of it than it has"
        )
      }
      if let time {
        guard time.stamp.isOf(plan.digest) else {
          return add(.failed, "plan", "the time-stamp beside the signed plan is of another one")
        }
        add(.proved, "plan", "it is the one that was signed, and \(time.text)")
      } else {
        add(
          .proved, "plan",
          "it is the one that was signed, on \(plan.time) as its signer says: no time-stamp was checked"
        )
      }
    } else if commitment != nil {
      add(.open, "plan", "the signer names a plan that was signed before; name it by --plan")
    }
  }
}
