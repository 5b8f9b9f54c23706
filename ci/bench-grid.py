"""Times the grid: plans, claims, ledgers, status, resuming, its overhead, and how many trials at a time. See ci/bench-grid."""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "golden/acceptability/trials/wi=001,do=001.golden"
ENVIRONMENT = {**os.environ, "CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}
PROCESSORS = len(os.sched_getaffinity(0))

EMBEDDED = """name: bench
task: embedded/acceptability
model: embedded/tiny
protocol: {{ epochs: {epochs}, batch_size: 16, learning_rate: 1e-3, max_length: 32, evaluations_per_epoch: 4 }}
seeds: {{ wi: 1...{wi}, do: 1...{do} }}
"""

MINILM = """name: bench
task: glue/RTE
data: {glue}
model: {root}/models/all-MiniLM-L6-v2
protocol: {{ epochs: 3, batch_size: 16, learning_rate: 5e-5, max_length: 128, max_steps: {steps} }}
seeds: {{ wi: 1...2, do: 1...2 }}
"""


class Run:
    """The program, run to its end: seconds, the most memory in MiB, and what it printed."""

    def __init__(self, *words, statuses=(0,)):
        output = tempfile.TemporaryFile()
        start = time.monotonic()
        process = subprocess.Popen(
            [os.environ["SEEDPROOF"], *map(str, words)], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.PIPE)
        error = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        self.mebibytes = usage.ru_maxrss / 1024
        output.seek(0)
        self.output = output.read().decode()
        self.error = error
        if process.returncode not in statuses:
            raise SystemExit(f"ci/bench-grid: {' '.join(map(str, words))} ends with {process.returncode}: {error[-500:]}")


class Bench:
    def __init__(self, folder, arguments):
        self.folder, self.small, self.glue, self.rounds = folder, arguments.small, arguments.glue, arguments.rounds
        self.missed = []
        self.count = 0

    def say(self, what, value, unit, aim=None):
        """One figure; `aim` is the most that it should be."""
        verdict = ""
        if aim is not None:
            verdict = f"   (aim: below {aim:g} {unit})"
            if value >= aim:
                verdict += "   MISSED"
                self.missed.append(what)
        print(f"{what:<72} {value:>10.2f} {unit}{verdict}", flush=True)

    def new(self, plan):
        """A plan's file and a folder for its grid."""
        self.count += 1
        path = self.folder / f"plan-{self.count}.yaml"
        path.write_text(plan)
        return path, self.folder / f"grid-{self.count}"

    def finished(self, wi, do, missing=0):
        """A folder as a grid leaves it: plan, goldens that are all one file's links, and a ledger; of one process."""
        path, out = self.new(EMBEDDED.format(epochs=1, wi=wi, do=do))
        (out / "trials").mkdir(parents=True)
        shutil.copy(path, out / "experiment.yaml")
        digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
        common = {"instructionSet": "avx2", "plan": digest, "process": 1, "threads": 1, "writer": "0123456789abcdef"}
        golden = self.folder / "golden"
        if not golden.exists():
            shutil.copy(GOLDEN, golden)
        cells = [(i, j) for i in range(1, wi + 1) for j in range(1, do + 1)]
        cells = cells[:len(cells) - missing]
        with open(out / "ledger.jsonl", "w", encoding="utf-8") as ledger:
            def append(second, **members):
                clock = f"2026-01-{1 + second // 86400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"
                members.update(common, time=clock)
                ledger.write(json.dumps(members, separators=(",", ":"), sort_keys=True) + "\n")
            append(0, event="planned", detail=f"{wi * do} planned, {wi * do} missing")
            for number, (i, j) in enumerate(cells):
                name = out / "trials" / f"wi={i:03},do={j:03}.golden"
                try:
                    os.link(golden, name)
                except OSError:  # as many links as the file system takes
                    golden.unlink()
                    shutil.copy(GOLDEN, golden)
                    os.link(golden, name)
                append(number, event="started", wi=i, do=j)
                append(
                    number, event="completed", wi=i, do=j, milliseconds=400, degenerate=False,
                    score=repr(0.5 + number % 1000 / 1e4))
        return path, out

    def best(self, *words):
        """The quickest of three runs, and the most memory."""
        runs = [Run(*words) for _ in range(1 if self.small else 3)]
        return min(run.seconds for run in runs), max(run.mebibytes for run in runs), runs[0]

    # MARK: Parts

    def plan(self):
        """A million cells: the folder is made, and what is missing is cut into tasks; then asked how far it is."""
        side = 100 if self.small else 1000
        path, out = self.new(EMBEDDED.format(epochs=1, wi=side, do=side))
        run = Run("grid", path, "--out", out, "--engine", "list", "--array-size", 1000)
        cells = f"{side * side:,} cells"
        self.say(f"plan of {cells}: folder and 1,000 tasks", run.seconds, "s", 5)
        self.say(f"plan of {cells}: memory", run.mebibytes, "MiB", 300)
        seconds, memory, _ = self.best("grid", "--status", out)
        self.say(f"status of {cells}, none finished", seconds, "s", 5)
        self.say(f"status of {cells}, none finished: memory", memory, "MiB", 300)
        seconds, memory = self.first_trial(path, out)
        self.say(f"plan of {cells}: until the first trial begins", seconds, "s", 5)
        self.say(f"plan of {cells}: memory of a grid that runs", memory, "MiB", 300)

    def first_trial(self, path, out):
        """Starts a grid, waits for the line that a trial has begun, and ends it."""
        ledger = out / "ledger.jsonl"

        def begun():
            return ledger.read_text().count('"started"') if ledger.exists() else 0

        before = begun()
        start = time.monotonic()
        process = subprocess.Popen(
            [os.environ["SEEDPROOF"], "grid", path, "--out", out, "--jobs", "1", "--quiet"], env=ENVIRONMENT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while begun() == before:
            if process.poll() is not None:
                raise SystemExit("ci/bench-grid: the grid has ended before its first trial")
            time.sleep(0.01)
        seconds = time.monotonic() - start
        process.terminate()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 130
        return seconds, usage.ru_maxrss / 1024

    def status(self):
        side = 20 if self.small else 100
        _, out = self.finished(side, side)
        seconds, memory, run = self.best("grid", "--status", out, "--json")
        if json.loads(run.output)["finished"] != side * side:
            raise SystemExit("ci/bench-grid: the status does not count the goldens")
        self.say(f"status of {side * side:,} finished trials", seconds, "s", 1)
        self.say(f"status of {side * side:,} finished trials: memory", memory, "MiB")

    def resume(self):
        """A grid that is whole, and one in which one trial is missing."""
        side = 20 if self.small else 100
        path, out = self.finished(side, side)
        seconds, memory, _ = self.best("grid", path, "--out", out, "--quiet")
        self.say(f"the same command with {side * side:,} goldens, none missing", seconds, "s")
        self.say(f"the same command with {side * side:,} goldens: memory", memory, "MiB")
        path, out = self.finished(side, side, missing=1)
        self.say(f"until the missing one of {side * side:,} begins", self.first_trial(path, out)[0], "s")
        whole = 100 if self.small else 1000
        path, out = self.finished(whole, whole, missing=whole * whole - side * side)
        what = f"{whole * whole:,} cells, {side * side:,} finished"
        seconds, memory, _ = self.best("grid", "--status", out)
        self.say(f"status of {what}", seconds, "s", 5)
        seconds, memory = self.first_trial(path, out)
        self.say(f"until the next trial of {what} begins", seconds, "s", 5)
        self.say(f"memory of a grid of {what}", memory, "MiB", 300)

    def claims(self):
        """Processes that share a folder of short trials: how long each trial takes more than alone."""
        side = 4 if self.small else 10
        plan = EMBEDDED.format(epochs=1, wi=side, do=side).replace("evaluations_per_epoch: 4", "max_steps: 2")
        for count in (1, 2, 4):
            path, out = self.new(plan)
            start = time.monotonic()
            processes = [
                subprocess.Popen(
                    [os.environ["SEEDPROOF"], "grid", path, "--out", out, "--jobs", "1", "--threads", "1", "--quiet"],
                    env=ENVIRONMENT, stdout=subprocess.DEVNULL)
                for _ in range(count)]
            statuses = [process.wait() for process in processes]
            seconds = time.monotonic() - start
            if any(statuses):
                raise SystemExit(f"ci/bench-grid: {count} processes end with {statuses}")
            begun = sum(ledger.read_text().count('"started"') for ledger in out.glob("ledger*.jsonl"))
            self.say(f"{side * side} trials of 2 updates, {count} processes: a trial", 1000 * seconds / side ** 2, "ms")
            self.say(f"{side * side} trials of 2 updates, {count} processes: trials begun", begun, "")

    def files(self):
        """What the file system of the folder takes, a file at a time and in blocks. All calls of one thread."""
        place = self.folder / "files"
        place.mkdir()
        count = 200 if self.small else 2000
        golden = GOLDEN.read_bytes()
        note = b'{"beat":1,"done":0,"machine":"0123456789abcdef","owner":"0123456789abcdef"}\n'

        def write(path, data, sync):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            os.write(descriptor, data)
            if sync:
                os.fsync(descriptor)
            os.close(descriptor)

        def sync_folder():
            descriptor = os.open(place, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)

        def claim(number):
            name = place / f"claim-{number}"
            write(f"{name}.new", note, False)
            os.link(f"{name}.new", name)
            os.unlink(f"{name}.new")
            os.unlink(name)

        def store(number):
            name = place / f"golden-{number}"
            write(f"{name}.partial", golden, True)
            os.rename(f"{name}.partial", name)
            sync_folder()

        ledger = os.open(place / "ledger", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def append(_):
            os.write(ledger, b"x" * 299 + b"\n")
            os.fsync(ledger)

        def block(number):
            """The same goldens, 100 to a file."""
            name = place / f"block-{number}"
            write(f"{name}.partial", golden * 100, True)
            os.rename(f"{name}.partial", name)
            sync_folder()

        def rate(what, body, times, each=1):
            start = time.monotonic()
            for number in range(times):
                body(number)
            self.say(what, times * each / (time.monotonic() - start), "1/s")

        rate("claims: written, linked, unlinked", claim, count)
        rate("goldens: written, synced, renamed, the folder synced", store, count)
        start = time.monotonic()
        names = os.listdir(place)
        self.say(f"list of {len(names):,} files", 1000 * (time.monotonic() - start), "ms")
        rate("look at a file", lambda number: os.stat(place / f"golden-{number}"), count)
        rate("lines of a ledger: appended and synced", append, count)
        rate("goldens in blocks of 100", block, count // 100, each=100)
        os.close(ledger)
        shutil.rmtree(place)

    def overhead(self):
        """400 trials: processor slots times time, beside what the trials themselves took by their lines."""
        side = 4 if self.small else 20
        path, out = self.new(EMBEDDED.format(epochs=5, wi=side, do=side))
        run = Run("grid", path, "--out", out, "--jobs", PROCESSORS, "--threads", 1, "--quiet")
        entries = [json.loads(line) for line in (out / "ledger.jsonl").read_text().splitlines()]
        training = sum(entry.get("milliseconds", 0) for entry in entries if entry["event"] == "completed") / 1000
        offered = PROCESSORS * run.seconds
        self.say(f"{side * side} embedded trials, {PROCESSORS} at a time: the whole", run.seconds, "s")
        self.say(f"{side * side} embedded trials: the trials' own time", training, "s")
        self.say(
            "overhead: time of the jobs that is no trial's, as a share of training", 100 * (offered / training - 1), "%", 2)

    def load(self):
        self.table("embedded grid 4 x 4", EMBEDDED.format(epochs=1 if self.small else 5, wi=4, do=4))

    def minilm(self):
        if not self.glue:
            print("minilm: not run, since --glue names no folder")
            return
        steps = 2 if self.small else 40
        plan = MINILM.format(glue=pathlib.Path(self.glue).resolve(), root=ROOT, steps=steps)
        self.table(f"MiniLM on RTE, 2 x 2, {steps} updates", plan)

    def default_load(self, plan):
        """The numbers of jobs and threads that the program chooses, as options."""
        path, out = self.new(plan)
        said = Run("grid", path, "--out", out).error
        shutil.rmtree(out)
        found = re.search(r"(\d+) jobs? x (\d+) threads?:", said)
        if not found:
            raise SystemExit(f"ci/bench-grid: the grid does not say its load: {said[-500:]}")
        return "--jobs", int(found[1]), "--threads", int(found[2])

    def table(self, what, plan):
        """Seconds of each number of jobs and threads, in turn, and of the default; medians of the rounds.

        Each round begins at another place of the table. The default is one of the choices, so that it is run twice as
        often as the others: how far apart its two rows are is what the machine's noise does.
        """
        default = self.default_load(plan)
        choices = [()]
        for jobs in sorted({1, PROCESSORS // 2 or 1, PROCESSORS, 2 * PROCESSORS}):
            for threads in sorted({1, PROCESSORS // 2 or 1, PROCESSORS}):
                if jobs * threads <= 2 * PROCESSORS:
                    choices.append(("--jobs", jobs, "--threads", threads))
        seconds = {choice: [] for choice in choices}
        for number in range(1 if self.small else self.rounds):
            for choice in choices[number % len(choices):] + choices[:number % len(choices)]:
                path, out = self.new(plan)
                seconds[choice].append(Run("grid", path, "--out", out, "--quiet", *choice).seconds)
                shutil.rmtree(out)
        medians = {choice: statistics.median(times) for choice, times in seconds.items()}
        for choice, value in medians.items():
            name = " ".join(map(str, choice)) or "the default"
            self.say(f"{what}: {name}", value, "s")
        own = statistics.median(seconds[()] + seconds.get(default, []))
        best = min(own, *(value for choice, value in medians.items() if choice not in ((), default)))
        self.say(f"{what}: the default is {' '.join(map(str, default))}", own, "s")
        if default in medians:
            self.say(f"{what}: its two rows differ by", 100 * abs(medians[()] / medians[default] - 1), "%")
        self.say(f"{what}: the default, beside the best", 100 * (own / best - 1), "%", 3)
        alone = medians[("--jobs", 1, "--threads", PROCESSORS)]
        self.say(f"{what}: one trial after another with all threads / the default", alone / own, "x")


PARTS = ("plan", "status", "resume", "claims", "files", "overhead", "load", "minilm")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS, help="run this part")
    parser.add_argument("--glue", metavar="FOLDER", help="GLUE's folder, for MiniLM on RTE")
    parser.add_argument("--folder", metavar="DIR", help="work in a new folder of this one")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each table of jobs and threads")
    parser.add_argument("--small", action="store_true", help="small numbers")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seedproof-grids-", dir=arguments.folder) as folder:
        bench = Bench(pathlib.Path(folder), arguments)
        print(f"{PROCESSORS} processors; {folder}")
        for part in PARTS:
            if not arguments.only or part in arguments.only:
                getattr(bench, part)()
    if bench.missed:
        sys.exit("ci/bench-grid: missed: " + "; ".join(bench.missed))


if __name__ == "__main__":
    main()
