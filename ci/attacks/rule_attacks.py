"""Plans with a stop rule: goldens that end elsewhere, scores and rules that were made to fit, groups of which something
is missing. What the rule says is computed by golden/conformance/stop_rule.py, which knows the documents alone."""

import json
import pathlib
import sys

import bench
from bench import kind

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "golden/conformance"))
import golden_edits  # noqa: E402
import stop_rule  # noqa: E402

# Evaluations are after 3, 6, 9 and 12 updates.
PLAN = bench.SMALL_PLAN.replace("evaluations_per_epoch: 10", "evaluations_per_epoch: 21").replace(
    "keep_logits: true", "keep_logits: false").replace("do: 1...2", "do: 1...3")
RULE = "start 4, keep 2 at 0.25, keep 1 at 0.5"
EVALUATIONS, LAST = (3, 6, 9, 12), 12
OUTCOMES = {"completed": 1, "stopped": 2, "nonfinite": 3}


class Ruled:
    """The whole trials of the plan, and folders of some of their beginnings beside a rule."""

    def __init__(self, bench):
        self.bench = bench
        grid = bench.grid(PLAN)
        self.whole = {path.name: path.read_bytes() for path in sorted((grid / "trials").glob("*.golden"))}
        self.names = list(self.whole)

    def ended(self, name, updates, outcome="stopped", data=None):
        """A trial of so many updates."""
        edits = [{"prefix": updates}] if updates < LAST else []
        return golden_edits.edited(
            data or self.whole[name], edits + [{"set": {"footer.outcome": OUTCOMES[outcome]}}])

    def fitting(self, rule, whole=None):
        """The goldens that the rule leaves of whole trials: where one ends elsewhere, the right end is tried."""
        whole = whole or self.whole
        ends = {name: LAST for name in whole}
        while True:
            goldens = {name: self.ended(name, end, data=whole[name]) if end < LAST else whole[name]
                       for name, end in ends.items()}
            wrong = misplaced(rule, goldens)
            if not wrong:
                return goldens
            # Ends only move to the evaluations before: a trial that is stopped is stopped at one.
            for name in wrong:
                ends[name] = max((end for end in EVALUATIONS if end < ends[name]), default=0)
                if not ends[name]:
                    raise RuntimeError("no end of %s fits" % name)

    def folder(self, goldens, rule=RULE):
        """A folder of these goldens, None where there is none."""
        folder = self.bench.folder("ruled")
        (folder / "trials").mkdir()
        (folder / "experiment.yaml").write_text(PLAN + ("stop: %s\n" % rule if rule else ""))
        for name, data in goldens.items():
            if data is not None:
                (folder / "trials" / name).write_bytes(data)
        return folder

    def verify(self, goldens, *choice, rule=RULE):
        return self.bench.run("verify", self.folder(goldens, rule), "--jobs", "2", *choice)


def misplaced(rule, goldens):
    """The goldens that end elsewhere."""
    return stop_rule.misplaced(stop_rule.Rule.of("stop: " + rule), goldens)


def cell(name):
    wi, do = (int(part.split("=")[1]) for part in name.removesuffix(".golden").split(","))
    return "wi=%d/do=%d" % (wi, do)


@kind("a trial ends where its plan's stop rule does not end it")
def ends(bench):
    ruled = Ruled(bench)
    right = ruled.fitting(RULE)
    result = ruled.verify(right)
    yield bench.expect("as the rule says", result.status == 0 and "stop rule" not in result.output, result)
    grid = bench.grid(PLAN, "--stop", RULE)
    made = {path.name: path.read_bytes() for path in sorted((grid / "trials").glob("*.golden"))}
    yield bench.expect("the grid's own goldens", made == right)
    key = bench.folder("key") / "k"
    bench.run("certificate", "keygen", "--out", key)
    for name in ruled.names:
        wrong = [(updates, "stopped") for updates in range(1, LAST + 1)] + [(LAST, "completed")]
        wrong += [(bench.random.randint(1, LAST), bench.random.choice(list(OUTCOMES))) for _ in range(4)]
        for updates, outcome in dict.fromkeys(wrong):
            golden = ruled.ended(name, updates, outcome)
            goldens = {**right, name: golden}
            elsewhere = misplaced(RULE, goldens)
            if name not in elsewhere:
                # It is the right end, or says that a number was not finite before a rung: only the rerun sees that.
                result = ruled.verify(goldens)
                wanted = 0 if golden == right[name] else 3 if elsewhere else 1
                yield bench.expect("%s, %s after %d" % (name, outcome, updates), result.status == wanted, result)
                continue
            choice = ("--sample", "1") if bench.random.random() < 0.5 else ()
            result = ruled.verify(goldens, *choice)
            yield bench.expect(
                "%s, %s after %d %s" % (name, outcome, updates, choice),
                result.status == 3 and "the plan's stop rule" in " ".join(result.output.split())
                and "likely cause" not in result.output, result)
        # A certificate names it, drawn or not.
        folder = ruled.folder({**right, name: ruled.ended(name, 5)})
        result = bench.run(
            "certificate", "create", folder, "--key", str(key) + ".key", "--sample", "1", "--challenge",
            "c%d" % bench.random.randrange(1000))
        yield bench.expect(
            "certificate of %s" % name,
            result.status == 3 and "malformed: %s" % cell(name) in " ".join(result.output.split()), result)


@kind("a plan's stop rule that was edited")
def rules(bench):
    """By random rules, which of the goldens end elsewhere."""
    ruled = Ruled(bench)
    right = ruled.fitting(RULE)
    for number in range(60):
        started = bench.random.randint(2, 7)
        count = min(bench.random.randint(1, 3), started - 1)
        kept = sorted(bench.random.sample(range(1, started), count), reverse=True)
        after = sorted(bench.random.sample(EVALUATIONS[:-1], count))
        # Each share is reached by the update of the evaluation, and by none before.
        rule = "start %d" % started + "".join(
            ", keep %d at %.3f" % (k, e / LAST - bench.random.choice([0, 0.1]))
            for k, e in zip(kept, after))
        fits = ruled.fitting(rule)
        result = ruled.verify(fits, rule=rule)
        yield bench.expect("%s, as it says" % rule, result.status == 0, result)
        wrong = misplaced(rule, right)
        result = ruled.verify(right, rule=rule)
        yield bench.expect(
            "%s, on goldens of another" % rule,
            (right == fits) == (not wrong) and result.status == (3 if wrong else 0), (sorted(wrong), result))
    result = ruled.verify(right, rule=None)
    yield bench.expect("no rule", result.status == 3, result)


def forged(data, random):
    """Another confusion matrix of as many examples at one evaluation of a golden, and all digests right."""
    golden = golden_edits.Golden(data)
    page = next(page for page in golden.pages if page.kind == golden_edits.EVALUATIONS)
    row, place = random.randrange(page.rows), random.choice((0, 2))
    chunk = bytearray(page.chunks[4])
    at = 4 * row + place
    if chunk[at] == chunk[at + 1]:
        return None
    chunk[at], chunk[at + 1] = chunk[at + 1], chunk[at]
    page.chunks[4] = bytes(chunk)
    return golden.bytes()


@kind("a score that decided was forged")
def scores(bench):
    ruled = Ruled(bench)
    right = ruled.fitting(RULE)
    for number in range(60):
        name = bench.random.choice(ruled.names)
        alone = forged(right[name], bench.random)
        if alone is None:
            continue
        goldens = {**right, name: alone}
        wrong = misplaced(RULE, goldens)
        result = ruled.verify(goldens)
        yield bench.expect("%d: %s alone" % (number, name), result.status == (3 if wrong else 1), result)
        # Now all others end where the forged score ends them.
        whole = {**ruled.whole, name: forged(ruled.whole[name], bench.random) or ruled.whole[name]}
        fits = ruled.fitting(RULE, whole)
        if fits[name] == right[name]:
            continue
        folder = ruled.folder(fits)
        result = bench.run("verify", folder, "--jobs", "2")
        yield bench.expect("%d: all fit %s" % (number, name), result.status == 1, result)
        other = bench.random.choice([one for one in ruled.names if one != name])
        result = bench.run("verify", folder / "trials" / other, "--json")
        said = json.loads(result.output).get("stopRule", {}) if result.output else {}
        group = ruled.names.index(name) // 4 == ruled.names.index(other) // 4
        paths = [pathlib.Path(path).name for path in said.get("firstNotReproduced", [])]
        yield bench.expect(
            "%d: %s alone beside %s" % (number, other, name),
            result.status == 0 and (name in paths) == group, result)


@kind("a group of which goldens are missing or damaged")
def gaps(bench):
    ruled = Ruled(bench)
    right = ruled.fitting(RULE)
    for number in range(40):
        gone = bench.random.sample(ruled.names, bench.random.randint(1, 3))
        damaged = set(bench.random.sample(gone, bench.random.randint(0, len(gone))))
        goldens = {name: (data[:-1] if name in damaged else None) if name in gone else data
                   for name, data in right.items()}
        result = ruled.verify(goldens)
        case = "%s gone, %s damaged" % (sorted(set(gone) - damaged), sorted(damaged))
        told = " ".join(result.output.split())
        yield bench.expect(case, result.status == (3 if damaged else 2), result)
        # Who cannot be judged is told what to do first.
        for first in (0, 4):
            group = set(ruled.names[first:first + 4])
            if group <= set(gone) or not group & set(gone):
                continue
            wanted = "mend the golden of" if damaged & group else "run 'seedproof grid' to the end"
            yield bench.expect("%s: what to do in group %d" % (case, first // 4), wanted in told, result)
        # And whoever stops another in the meantime is not passed over.
        name = bench.random.choice([one for one in ruled.names if one not in gone])
        other = ruled.ended(name, bench.random.choice([4, 5, 7, 8]))
        result = ruled.verify({**goldens, name: other})
        yield bench.expect("%s, %s ends elsewhere" % (case, name), result.status in (2, 3), result)
