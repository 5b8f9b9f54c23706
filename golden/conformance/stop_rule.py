"""Says which goldens end elsewhere than where a plan's stop rule ends them, by Sources/Attestation/PREDICATE.md, "Stop
rule", alone. Scores are compared exactly: of Matthews' coefficient the sign and the square, as fractions."""

import json
import re
import struct
from fractions import Fraction

import golden_edits

KINDS = ("completed", "stopped", "nonfinite")


class Rule:
    """What a plan says: how many trials start, and (how many are kept, at which share) of each rung."""

    def __init__(self, started, rungs):
        self.started, self.rungs = started, rungs

    @staticmethod
    def of(plan):
        """The rule in the text of a plan; None without one."""
        line = re.search(r"^stop: start (\d+)((?:, keep \d+ at [\d.]+)+)$", plan, re.M)
        if line is None:
            if re.search(r"^stop:", plan, re.M):
                raise ValueError("a stop rule that this cannot read")
            return None
        rungs = re.findall(r", keep (\d+) at ([\d.]+)", line[2])
        return Rule(int(line[1]), [(int(kept), Fraction(share)) for kept, share in rungs])


class Trial:
    """What a golden says of its trial."""

    def __init__(self, data):
        golden = golden_edits.Golden(data)
        self.header = json.loads(golden.header)
        self.setting = {name: value for name, value in self.header.items() if name not in ("wi", "do")}
        self.outcome = KINDS[golden.outcome - 1]
        records = golden.records()
        self.updates = sum(kind == golden_edits.STEPS for _, kind, _ in records)
        self.scores = [(done, score(struct.unpack_from("<4I", record, 5), self.header))
                       for done, kind, record in records if kind == golden_edits.EVALUATIONS]

    def rungs(self, rule):
        """The updates after which each rung is, by the header."""
        protocol, examples = self.header["protocol"], self.header["data"]["trainExamples"]
        epoch, parts = -(-examples // protocol["batch_size"]), protocol["evaluations_per_epoch"]
        whole = min(protocol["max_steps"], protocol["epochs"] * epoch)
        after = {-(-part * epoch // parts) + epoch * number
                 for number in range(protocol["epochs"]) for part in range(1, parts + 1)}
        after = sorted({done for done in after if done < whole} | {whole})
        return [next(done for done in after if done >= share * whole) for _, share in rule.rungs]

    def best(self, rung):
        """The best score after at most so many updates; None where it has no evaluation there."""
        if rung not in dict(self.scores):
            return None
        return max(value for done, value in self.scores if done <= rung)


def score(counts, header):
    """Matthews' coefficient of two classes: its sign times its square, which is in the same order."""
    if header["metric"] != "mcc" or header["labels"] != 2 or sum(counts) != header["developmentExamples"]:
        raise ValueError("a score that this cannot count")
    a, b, c, d = counts
    below = (a + b) * (a + c) * (b + d) * (c + d)
    above = a * d - b * c
    return Fraction(above * abs(above), below) if below else Fraction(0)


def kept_of(kept, size, started):
    return -(-kept * size // started)


def misplaced(rule, goldens):
    """The cells whose golden ends elsewhere. `goldens` are in the order of the plan, None where there is none."""
    trials = {cell: data if data is None else Trial(data) for cell, data in goldens.items()}
    first = next((trial for trial in trials.values() if trial), None)
    cells = list(goldens)
    groups = [cells[at:at + rule.started] for at in range(0, len(cells), rule.started)]
    found = set()
    for group in groups:
        known = {cell: trials[cell] if trials[cell] and trials[cell].setting == first.setting else None
                 for cell in group}
        found |= misplaced_of(rule, group, known)
    return found


def misplaced_of(rule, group, known):
    """Those of one group."""
    found, left = set(), list(group)
    for number, (kept, _) in enumerate(rule.rungs):
        ranked = []
        for cell in left:
            trial = known[cell]
            rung = trial.rungs(rule)[number] if trial else None
            best = trial.best(rung) if trial else None
            if best is not None:
                ranked.append((0, -best, group.index(cell), cell, rung))
            elif trial and trial.outcome == "nonfinite":
                ranked.append((1, 0, group.index(cell), cell, rung))
        if len(ranked) < len(left):
            # Nothing follows for the others; what should have come to the rung has no right to be there.
            ready = {item[3] for item in ranked}
            return found | {cell for cell in left if cell not in ready and known[cell]}
        ranked.sort()
        count = kept_of(kept, len(group), rule.started)
        for place, (is_ended, _, _, cell, rung) in enumerate(ranked):
            trial = known[cell]
            ends_here = trial.outcome == "stopped" and trial.updates == rung
            if place >= count and not (ends_here or is_ended and trial.updates <= rung):
                found.add(cell)
        left = [item[3] for item in ranked[:count]]
    return found | {cell for cell in left if known[cell].outcome == "stopped"}
