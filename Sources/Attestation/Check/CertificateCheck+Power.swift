import Sampling
import Statistics
import Text

extension CertificateCheck {
  /// How many trials at most would fail a rerun, and on what that rests.
  mutating func checkBound(_ grounds: Grounds) {
    let draw = certificate.draw
    let bound =
      "at most \(certificate.bound) of \(certificate.grid.planned) trials would fail a rerun"
    if let named = grounds.challenge, draw.challenge?.draws(as: named) != true {
      return add(
        .failed, "power", "the trials were not drawn by the challenge that was named here")
    }
    guard let challenge = draw.challenge else {
      return add(.proved, "power", "all trials were rerun: \(bound)")
    }
    let chance = "\(bound), with \(draw.alpha.complement.percent)% confidence"
    if let round = challenge.beacon {
      let doubt = self.doubt(about: NamedRound(round), grounds)
      let text =
        chance + (doubt.map { ", if \($0)" } ?? "") + "; drawn by \(NamedRound(round).name), "
        + "whose signature is not checked here"
      return add(doubt == nil ? .proved : .open, "power", text)
    }
    guard grounds.challenge != nil else {
      return add(
        .open, "power",
        "\(chance), if the signer did not choose the challenge: name it by --challenge if you chose it"
      )
    }
    add(.proved, "power", chance)
  }

  /// What must hold, and was not shown, for nobody to have chosen the round; nil where all was shown.
  private func doubt(about round: NamedRound, _ grounds: Grounds) -> String? {
    guard certificate.isRoundNamed else {
      return "the signer did not choose the round, which no plan that was signed before it names"
    }
    guard let plan = grounds.plan?.signed, plan.digest == certificate.commitment?.statement,
      plan.round == round
    else {
      return "the plan that the signer names was signed before that round: name it by --plan"
    }
    guard let time = grounds.planTime, time.stamp.isOf(plan.digest) else {
      return "the plan was signed before that round, as its signer says: no time-stamp was checked"
    }
    guard time.latest < round.time else {
      return "the plan is older than its time-stamp, which is not before that round"
    }
    let isKnown = grounds.challenge != nil
    return isKnown ? nil : "the signature is the beacon's: ask it, and name both by --beacon"
  }

  /// Whether what was to be certified is, and whether an auditor may stop.
  mutating func checkGoal() {
    guard let finding = certificate.finding else { return }
    let allowed = finding.goal.fraction.percent
    // It rests on what the bound rests on.
    let isProved = finding.isCertified && findings.last?.status == .proved
    let word =
      !finding.isCertified
      ? "not certified" : isProved ? "certified" : "certified on that condition"
    add(
      isProved ? .proved : .open, "goal",
      "\(word): that at most \(allowed)% of the trials would fail a rerun; p = "
        + "\(finding.anytimeP.decimals(4)) for more of them, whenever the reruns end")
  }
}
