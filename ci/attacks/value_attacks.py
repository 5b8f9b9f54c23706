"""Values of a golden changed one by one, with all digests right: each must be found where it is."""

import copy
import json
import shutil

import forger
from bench import kind

PLAN = """name: small
task: embedded/acceptability
model: embedded/tiny
protocol:
  epochs: 1
  learning_rate: 1e-3
  max_length: 32
  max_steps: 8
  evaluations_per_epoch: 10
  anchors_per_epoch: 20
  keep_logits: true
seeds: { wi: 1...2, do: 1...2 }
"""
GOLDEN = "trials/wi=001,do=001.golden"
BATCH = 500  # goldens a run


class Forged:
    """Forged goldens, and what must be said of each."""

    def __init__(self, bench):
        self.bench = bench
        self.grid = bench.grid(PLAN)
        self.truth = forger.read(self.grid / GOLDEN)
        self.folder = bench.folder("forged")
        self.expected = []

    def add(self, name, change, column=None, step=None, element=None, verdict="diverged"):
        """`change` is done to a copy of the true trial."""
        path = self.folder / f"{len(self.expected):05}.golden"
        forger.write(forger.changed(self.truth, change), path)
        self.expected.append((path.name, name, verdict, column, step, element))

    def add_bytes(self, name, data, verdict="malformed"):
        path = self.folder / f"{len(self.expected):05}.golden"
        path.write_bytes(data)
        self.expected.append((path.name, name, verdict, None, None, None))

    def outcomes(self):
        """Verifies them, many in one run: an outcome for each golden.

        Goldens that state one content would count as two trials, and are refused together: each is then alone.
        """
        for start in range(0, len(self.expected), BATCH):
            part = self.expected[start:start + BATCH]
            result = self.verify(part)
            if result.status == 64 and "is named twice" in result.error:
                for one in part:
                    yield from self.judge([one], self.verify([one]))
            else:
                yield from self.judge(part, result)

    def verify(self, part):
        return self.bench.run(
            "verify", *(name for name, *_ in part), "--json", "--jobs", "2", cwd=self.folder, timeout=600)

    def judge(self, part, result):
        try:
            trials = {trial["file"]: trial for trial in json.loads(result.output)["trials"]}
        except (ValueError, KeyError, TypeError):
            trials = {}
        for name, case, verdict, column, step, element in part:
            trial = trials.get(name, {})
            first = trial.get("firstDivergence") or {}
            verdicts = verdict if isinstance(verdict, tuple) else (verdict,)
            holds = (
                result.status not in (0, None) and trial.get("verdict") in verdicts
                and (column is None or first.get("column") == column)
                and (step is None or first.get("step") == step)
                and (element is None or first.get("element") == element))
            detail = {key: trial.get(key) for key in ("verdict", "reason", "firstDivergence")}
            yield self.bench.expect(case, holds, detail if trial else result)


def flip(words, place, bit):
    words[place] ^= 1 << bit


@kind("the forger writes what the program wrote")
def identity(bench):
    grid = bench.grid(PLAN)
    for path in sorted((grid / "trials").glob("*.golden")):
        yield bench.expect(path.name, forger.read(path).bytes() == path.read_bytes())
    result = bench.run("verify", grid)
    yield bench.expect("reproduced", result.status == 0, result)


@kind("a loss, norm or batch digest changed in one bit")
def updates(bench):
    forged = Forged(bench)
    for step in range(len(forged.truth.steps)):
        for place, column in enumerate(["loss", "gradientNorm", "batchDigest"]):
            for bit in range(32):
                forged.add(
                    f"{column} {step}, bit {bit}", lambda t: flip(t.steps[step], place, bit), column, step)
    yield from forged.outcomes()


@kind("a count changed in one bit")
def counts(bench):
    forged = Forged(bench)
    for row in forged.truth.evaluations:
        index = forged.truth.evaluations.index(row)
        for place in range(len(row[1])):
            for bit in range(32):
                forged.add(
                    f"count {place} at {row[0]}, bit {bit}",
                    lambda t: flip(t.evaluations[index][1], place, bit), "count", row[0],
                    f"class {place // 2} predicted as {place % 2}")
    yield from forged.outcomes()


@kind("a prediction changed")
def predictions(bench):
    forged = Forged(bench)
    for index, row in enumerate(forged.truth.evaluations):
        for example in range(len(row[2])):

            def change(trial):
                known = bytearray(trial.evaluations[index][2])
                known[example] ^= 1
                trial.evaluations[index][2] = bytes(known)

            forged.add(
                f"prediction {example} at {row[0]}", change, "prediction", row[0], f"example {example}")
    yield from forged.outcomes()


@kind("a logit changed in its lowest bit or its sign")
def logits(bench):
    forged = Forged(bench)
    for index, row in enumerate(forged.truth.evaluations):
        for place in range(len(row[3])):
            for bit in (0, 31):
                forged.add(
                    f"logit {place} at {row[0]}, bit {bit}",
                    lambda t: flip(t.evaluations[index][3], place, bit), "logit", row[0],
                    f"example {place // 2}, class {place % 2}")
    yield from forged.outcomes()


@kind("a digest of the state changed in one bit")
def anchors(bench):
    forged = Forged(bench)
    for index, row in enumerate(forged.truth.anchors):
        for place, name in enumerate(forged.truth.components):
            for bit in (0, 7, 128, 248, 255):

                def change(trial):
                    digest = bytearray(trial.anchors[index][1][place])
                    digest[bit // 8] ^= 1 << bit % 8
                    trial.anchors[index][1][place] = bytes(digest)

                forged.add(f"{name} at {row[0]}, bit {bit}", change, "anchor", row[0], name)
    yield from forged.outcomes()


@kind("NaN, zeros and infinities in the place of a value")
def odd_floats(bench):
    forged = Forged(bench)
    odd = [
        0x7FC00000, 0x7FC00001, 0xFFC00000, 0x7F800001, 0x7F800000, 0xFF800000, 0, 0x80000000, 1,
        0x80000001, 0x7F7FFFFF, 0xFFFFFFFF]
    for word in odd:
        for step in (0, 3, 7):
            for place, column in enumerate(["loss", "gradientNorm"]):

                def change(trial):
                    trial.steps[step][place] = word

                forged.add(f"{column} {step}: {word:08x}", change, column, step)
        for place in (0, 250, 499):

            def change_logit(trial):
                trial.evaluations[0][3][place] = word

            forged.add(f"logit {place}: {word:08x}", change_logit, "logit")
    yield from forged.outcomes()


@kind("an outcome that the trial did not have")
def outcomes(bench):
    forged = Forged(bench)
    for code, name in ((2, "stopped"), (3, "nonfinite")):
        forged.add(name, lambda t: setattr(t, "outcome", code), "outcome", len(forged.truth.steps))
    yield from forged.outcomes()


@kind("records left out, added, repeated or exchanged")
def records(bench):
    forged = Forged(bench)
    truth = forged.truth
    count = len(truth.steps)
    for step in range(count):
        # Numbers have no gap, so a step that is left out is another step's values in its place.
        # What stands at the end is then after more updates than there are.
        forged.add(
            f"step {step} left out", lambda t: t.steps.pop(step), verdict=("malformed", "diverged"))
        forged.add(
            f"step {step} repeated", lambda t: t.steps.insert(step, list(t.steps[step])), None, None)
    for step in range(count - 1):

        def exchange(trial):
            trial.steps[step], trial.steps[step + 1] = trial.steps[step + 1], trial.steps[step]

        forged.add(f"steps {step} and {step + 1} exchanged", exchange, None, step)
    forged.add("no step", lambda t: (t.steps.clear(), t.evaluations.clear(), t.anchors.clear()))
    forged.add("a step more", lambda t: t.steps.append([0, 0, 0]), "record")
    for table in ("evaluations", "anchors"):
        rows = getattr(truth, table)
        for index, row in enumerate(rows):
            forged.add(
                f"{table} {index} left out", lambda t: getattr(t, table).pop(index), "record", None)
        known = {row[0] for row in rows}
        for done in range(count + 1):
            if done in known:
                continue

            def add(trial):
                extra = copy.deepcopy(getattr(trial, table)[0])
                extra[0] = done
                getattr(trial, table).append(extra)
                getattr(trial, table).sort(key=lambda row: row[0])

            forged.add(f"{table}: one more at {done}", add, "record", done)
        for first in range(len(rows) - 1):

            def swap(trial):
                own = getattr(trial, table)
                own[first][1:], own[first + 1][1:] = own[first + 1][1:], own[first][1:]

            forged.add(f"{table} {first} and the next exchanged", swap, None, rows[first][0])
    yield from forged.outcomes()


def leaves(value, path=()):
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], path + (name,))
    yield path, value


def others(value):
    """Values of the same type and of others."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -value - 1, 2 ** 63 - 1)
    elif isinstance(value, str):
        yield from (value + "x", value[:-1], value.upper() if value.upper() != value else value.lower() + "y", "")
    elif isinstance(value, list):
        yield from (value[::-1] if value[::-1] != value else value + value, value[1:], value + ["x"])
    yield from (None, 7, "other", [], {})


@kind("a member of the header changed, removed or added")
def headers(bench):
    forged = Forged(bench)
    # Beside its plan: alone, a golden of other settings that give the same values is one of those settings.
    shutil.copy(forged.grid / "experiment.yaml", forged.folder)
    wrong = ("malformed", "unverifiable", "diverged")
    seen = set()
    for path, value in list(leaves(forged.truth.header)):
        if not path or path[0] in ("columns", "labels", "developmentExamples"):
            continue
        choices = [("removed", None)] + [("to", other) for other in others(value) if other != value]
        for how, other in choices:

            def change(trial):
                place = trial.header
                for name in path[:-1]:
                    place = place[name]
                if how == "removed":
                    del place[path[-1]]
                else:
                    place[path[-1]] = other

            key = (path, how, json.dumps(other))
            if key not in seen:
                seen.add(key)
                forged.add(f"{'.'.join(path)} {how} {json.dumps(other)[:40]}", change, verdict=wrong)
        if isinstance(value, dict):
            forged.add(
                f"{'.'.join(path)} with one more",
                lambda t: put(t.header, path, {**value, "zz": 1}), verdict=wrong)
    forged.add("one member more", lambda t: t.header.update(zz=1), verdict=wrong)
    yield from forged.outcomes()


def put(header, path, value):
    for name in path[:-1]:
        header = header[name]
    header[path[-1]] = value
