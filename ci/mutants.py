"""Builds the sources with faults behind switches and runs the tests against each. See ci/mutants."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time
import tomllib

import switches
from switches import Wrong

LIST = switches.ROOT / "ci/mutants.toml"
BUILD = ["swift", "build", "-c", "release", "-Xswiftc", "-enable-testing", "--build-tests"]
SECONDS = 180  # a fault that makes a loop endless ends here, and is seen
ROOM_SECONDS = 1800  # for all tests of a room
NO_TESTS = 69  # the test program's status where no test has such a name


class Mutant(switches.Edit):
    """One entry of the list."""

    def __init__(self, entry):
        unknown = entry.keys() - {"name", "file", "text", "fault", "tests", "harmless"}
        if unknown:
            raise Wrong(f"{entry.get('name')}: unknown members {sorted(unknown)}")
        super().__init__(entry["name"], entry["file"], entry["text"], entry["fault"])
        self.tests, self.harmless = entry["tests"], entry.get("harmless")


def read_list():
    mutants = [Mutant(entry) for entry in tomllib.loads(LIST.read_text())["mutant"]]
    names = [mutant.name for mutant in mutants]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Wrong(f"stand twice: {sorted(twice)}")
    return mutants


class Tests:
    """The test program of a build."""

    def __init__(self, folder):
        shown = subprocess.run(
            [*BUILD[:-1], "--show-bin-path"], cwd=folder, capture_output=True, text=True, check=True)
        self.folder = folder
        self.program = next(pathlib.Path(shown.stdout.strip()).glob("*PackageTests.xctest"))

    def run(self, tests, mutant=None, seconds=ROOM_SECONDS):
        """Whether all tests of the filter pass, and which failed first; no test at all is an error."""
        environment = {key: value for key, value in os.environ.items() if key != switches.VARIABLE}
        if mutant:
            environment[switches.VARIABLE] = mutant
        command = [
            str(self.program), "--testing-library", "swift-testing", "--filter", tests]
        try:
            done = subprocess.run(
                command, cwd=self.folder, capture_output=True, timeout=seconds, env=environment)
        except subprocess.TimeoutExpired:
            return False, f"no end after {seconds} s"
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        count = re.search(r"Test run with (\d+) tests?", text)
        if done.returncode == NO_TESTS or count and int(count[1]) == 0:
            raise Wrong(f"'{tests}' names no test")
        if done.returncode == 0:
            return True, None
        failed = re.search(r"Test (.+?) (?:recorded an issue|failed after)", text)
        name = re.sub(r" with \d+ test cases?| with \d+ argument.*", "", failed[1]) if failed else None
        started = re.findall(r"Test (\S+\(.*?\)) started", text)
        return False, name or f"a crash in {started[-1] if started else '?'} (exit {done.returncode})"


def main():
    parser = argparse.ArgumentParser(prog="ci/mutants")
    parser.add_argument("--only", action="append", help="take the faults whose name contains this text")
    parser.add_argument("--check", action="store_true", help="only see that the list fits the sources")
    parser.add_argument("--folder", type=pathlib.Path, help="build here, and leave it")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time")
    options = parser.parse_args()
    mutants = read_list()
    changed = switches.sources(mutants)
    if options.check:
        print(f"{len(mutants)} faults fit the sources")
        return 0
    chosen = [
        mutant for mutant in mutants
        if not options.only or any(part in mutant.name for part in options.only)]
    if not chosen:
        raise Wrong("no fault has such a name")
    with switches.built(options.folder, changed, BUILD) as folder:
        return run(folder, chosen, options.jobs)


def run(folder, chosen, jobs):
    start = time.monotonic()
    tests = Tests(folder)
    passes, failed = tests.run("|".join(sorted({mutant.tests for mutant in chosen})))
    if not passes:
        raise Wrong(f"without a fault the tests fail already: {failed}")

    def judge(mutant):
        begin = time.monotonic()
        passes, killer = tests.run(mutant.tests, mutant.name, SECONDS)
        if passes and not mutant.harmless:
            # A test of the room may fail for a reason of its own; so this says only what the entry may name instead.
            _, killer = tests.run(rf"^({mutant.room}|seedproof)Tests\.", mutant.name)
        return mutant, passes, killer, time.monotonic() - begin

    counts = {"seen": 0, "harmless": 0, "wrong": 0}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, passes, killer, seconds in pool.map(judge, chosen):
            if mutant.harmless:
                state = "harmless" if passes else "wrong"
                text = mutant.harmless if passes else f"called harmless, but seen by {killer}"
            else:
                state = "wrong" if passes else "seen"
                text = killer
                if passes:
                    text = f"NOT SEEN by its tests, but by {killer}" if killer else "NOT SEEN by any test of its room"
            counts[state] += 1
            print(f"{mutant.name:44} {text}  ({seconds:.0f} s)", flush=True)
    print(
        f"{len(chosen)} faults: {counts['seen']} seen by a test, {counts['harmless']} without effect, "
        f"{counts['wrong']} wrong, {time.monotonic() - start:.0f} s")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    switches.end_with(main, "ci/mutants")
