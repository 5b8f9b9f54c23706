"""Which trials a text or a beacon's round draws, and what that shows of all trials, by PREDICATE.md: "Bound", "Beacon".

A case may put something else in the place of what follows: who chose, or what the seed of the draw ends with.
"""

import calendar
import hashlib
import math
import time
from fractions import Fraction

SCHEME = "audit-sample-v1"
# drand's chain `quicknet`: its hash, the Unix time of round 1, and the seconds from one round to the next.
QUICKNET, FIRST, PERIOD = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1692803367, 3


def hex_digest(data):
    return hashlib.sha256(data).hexdigest()


def named_round(number):
    """What a plan says of a round that is to draw; a case may give all members of its own."""
    return number if isinstance(number, dict) else {"chain": QUICKNET, "round": number}


def is_before(moment, number):
    """Whether a time that is written as PREDICATE.md asks lies before a round is published."""
    seconds = calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))
    return seconds < FIRST + PERIOD * (int(number) - 1)


def at_most(total, drawn, failures, alpha):
    """The largest number of bad trials of which at most `failures` are drawn with a chance above `alpha`."""
    def chance(bad):
        return Fraction(sum(math.comb(bad, k) * math.comb(total - bad, drawn - k)
                            for k in range(failures + 1)), math.comb(total, drawn))
    return max(bad for bad in range(failures, total - drawn + failures + 1) if chance(bad) > alpha)


class Draw:
    """What drew the trials, or, where a case has no `draw`, that all were rerun."""

    def __init__(self, described, commitment, time):
        """`commitment` is what the certificate, of `time`, says of a plan that was signed before."""
        self.described, self.time = described or {}, time
        self.is_sample = bool(described)
        self.beacon = self.described.get("beacon")
        if self.beacon:
            self.beacon = {"chain": QUICKNET, **self.beacon}
        chosen_by = "beacon" if self.is_named(commitment or {}) else "signer"
        self.chosen_by = self.described.get("chosenBy", chosen_by)
        self.claimed = not self.is_sample or self.chosen_by == "beacon"

    def is_named(self, commitment):
        """Whether a plan had named the round before it was published."""
        if not self.beacon or "beacon" not in commitment:
            return False
        drawn = {name: self.beacon[name] for name in ("chain", "round")}
        return (commitment["beacon"] == drawn and is_before(commitment["time"], drawn["round"])
                and not is_before(self.time, drawn["round"]))

    @property
    def seed_end(self):
        """The seed after the root: the three fields of a round, or the digest of a text."""
        if "drawnBy" in self.described:
            return self.described["drawnBy"]
        if self.beacon:
            value = hex_digest(bytes.fromhex(self.beacon["signature"]))
            return "%s|%s|%s" % (self.beacon["chain"], self.beacon["round"], value)
        return hex_digest(self.described["challenge"].encode())

    def cells(self, folder):
        """Those with the least tickets, in the order of these; without a draw all, in that of the plan."""
        if not self.is_sample:
            return folder.cells
        prefix = hex_digest(("%s|%s|%s" % (SCHEME, folder.root(), self.seed_end)).encode())
        tickets = {cell: hex_digest(("%swi=%d/do=%d" % (prefix, *cell)).encode())
                   for cell in folder.cells}
        return sorted(folder.cells, key=tickets.get)[:self.described["count"]]

    def sampling(self, total, drawn, failures, alpha, is_controlled):
        """The member `sampling` of the predicate."""
        bound = at_most(total, drawn, failures, alpha)
        out = {"drawn": drawn, "of": total, "notReproduced": failures, "claimed": self.claimed,
               "alpha": "%d/%d" % (alpha.numerator, alpha.denominator), "atMost": bound}
        if not self.is_sample:
            return out
        out.update(scheme=SCHEME, chosenBy=self.chosen_by)
        if "fraction" in self.described:
            out["fraction"] = self.described["fraction"]
            bad = math.floor(Fraction(out["fraction"]) * total) + 1
            out["certified"] = bound < bad and is_controlled
        if self.beacon:
            out["beacon"] = self.beacon
        else:
            out["challenge"] = self.described["challenge"]
        return out

    def limits(self, is_ruled):
        """What a draw does not prove; `is_ruled`: of trials of which a rule stopped some."""
        if not self.is_sample:
            return []
        out = ["anything of a single trial that was not drawn"]
        if is_ruled:
            out.append("that the right trials were stopped: scores that were not rerun decided it")
        if self.beacon:
            out += ["that the signature of the beacon's round is the beacon's",
                    "that the goldens were fixed before that round"]
        if not self.claimed:
            out.append("that the signer did not choose the " + ("round" if self.beacon else "challenge"))
        return out
