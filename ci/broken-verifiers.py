"""Builds verifiers that are broken on purpose and gives them forged goldens. See ci/broken-verifiers."""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import sys
import time
import tomllib

import switches
from switches import Wrong

sys.path.insert(0, str(switches.ROOT / "ci/attacks"))

import bench  # noqa: E402
import forger  # noqa: E402

LIST = switches.ROOT / "ci/broken-verifiers.toml"
BUILD = ["swift", "build", "-c", "release", "-Xswiftc", "-enable-testing", "--product", "seedproof"]
TRAINER = switches.ROOT / "Tests/Fixtures/External/trainer.py"
TOLERANCE = "loss=1e-4,gradientNorm=1e-3,count=2"
SUCCESSES = ("reproduced", "agrees", "segments agree", "prefix agrees")
HONEST = {
    "own": "reproduced", "segments": "segments agree", "prefix": "prefix agrees", "external": "reproduced",
    "statistical": "agrees"}
# Lanes that verify the goldens of another one.
SOURCES = {"prefix": "own", "statistical": "external"}
# Lanes in which a forged golden may pass without a fault, and why.
UNSEEN = {"statistical": "within its tolerance", "prefix": "beyond its updates"}
PREFIX = 8  # updates of 12

PLAN = """name: small
task: embedded/acceptability
model: embedded/tiny
protocol:
  epochs: 1
  learning_rate: 1e-3
  max_length: 32
  max_steps: 12
  evaluations_per_epoch: 21
  anchors_per_epoch: 20
  keep_logits: true
seeds: { wi: 1, do: %s }
"""
EXTERNAL_PLAN = "name: small\ntask: external\nseeds: { wi: 1, do: %s }\n"


class Verifier:
    """One entry of the list."""

    def __init__(self, entry, places):
        self.name, self.kind, self.forged = entry["name"], entry["kind"], entry["forged"]
        edits = entry.get("edits") or [{**places[entry["at"]], "fault": entry["fault"]}]
        self.edits = [switches.Edit(self.name, **edit) for edit in edits]
        rooms = {edit.room for edit in self.edits}
        own, other = {"own", "segments", "prefix"}, {"external", "statistical"}
        known = own | other if "Judgement" in rooms else set()
        known |= own if rooms & {"Verification", "Experiment"} else set()
        known |= other if "External" in rooms else set()
        self.lanes = [lane for lane in HONEST if lane in entry.get("lanes", known)]
        if not self.lanes:
            raise Wrong(f"{self.name}: has no lane; name those in which its rooms {sorted(rooms)} have a part")


# Forging


def chosen(expression, **names):
    """Whether an entry's condition holds; without one all is chosen."""
    return expression is None or eval(expression, {}, names)  # noqa: S307: the list is this project's own


def forge_values(trial, forged):
    column, bits, when = forged["column"], forged.get("bits", 0x00100001), forged.get("when")
    for step, row in enumerate(trial.steps):
        for place, name in enumerate(trial.columns):
            if column in (name, "updates", "all") and chosen(when, step=step, index=step):
                row[place] = forged.get("set", row[place] ^ bits)
    for index, row in enumerate(trial.evaluations):
        if not chosen(when, step=row[0], index=index):
            continue
        for number, (name, change) in enumerate([("counts", 8), ("predictions", 1), ("logits", bits)], 1):
            if column in (name, "evaluations", "all"):
                values, count = list(row[number]), len(row[number])
                for place in range(count):
                    if chosen(forged.get("places"), place=place, count=count):
                        values[place] ^= change
                row[number] = bytes(values) if name == "predictions" else values
    for index, (step, digests) in enumerate(trial.anchors):
        if column not in ("anchors", "all") or not chosen(when, step=step, index=index):
            continue
        for part, digest in enumerate(digests):
            if chosen(forged.get("parts"), place=part, count=len(digests)):
                digests[part] = bytes(
                    byte ^ 0x55 if chosen(forged.get("bytes"), place=place) else byte
                    for place, byte in enumerate(digest))


def forge_records(trial, which):
    count = len(trial.steps)
    if which == "fewer":
        # The trial as it was before its last update.
        trial.steps.pop()
        trial.evaluations = [row for row in trial.evaluations if row[0] < count]
        trial.anchors = [row for row in trial.anchors if row[0] < count]
    elif which == "more":
        trial.steps.append([1, 1, 1][:len(trial.columns)])
    elif which == "no evaluation":
        trial.evaluations = trial.evaluations[-1:] if trial.evaluations[-1][0] == count else []
    elif which == "more evaluations":
        known = {row[0] for row in trial.evaluations}
        free = next(step for step in range(2, count) if step not in known)
        trial.evaluations.append([free, *trial.evaluations[0][1:]])
        trial.evaluations.sort(key=lambda row: row[0])
    elif which == "no evaluation columns":
        trial.evaluations, trial.detail, trial.counts = [], [], 0
        trial.header["columns"]["evaluation"] = []
        for name in ("labels", "developmentExamples"):
            trial.header.pop(name, None)
    else:
        raise Wrong(f"no such records: {which}")


def forge_header(header, changes):
    """Where a change says 'other', a digest or a text becomes another one."""
    for name, value in changes.items():
        if isinstance(value, dict):
            forge_header(header[name], value)
        elif value == "other":
            text = header[name]
            header[name] = text[:-1] + ("0" if text[-1] != "0" else "1")
        else:
            header[name] = value


class Lab:
    """True and forged goldens, and the program that judges them."""

    def __init__(self, program, challenges):
        os.environ["SEEDPROOF"] = str(program)
        self.bench = bench.Bench(0)
        self.challenges = challenges
        self.runner = f"'{sys.executable}' -S -E -B '{TRAINER}' {{wi}} {{do}} examples=100"
        self.made = {}
        self.true = {lane: self.grid(lane, "1") for lane in HONEST if lane not in SOURCES}
        # Two cells: each may be taken for the other, and the second is not in the plan of one.
        self.pairs = {lane: self.grid(lane, "1...2") for lane in ("own", "external")}
        for lane, source in SOURCES.items():
            self.true[lane], self.pairs[lane] = self.true[source], self.pairs[source]

    def grid(self, lane, seed):
        if lane == "external":
            return self.bench.grid(EXTERNAL_PLAN % seed, "--runner", self.runner)
        return self.bench.grid(PLAN % seed, *(["--keep-checkpoints", "3"] if lane == "segments" else []))

    def forge(self, lane, forged):
        """The path that is verified, a folder or a file: with goldens forged in that."""
        key = (SOURCES.get(lane, lane), json.dumps(forged, sort_keys=True))
        if key in self.made:
            return self.made[key]
        folder = self.bench.folder("forged") / "g"
        if forged.get("name") == "another cell":
            shutil.copytree(self.pairs[lane], folder)
            path, other = sorted((folder / "trials").glob("*.golden"))
            shutil.copy(other, path)
            folder = path
        elif forged.get("name") == "free":
            shutil.copytree(self.true[lane], folder)
            other = sorted((self.pairs[lane] / "trials").glob("*.golden"))[1]
            folder = pathlib.Path(shutil.copy(other, folder / "trials/free.golden"))
        else:
            shutil.copytree(self.true[lane], folder)
            path = next((folder / "trials").glob("*.golden"))
            trial = forger.read(path)
            if "column" in forged:
                forge_values(trial, forged)
            if "records" in forged:
                forge_records(trial, forged["records"])
            trial.outcome = forged.get("outcome", trial.outcome)
            forge_header(trial.header, forged.get("header", {}))
            forger.write(trial, path)
        self.made[key] = folder
        return folder

    def verdicts(self, lane, path, verifier=None):
        """What is said of it, how often; without a fault once, as then no challenge matters."""
        found = collections.Counter()
        few = self.challenges if lane == "own" else -(-self.challenges * 2 // 5)
        for number in range(few if verifier else 1):
            words = ["verify", path, "--json"]
            if lane == "segments":
                words += ["--segments", "99", "--challenge", f"c{number}"]
            elif path.is_dir():
                words += ["--sample", "1", "--challenge", f"c{number}"]
            if lane == "prefix":
                words += ["--updates", PREFIX]
            if lane in ("external", "statistical"):
                words += ["--runner", self.runner]
            if lane == "statistical":
                words += ["--tolerance", TOLERANCE]
            result = self.bench.run(
                *words, environment={switches.VARIABLE: verifier.name if verifier else ""})
            try:
                verdict = json.loads(result.output)["verdict"]
            except (ValueError, KeyError):
                # A precondition that holds where the fault lets something through.
                ended = result.status is not None and result.status < 0
                verdict = f"signal {-result.status}" if ended else f"exit {result.status}"
            if (result.status == 0) != (verdict in SUCCESSES):
                verdict += f" with exit {result.status}"
            found[verdict] += 1
        return found


def said(verdicts):
    return ", ".join(f"{verdict} {count}" for verdict, count in sorted(verdicts.items()))


def is_success(verdicts):
    """Whether any run was one, or said nothing that can be understood."""
    failures = ("unverifiable", "diverged", "disagrees", "malformed", "signal")
    return any(not verdict.startswith(failures) or "exit 0" in verdict for verdict in verdicts)


def run(program, chosen_ones, challenges, jobs, lanes):
    start = time.monotonic()
    lab = Lab(program, challenges)
    wrong = []
    for lane, verdict in HONEST.items():
        found = lab.verdicts(lane, lab.true[lane])
        if set(found) != {verdict}:
            wrong.append(f"without a fault the true golden is {said(found)} ({lane})")
    pairs = [(one, lane) for one in chosen_ones for lane in one.lanes if lane in lanes]
    paths = {pair: lab.forge(pair[1], pair[0].forged) for pair in pairs}

    def judge(pair):
        one, lane = pair
        path = paths[pair]
        if one.forged and is_success(honest[lane, path]):
            return None
        return lab.verdicts(lane, path, one)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        known = sorted({(lane, path) for (one, lane), path in paths.items() if one.forged}, key=str)
        honest = dict(zip(known, pool.map(lambda key: lab.verdicts(*key), known)))
        counts = collections.Counter()
        shown = None
        rows = collections.defaultdict(dict)
        for (one, lane), found in zip(pairs, pool.map(judge, pairs)):
            rows[one][lane] = found
            if [row for row in one.lanes if row in lanes][-1] != lane:
                continue
            if one.kind != shown:
                print(f"\n{one.kind}", flush=True)
                shown = one.kind
            cells = []
            for lane, found in rows[one].items():
                if found is None:
                    cells.append(f"{lane}: {UNSEEN.get(lane, 'unseen')}")
                    if lane not in UNSEEN:
                        wrong.append(f"without a fault what {one.name} is given passes ({lane})")
                    continue
                passes = is_success(found)
                counts["passed" if passes else "held"] += 1
                cells.append(f"{lane}: {'PASSED ' if passes else ''}{said(found)}")
                if passes:
                    wrong.append(f"{one.name} ({lane}): {said(found)}")
            print(f"  {one.name:48} " + "; ".join(cells), flush=True)
    print("\n" + "\n".join(f"WRONG: {line}" for line in wrong))
    print(
        f"{len(rows)} broken verifiers, in {sum(counts.values())} lanes: {counts['held']} never say a success, "
        f"{counts['passed']} do, {time.monotonic() - start:.0f} s")
    lab.bench.close(keep=bool(wrong))
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(prog="ci/broken-verifiers")
    parser.add_argument("--only", action="append", help="take those whose name contains this text")
    parser.add_argument("--lane", action="append", choices=list(HONEST), help="these lanes only")
    parser.add_argument("--check", action="store_true", help="only see that the list fits the sources")
    parser.add_argument("--folder", type=pathlib.Path, help="build here, and leave it")
    parser.add_argument(
        "--challenges", type=int, default=5,
        help="runs of each, as controls are drawn; two fifths of them in the other lanes")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    document = tomllib.loads(LIST.read_text())
    verifiers = [Verifier(entry, document["places"]) for entry in document["verifier"]]
    names = [verifier.name for verifier in verifiers]
    if len(names) != len(set(names)):
        raise Wrong(f"stand twice: {sorted(name for name in set(names) if names.count(name) > 1)}")
    changed = switches.sources(
        [edit for verifier in verifiers for edit in verifier.edits], document["helpers"])
    if options.check:
        print(f"{len(verifiers)} broken verifiers fit the sources")
        return 0
    some = [
        verifier for verifier in verifiers
        if not options.only or any(part in verifier.name for part in options.only)]
    if not some:
        raise Wrong("none has such a name")
    with switches.built(options.folder, changed, BUILD) as folder:
        return run(
            folder / ".build/release/seedproof", some, options.challenges, options.jobs,
            options.lane or list(HONEST))


if __name__ == "__main__":
    switches.end_with(main, "ci/broken-verifiers")
