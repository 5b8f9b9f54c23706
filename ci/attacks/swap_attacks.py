"""Goldens, data and models that are exchanged while a verification runs, at moments drawn at random."""

import json
import os
import shutil
import threading

import forger
from bench import kind
from value_attacks import GOLDEN, PLAN

ROUNDS = 60


class Exchange:
    """Gives a file one of two contents, again and again, until it is left."""

    def __init__(self, bench, path, contents, in_place=False):
        self.path, self.contents, self.in_place = path, contents, in_place
        self.random, self.ended = bench.random, threading.Event()
        self.delay = bench.random.choice([0, 0.0005, 0.005, 0.02, 0.1])
        self.thread = threading.Thread(target=self.run)

    def put(self, data):
        if self.in_place:
            with open(self.path, "r+b") as file:
                file.write(data)
                file.truncate()
        else:
            spare = self.path.with_name("spare")
            spare.write_bytes(data)
            os.replace(spare, self.path)

    def run(self):
        turn = 0
        while not self.ended.wait(self.random.random() * self.delay):
            turn += 1
            self.put(self.contents[turn % 2])

    def __enter__(self):
        self.put(self.contents[self.random.randrange(2)])
        self.thread.start()

    def __exit__(self, *error):
        self.ended.set()
        self.thread.join()
        self.put(self.contents[0])


def judge(bench, case, result, path, true_content):
    """A golden that is called reproduced is the true one: its content says which was compared."""
    try:
        report = json.loads(result.output)
    except ValueError:
        return bench.expect(case, result.status in (2, 3, 64), result)
    for trial in report["trials"]:
        if os.path.basename(trial["file"]) != path.name:
            continue
        forged = trial.get("contentDigest") != true_content
        if trial["verdict"] in ("reproduced", "segments agree") and forged:
            return bench.expect(case, False, result)
    return bench.expect(case, result.status in (0, 1, 2, 3), result)


@kind("goldens exchanged while verify runs")
def goldens(bench):
    grid = bench.grid(PLAN)
    path = grid / GOLDEN
    truth = path.read_bytes()
    other = forger.read(path)
    for row in other.steps:
        row[0] ^= 1
    contents = [truth, other.bytes()]
    report = json.loads(bench.run("verify", path, "--json").output)
    content = report["trials"][0]["contentDigest"]
    choices = [(), ("--sample", "4"), ("--budget", "1h"), ("--segments", "9"), ("--jobs", "2")]
    for turn in range(ROUNDS):
        choice = choices[turn % len(choices)]
        in_place = bench.random.random() < 0.3
        with Exchange(bench, path, contents, in_place):
            result = bench.run("verify", grid, "--json", *choice)
        yield judge(bench, f"{turn}: {choice}{' in place' if in_place else ''}", result, path, content)
    result = bench.run("verify", grid)
    yield bench.expect("left alone", result.status == 0, result)


DATA_PLAN = """name: own
task: tsv
data: texts
files: { train: train.tsv, dev: dev.tsv }
columns: { first: text, label: label }
labels: ["no", "yes"]
model: MODEL
protocol: { epochs: 1, batch_size: 2, learning_rate: 1e-3, max_length: 16, max_steps: 9 }
seeds: { wi: 1, do: 1 }
"""


def table(word):
    rows = [f"a {word} and {n}\t{'yes' if n % 3 else 'no'}" for n in range(40)]
    return ("text\tlabel\n" + "\n".join(rows) + "\n").encode()


def write_texts(folder):
    """The folder of the data of `DATA_PLAN`."""
    texts = folder / "texts"
    texts.mkdir()
    for file in ("train.tsv", "dev.tsv"):
        (texts / file).write_bytes(table("word"))
    return texts


def exchanged(bench, grid, path, contents, rounds):
    for turn in range(rounds):
        in_place = turn % 3 == 0
        with Exchange(bench, path, contents, in_place):
            result = bench.run("verify", grid, "--json")
        case = f"{path.name} {turn}{' in place' if in_place else ''}"
        # The values are those of the golden, or the change is noticed.
        yield bench.expect(case, result.status in (0, 1, 2), result)
    path.write_bytes(contents[1])
    result = bench.run("verify", grid)
    yield bench.expect(f"{path.name}: the other", result.status == 2, result)
    path.write_bytes(contents[0])
    result = bench.run("verify", grid)
    yield bench.expect(f"{path.name}: left alone", result.status == 0, result)


@kind("data exchanged while verify runs")
def data(bench):
    folder = bench.folder("data")
    texts = write_texts(folder)
    plan = bench.plan(folder, DATA_PLAN.replace("MODEL", "embedded/tiny"))
    made = bench.run("grid", plan, "--out", folder / "g")
    yield bench.expect("grid", made.status == 0, made)
    for file in ("train.tsv", "dev.tsv"):
        yield from exchanged(bench, folder / "g", texts / file, [table("word"), table("third")], 20)


@kind("models exchanged while verify runs")
def models(bench):
    folder = bench.folder("model")
    shutil.copytree(forger.ROOT / "Tests/Fixtures/Encoder/two-labels", folder / "model")
    write_texts(folder)
    plan = bench.plan(folder, DATA_PLAN.replace("MODEL", "model"))
    made = bench.run("grid", plan, "--out", folder / "g")
    yield bench.expect("grid", made.status == 0, made)
    weights = folder / "model/model.safetensors"
    truth = weights.read_bytes()
    for place in (-1, -2, len(truth) // 2):
        other = bytearray(truth)
        other[place] ^= 2
        yield from exchanged(bench, folder / "g", weights, [truth, bytes(other)], 20)
