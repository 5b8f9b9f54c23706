"""Compares goldens with golden/second_implementation.py: the other half of ci/second-implementation."""

import argparse
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "golden"))
import numpy as np  # noqa: E402
import read_golden  # noqa: E402
import second_arithmetic  # noqa: E402
import second_published  # noqa: E402
import second_sentences  # noqa: E402
from second_implementation import Trial, read_tensors  # noqa: E402

WI, DO = 3, 7

# Pairs of texts in files, and three classes.
PAIRS = """
task: tsv
data: .
files: { train: train.tsv, dev: dev.tsv }
columns: { first: first, second: second, label: label }
labels: ["0", "1", "2"]"""
# Each has warm-up and descent, and gradients that are clipped beside some that are not. "pairs" has batches of
# unequal size, several epochs, pairs, three classes and no weight decay; the two after it take orders of other programs;
# "as-run", as Dodge et al. 2020 ran it, has dropout in 3 of its 12 updates, and ends with a rate of 0 and with one
# below 0.
PLANS = {
    "adamw": """
task: embedded/acceptability
protocol: { epochs: 1, max_steps: 12, batch_size: 8, optimizer: adamw, dropout: 0.1, clip_norm: 2.5,
  learning_rate: 2e-3, warmup: 0.05, max_length: 32, evaluations_per_epoch: 1, anchors_per_epoch: 40,
  keep_logits: true }
""",
    "adamw-without-dropout": """
task: embedded/acceptability
protocol: { epochs: 1, max_steps: 8, batch_size: 4, optimizer: adamw, dropout: 0, clip_norm: 2.5,
  learning_rate: 1e-3, warmup: 0.02, max_length: 32, evaluations_per_epoch: 1, anchors_per_epoch: 60,
  keep_logits: true }
""",
    "bert-adam": """
task: embedded/acceptability
protocol: { epochs: 1, max_steps: 8, batch_size: 4, optimizer: bert-adam, dropout: 0.1, clip_norm: 0.5,
  dropout_seed: wi, learning_rate: 1e-3, warmup: 0.02, max_length: 32, evaluations_per_epoch: 1, anchors_per_epoch: 60,
  keep_logits: true }
""",
    "pairs": PAIRS + """
protocol: { epochs: 2, batch_size: 4, optimizer: bert-adam, dropout: 0.2, clip_norm: 1.0, weight_decay: 0,
  learning_rate: 2e-3, warmup: 0.3, max_length: 32, evaluations_per_epoch: 2, anchors_per_epoch: 2, keep_logits: true }
""",
    "trainer-order": PAIRS + """
protocol: { epochs: 2, batch_size: 4, dropout: 0.1, learning_rate: 2e-3, max_length: 32, evaluations_per_epoch: 2,
  anchors_per_epoch: 2, keep_logits: true }
streams: trainer/5.24
""",
    "loader-order": PAIRS + """
protocol: { epochs: 2, batch_size: 4, dropout: 0, learning_rate: 2e-3, max_length: 32, evaluations_per_epoch: 2,
  anchors_per_epoch: 2, keep_logits: true }
streams: torch/2.13+generator
""",
    "as-run": PAIRS + """
protocol: { preset: dodge2020-as-run, batch_size: 4, dropout: 0.2, learning_rate: 2e-3, warmup: 0.3, max_length: 32,
  clip_norm: 0.5, evaluations_per_epoch: 2, anchors_per_epoch: 3, keep_logits: true }
""",
    "perturbed": """
task: embedded/acceptability
protocol: { epochs: 1, max_steps: 8, batch_size: 4, dropout: 0, learning_rate: 1e-3, max_length: 32,
  evaluations_per_epoch: 1, anchors_per_epoch: 60, keep_logits: true }
perturbation: { update: 3, parameter: encoder.layer.1.output.dense.weight, element: 4711, ulps: [0, 1000] }
""",
}
# Units in the last place of the plans that perturb a trial.
ULPS = {"perturbed": 1000}


class Uncomparable(Exception):
    """A golden of another kind of trial than the second implementation knows."""


class Difference(Exception):
    """The first value that differs."""


def need(found, wanted, what):
    if found != wanted:
        raise Uncomparable("%s is %.80s, not %.80s" % (what, found, wanted))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# Inputs


class Inputs:
    """Model and data, checked against the digests in a header. Nothing comes from the program."""

    def __init__(self):
        with open(os.path.join(ROOT, "Sources", "CEmbedded", "tiny.safetensors"), "rb") as file:
            self.weights = file.read()
        self.pieces = second_sentences.vocabulary()
        self.ids = {piece: number for number, piece in enumerate(self.pieces)}
        self.sentences = second_sentences.acceptability()

    def trial(self, header, pairs):
        """The trial of a header; `pairs` are the rows of a task in files."""
        later = {"schedule", "dropout_updates", "evaluations"} & set(header["protocol"])
        format = "seedproof-trial/%d" % (3 if later else 2 if "perturbation" in header else 1)
        for member, wanted in (("format", format), ("numerics", "seedproof-f32/1")):
            need(header.get(member), wanted, member)
        if header.get("streams") not in second_published.ORDERS:
            need(header.get("streams"), "philox4x32-10/1", "streams")
        need(header["model"]["weights"], sha256(self.weights), "weights")
        vocabulary = "".join(piece + "\n" for piece in self.pieces)
        need(header["model"]["vocabulary"], sha256(vocabulary.encode()), "vocabulary")
        if pairs:
            sets = [(rows, tsv(rows)) for rows in pairs]
        else:
            need(header["task"], "embedded/acceptability", "task")
            sets = [self.sentence_set(site, header["labelNames"]) for site in (
                second_sentences.TRAINING, second_sentences.DEVELOPMENT)]
        for name, (_, text) in zip(("train", "development"), sets):
            need(header["data"][name], sha256(text.encode()), "data." + name)
        longest = header["protocol"]["max_length"]
        return Trial(header, read_tensors(self.weights), *(
            self.encoded(rows, longest) for rows, _ in sets))

    def sentence_set(self, site, names):
        """Rows, and the canonical text whose digest the header has."""
        rows = [(text, None, label) for label, text in self.sentences[site]]
        return rows, "".join("%s\t%s\n" % (names[label], text) for text, _, label in rows)

    def pairs(self):
        """Training and development rows of pairs: 14 and 6 short sentences with later ones; three classes."""
        short = [text for _, text in self.sentences[second_sentences.TRAINING] if len(text.split()) < 10]
        rows = [(short[n], short[3 * n + 1], (n * n + n // 5) % 3) for n in range(20)]
        return rows[:14], rows[14:]

    def encoded(self, rows, longest):
        texts = [second_sentences.encoded(first, second, self.ids) for first, second, _ in rows]
        if max(len(ids) for ids, _ in texts) > longest:
            raise Uncomparable("a text of more than %d tokens" % longest)
        return texts, [label for _, _, label in rows]


def tsv(rows):
    return "first\tsecond\tlabel\n" + "".join("%s\t%s\t%d\n" % row for row in rows)


# Comparison


def values(kind, record):
    """(column, text of the value) of a record, one for each value that a golden holds."""
    if kind == read_golden.STEPS:
        for column in read_golden.STEP_COLUMNS:
            yield column, read_golden.shown(column, record[column])
    elif kind == read_golden.ANCHORS:
        for component, digest in record["parts"].items():
            yield "anchor's " + component, digest.hex()
    else:
        for column in ("counts", "predictions"):
            for number, value in enumerate(record[column]):
                yield "%s[%d]" % (column, number), str(value)
        for number, bits in enumerate(record.get("logits", [])):
            yield "logits[%d]" % number, read_golden.hex_float(bits)


def compare(golden, trial):
    """How many values of each column are equal; the first that is not is thrown."""
    kinds = {read_golden.STEPS: "step", read_golden.EVALUATIONS: "evaluation", read_golden.ANCHORS: "anchor"}
    equal = {}
    for ours, theirs in itertools.zip_longest(trial.records(), golden.records()):
        places = ["%s %d" % (kinds[pair[0]], pair[1]["step"]) if pair else "no record"
                  for pair in (theirs, ours)]
        if places[0] != places[1]:
            raise Difference("the golden has %s, the second implementation %s" % tuple(places))
        for theirs_value, ours_value in itertools.zip_longest(values(*theirs), values(*ours)):
            if theirs_value != ours_value:
                raise Difference("%s, %s: golden %s, second implementation %s" % (
                    places[0], (theirs_value or ours_value)[0], *(
                        value[1] if value else "nothing" for value in (theirs_value, ours_value))))
            column = theirs_value[0].split("[")[0].replace("anchor's ", "anchor ")
            equal[column] = equal.get(column, 0) + 1
    return equal


def check(name, path, inputs, pairs=None):
    """Compares one golden; true if every value is equal."""
    start = time.monotonic()
    with open(path, "rb") as file:
        golden = read_golden.Golden(file.read())
    if golden.outcome != "completed":
        raise Uncomparable("the trial ended as " + golden.outcome)
    trial = inputs.trial(golden.header, pairs)
    try:
        equal = compare(golden, trial)
    except Difference as difference:
        print("%s: differs at %s" % (name, difference))
        return False
    clipped, whole = trial.optimizer.clipped, trial.optimizer.whole
    print("%s: %d values equal in %.0f s; %d of %d clip coefficients below 1" % (
        name, sum(equal.values()), time.monotonic() - start, clipped, clipped + whole))
    print("  " + ", ".join("%s %d" % column for column in equal.items()), flush=True)
    return True


# Without arguments


def sums_next_to_ties(count=20000):
    """fma where binary64 would round to halfway between two binary32: too rare in a trial to show there.

    With c an integer of 24 bits and a b next to 1/2 or -1/2, the right sum is an integer.
    """
    random = np.random.default_rng(1)
    c = random.integers((1 << 23) + 1, (1 << 24) - 1, count).astype(np.float64)
    a, b = (1 + random.integers(-4, 5, count) * 2.0 ** -23 for _ in range(2))
    products = a * b * random.choice([-0.5, 0.5], count)
    for product, addend, result in zip(products, c, second_arithmetic.fma(products, c)):
        wanted = round(Fraction(product) + Fraction(addend))
        if result != wanted:
            print("fma: %s + %.0f: %.0f, correctly rounded %d" % (product.hex(), addend, float(result), wanted))
            return False
    print("fma: %d sums next to ties right" % count, flush=True)
    return True


def hard_cases():
    """exp, tanh and erf where the true value is next to a rounding boundary; true if all are right."""
    for name in ("exp", "tanh", "erf"):
        path = os.path.join(ROOT, "Tests", "Fixtures", "Arithmetic", "hard_%s.txt" % name)
        with open(path) as file:
            cases = np.array([[int(word, 16) for word in line.split()[:2]] for line in file], np.uint32)
        found = getattr(second_arithmetic, name)(cases[:, 0].view(np.float32)).view(np.uint32)
        for given, wanted, result in zip(*cases.T, found):
            if wanted != result:
                print("%s(%08x): %08x, correctly rounded %08x" % (name, given, result, wanted))
                return False
        print("%s: %d hard cases right" % (name, len(cases)), flush=True)
    return True


def trained(program, inputs, folder):
    """Trains every plan and compares it; true if all are equal."""
    pairs = inputs.pairs()
    for name, rows in zip(("train.tsv", "dev.tsv"), pairs):
        with open(os.path.join(folder, name), "w") as file:
            file.write(tsv(rows))
    for name, plan in PLANS.items():
        path, golden = (os.path.join(folder, name + end) for end in (".yaml", ".golden"))
        with open(path, "w") as file:
            file.write("name: %s%smodel: embedded/tiny\nseeds: { wi: %d, do: %d }\n" % (name, plan, WI, DO))
        arguments = ["train", path, "--wi", str(WI), "--do", str(DO), "--out", golden, "--json", "--quiet",
                     "--ulps", str(ULPS.get(name, 0))]
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)
        if not check(name, golden, inputs, pairs if PAIRS in plan else None):
            return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("goldens", nargs="*")
    arguments = parser.parse_args()
    try:
        inputs = Inputs()
        if arguments.goldens:
            return 0 if all(check(path, path, inputs) for path in arguments.goldens) else 1
        with tempfile.TemporaryDirectory() as folder:
            sound = sums_next_to_ties() and hard_cases() and trained(arguments.program, inputs, folder)
            return 0 if sound else 1
    except (Uncomparable, OSError, read_golden.Malformed, read_golden.NewerFormat) as error:
        print("ci/second-implementation: %s" % error, file=sys.stderr)
        return 64


if __name__ == "__main__":
    sys.exit(main())
