"""Grids that are killed, stopped, shared by processes, or run by a worker whose clock is wrong. See ci/test-grid.

Each case ends with the folder of an undisturbed run: the same goldens byte for byte, no claim and no unfinished file.
Ledgers differ, as times stand in them; what they say of each trial is looked at.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}


class Failure(Exception):
    """A case did not end as it must."""


# Two groups of six and a rest of four: of six three go on, and then one; of the rest two, and then one.
RULE = "start 6, keep 3 at 0.2, keep 1 at 0.5"


def plan():
    """A plan of trials that take a second, with many places at which they can be taken up."""
    text = (ROOT / "Tests/Fixtures/Grid/short.yaml").read_text()
    values = {
        "max_steps": "60", "evaluations_per_epoch": "30", "anchors_per_epoch": "30", "seeds": "{ wi: 1...4, do: 1...4 }"}
    for key, value in values.items():
        (text, count) = re.subn(rf"(?m)^( *{key}:) .*$", rf"\g<1> {value}", text)
        if count != 1:
            raise Failure(f"the plan has no {key}")
    return text


class Place:
    """A folder with a plan, and where its grids go."""

    def __init__(self, root, name="plan.yaml", rule=None):
        self.root = root
        self.plan = root / name
        self.plan.write_text(plan() + (f"stop: {rule}\n" if rule else ""))
        self.count = 0

    def new(self):
        self.count += 1
        return self.root / f"{self.plan.stem}-{self.count}"

    def command(self, out, *options):
        return [
            os.environ["SEEDPROOF"], "grid", str(self.plan), "--out", str(out), "--jobs", "1", "--threads", "1",
            "--quiet", *options]

    def start(self, out, *options, prefix=()):
        return subprocess.Popen(
            [*prefix, *self.command(out, *options)], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run(self, out, *options, prefix=(), statuses=(0,)):
        process = self.start(out, *options, prefix=prefix)
        output, error = process.communicate(timeout=600)
        if process.returncode not in statuses:
            raise Failure(f"exit {process.returncode}: {error[-500:]} {output[-500:]}")
        return output


def goldens(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "trials").iterdir())}


def lines(folder):
    """Of all ledgers."""
    found = []
    for path in sorted(folder.glob("ledger*.jsonl")):
        found += [json.loads(line) for line in path.read_text().splitlines() if line.endswith("}")]
    return found


def check(folder, expected, kills=0):
    """The folder is that of an undisturbed run, and its ledgers say that each trial was done.

    A kill may come between a golden and its line; the line that says that the trial was begun is there then.
    """
    found = goldens(folder)
    if found != expected:
        names = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        raise Failure(f"{folder} differs in {names}")
    left = sorted(
        path.name for path in folder.iterdir()
        if path.name not in ("experiment.yaml", "trials") and not path.name.startswith("ledger"))
    if left:
        raise Failure(f"{folder} holds {left}")
    for events, lost in (("started",), 0), (("completed", "stopped"), kills):
        told = {(line["wi"], line["do"]) for line in lines(folder) if line["event"] in events}
        if len(told) < len(expected) - lost:
            raise Failure(f"the ledgers of {folder} tell of {len(told)} trials that were {events[0]}")


def killed(place, expected, kills, dice, seconds):
    """One folder, killed at random moments and taken up each time; a new one once it is whole."""
    (count, folders) = (0, 0)
    while count < kills:
        out = place.new()
        folders += 1
        before = count
        while True:
            process = place.start(out)
            try:
                process.communicate(timeout=dice.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.communicate()
                count += 1
                if count < kills:
                    continue
                place.run(out)
            else:
                if process.returncode:
                    raise Failure(f"exit {process.returncode} after {count} kills")
            break
        if any(path.name != "ledger.jsonl" for path in out.glob("ledger*")):
            raise Failure("one process on one machine needs one ledger")
        check(out, expected, count - before)
        shutil.rmtree(out)
    return f"{count} kills in {folders} folders"


def stopped(place, expected, dice, seconds):
    """Asked to end, a grid keeps what it has done, and says how to go on."""
    out = place.new()
    taken_up = 0
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
        process = place.start(out)
        time.sleep(dice.uniform(0.3, 0.6) * seconds)
        os.kill(process.pid, number)
        start = time.monotonic()
        (_, error) = process.communicate(timeout=30)
        if process.returncode == 0:
            break
        if process.returncode != 130 or "takes the grid up again" not in error:
            raise Failure(f"exit {process.returncode}: {error}")
        if time.monotonic() - start > 30:
            raise Failure("an end that takes longer than an engine waits")
        taken_up += sum(path.suffix == ".checkpoint" for path in (out / "trials").iterdir())
    place.run(out)
    check(out, expected)
    return f"{taken_up} checkpoints taken up"


def shared(place, expected, count, prefixes, attempts=1):
    """Several processes on one folder, in which each trial is begun or taken up so often."""
    out = place.new()
    processes = [place.start(out, prefix=prefixes.get(number, ())) for number in range(count)]
    outputs = [process.communicate(timeout=600) for process in processes]
    for process, (_, error) in zip(processes, outputs):
        if process.returncode:
            raise Failure(f"exit {process.returncode}: {error}")
    check(out, expected)
    starts = sum(line["event"] == "started" for line in lines(out))
    if starts != attempts * len(expected):
        raise Failure(f"{starts} attempts for {len(expected)} trials")
    return f"{len(list(out.glob('ledger*')))} ledgers"


def left_by_the_dead(place, expected, dice, seconds):
    """Of three processes two are killed; the third does their trials without being started again."""
    out = place.new()
    processes = [place.start(out) for _ in range(3)]
    time.sleep(dice.uniform(0.1, 0.3) * seconds)
    for process in processes[:2]:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    (_, error) = processes[2].communicate(timeout=600)
    if processes[2].returncode:
        raise Failure(f"exit {processes[2].returncode}: {error}")
    check(out, expected, 2)
    return "taken over"


def stalled(place, expected, dice, seconds):
    """A process is stopped for longer than it is believed, and wakes up when its trial is another's."""
    out = place.new()
    first = place.start(out)
    time.sleep(dice.uniform(0.1, 0.3) * seconds)
    os.kill(first.pid, signal.SIGSTOP)
    place.run(out)
    check_names = goldens(out)
    os.kill(first.pid, signal.SIGCONT)
    (_, error) = first.communicate(timeout=600)
    if first.returncode:
        raise Failure(f"exit {first.returncode}: {error}")
    if any(check_names.get(name) != content for name, content in expected.items()):
        raise Failure("the second process returned before every trial was done")
    check(out, expected)
    attempts = sum(line["event"] == "started" for line in lines(out))
    return f"{attempts} attempts for {len(expected)} trials"


def main():
    parser = argparse.ArgumentParser(prog="ci/test-grid")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    dice = random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    root = pathlib.Path(tempfile.mkdtemp(prefix="seedproof-grid-"))
    place = Place(root)
    whole = place.new()
    start = time.monotonic()
    place.run(whole)
    seconds = time.monotonic() - start
    expected = goldens(whole)
    if len(expected) != 16:
        raise Failure(f"{len(expected)} goldens")
    print(f"undisturbed: {len(expected)} goldens, {seconds:.1f} s", flush=True)
    late = ["faketime", "-f", "-1h"] if shutil.which("faketime") else None
    cases = [
        ("killed", lambda: killed(place, expected, options.kills, dice, seconds)),
        ("asked to end", lambda: stopped(place, expected, dice, seconds)),
        ("two processes", lambda: shared(place, expected, 2, {})),
        ("three processes", lambda: shared(place, expected, 3, {})),
        ("two of three killed", lambda: left_by_the_dead(place, expected, dice, seconds)),
        ("one stalled", lambda: stalled(place, expected, dice, seconds)),
    ]
    if late:
        cases.append(("a clock an hour behind", lambda: shared(place, expected, 3, {1: late})))
    else:
        print("a clock an hour behind: not run, there is no faketime", flush=True)
    ruled = Place(root, "ruled.yaml", RULE)
    one = ruled.new()
    begun = time.monotonic()
    ruled.run(one)
    short = time.monotonic() - begun
    stopped_early = goldens(one)
    outcomes = [line["event"] for line in lines(one)]
    if (outcomes.count("stopped"), outcomes.count("completed")) != (13, 3):
        raise Failure(f"by the rule {outcomes.count('stopped')} trials were stopped")
    starts = outcomes.count("started")
    cases += [
        ("by a rule, killed", lambda: killed(ruled, stopped_early, options.kills, dice, short)),
        ("by a rule, asked to end", lambda: stopped(ruled, stopped_early, dice, short)),
        ("by a rule, two processes", lambda: shared(ruled, stopped_early, 2, {}, starts / 16)),
        ("by a rule, three processes", lambda: shared(ruled, stopped_early, 3, {}, starts / 16)),
        ("by a rule, two of three killed", lambda: left_by_the_dead(ruled, stopped_early, dice, short)),
        ("by a rule, one stalled", lambda: stalled(ruled, stopped_early, dice, short)),
    ]
    for name, case in cases:
        begun = time.monotonic()
        print(f"{name}: {case()}, {time.monotonic() - begun:.0f} s", flush=True)
    shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"ci/test-grid: {failure}", file=sys.stderr)
        sys.exit(1)
