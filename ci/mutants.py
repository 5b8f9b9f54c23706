"""Builds the sources with faults behind switches and runs the tests against each. See ci/mutants."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "ci/mutants.toml"
BUILD = ["swift", "build", "-c", "release", "-Xswiftc", "-enable-testing", "--build-tests"]
SECONDS = 180  # a fault that makes a loop endless ends here, and is seen
ROOM_SECONDS = 1800  # for all tests of a room
NO_TESTS = 69  # the test program's status where no test has such a name

SWITCH = """// Written by ci/mutants: chooses a fault.
import Foundation

private let chosen = ProcessInfo.processInfo.environment["SEEDPROOF_MUTANT"]

func isMutant(_ name: String) -> Bool { chosen == name }
"""


class Mutant:
    """One entry of the list: «marks» in its text enclose what the fault takes the place of."""

    def __init__(self, entry):
        unknown = entry.keys() - {"name", "file", "text", "fault", "tests", "harmless"}
        if unknown or not re.fullmatch("[a-z0-9-]+", entry["name"]):
            raise Wrong(f"{entry.get('name')}: a wrong name, or unknown members {sorted(unknown)}")
        self.name, self.file, self.fault = entry["name"], entry["file"], entry["fault"]
        self.tests, self.harmless = entry["tests"], entry.get("harmless")
        self.room = self.file.split("/")[1]
        text = entry["text"]
        before, mark, rest = text.partition("«")
        marked, end, after = rest.partition("»") if mark else ("", "", "")
        if bool(mark) != bool(end):
            raise Wrong(f"{self.name}: a mark without the other")
        self.before, self.marked, self.after = (before, marked, after) if mark else ("", text, "")

    def locate(self, source):
        """The place of what is marked; the whole text must stand exactly once."""
        whole = self.before + self.marked + self.after
        count = source.count(whole)
        if count != 1:
            raise Wrong(f"{self.name}: its text stands {count} times in {self.file}:\n    {whole}")
        start = source.index(whole) + len(self.before)
        return start, start + len(self.marked)

    def switch(self, original):
        """What stands for `original`; a fault in braces replaces statements, any other an expression."""
        fault = self.fault.strip()
        if fault.startswith("{"):
            return f'if isMutant("{self.name}") {fault} else {{ {original} }}'
        return f'(isMutant("{self.name}") ? ({fault}) : ({original}))'


class Wrong(Exception):
    pass


def mutated(path, source, mutants):
    """The text of a file with all its switches; one place may lie within another."""
    places = [(*mutant.locate(source), mutant) for mutant in mutants]

    def render(start, end, inner):
        text, position = "", start
        while inner:
            low, high, mutant = inner[0]
            within = [place for place in inner[1:] if place[0] < high]
            for other in within:
                if other[1] > high:
                    raise Wrong(f"{mutant.name} and {other[2].name} overlap in {path}")
            inner = inner[1 + len(within):]
            text += source[position:low] + mutant.switch(render(low, high, within))
            position = high
        return text + source[position:end]

    return render(0, len(source), sorted(places, key=lambda place: (place[0], -place[1])))


def read_list():
    entries = tomllib.loads(LIST.read_text())["mutant"]
    mutants = [Mutant(entry) for entry in entries]
    names = [mutant.name for mutant in mutants]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Wrong(f"stand twice: {sorted(twice)}")
    return mutants


def sources(mutants):
    """The mutated files, by name; complains of all entries that no longer fit at once."""
    by_file, complaints, result = {}, [], {}
    for mutant in mutants:
        by_file.setdefault(mutant.file, []).append(mutant)
    for name, own in by_file.items():
        path = ROOT / name
        source = path.read_text() if path.exists() else ""
        for mutant in own:
            try:
                mutant.locate(source)
            except Wrong as wrong:
                complaints.append(str(wrong))
        if not complaints:
            result[name] = mutated(name, source, own)
    if complaints:
        raise Wrong("\n".join(complaints))
    for room in {mutant.room for mutant in mutants}:
        result[f"Sources/{room}/MutantSwitch.swift"] = SWITCH
    return result


def copy_tree(folder, changed):
    """Makes `folder` the tree with the changed files; what is equal keeps its time, so that little is built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
        capture_output=True, check=True).stdout.decode().split("\0")
    wanted = {name for name in listed if name and (ROOT / name).is_file()} | changed.keys()
    for name in sorted(wanted):
        data = changed[name].encode() if name in changed else (ROOT / name).read_bytes()
        place = folder / name
        if not place.is_file() or place.read_bytes() != data:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if name not in changed:
            place.chmod((ROOT / name).stat().st_mode)
    for top in ("Sources", "Tests"):
        for place in (folder / top).rglob("*"):
            if place.is_file() and str(place.relative_to(folder)) not in wanted:
                place.unlink()


class Tests:
    """The test program of a build."""

    def __init__(self, folder):
        shown = subprocess.run(
            [*BUILD[:-1], "--show-bin-path"], cwd=folder, capture_output=True, text=True, check=True)
        self.folder = folder
        self.program = next(pathlib.Path(shown.stdout.strip()).glob("*PackageTests.xctest"))

    def run(self, tests, mutant=None, seconds=ROOM_SECONDS):
        """Whether all tests of the filter pass, and which failed first; no test at all is an error."""
        environment = {key: value for key, value in os.environ.items() if key != "SEEDPROOF_MUTANT"}
        if mutant:
            environment["SEEDPROOF_MUTANT"] = mutant
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
    changed = sources(mutants)
    if options.check:
        print(f"{len(mutants)} faults fit the sources")
        return 0
    chosen = [
        mutant for mutant in mutants
        if not options.only or any(part in mutant.name for part in options.only)]
    if not chosen:
        raise Wrong("no fault has such a name")
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="seedproof-mutants-"))
    try:
        return run(folder.resolve(), chosen, changed, options.jobs)
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)


def run(folder, chosen, changed, jobs):
    start = time.monotonic()
    copy_tree(folder, changed)
    built = subprocess.run(BUILD, cwd=folder, capture_output=True, text=True)
    if built.returncode != 0:
        lines = [line for line in built.stdout.splitlines() if "error:" in line]
        print("\n".join(lines[:20]) or built.stdout[-2000:] + built.stderr[-2000:])
        raise Wrong("the sources with switches do not build")
    tests = Tests(folder)
    print(f"built in {time.monotonic() - start:.0f} s", flush=True)
    passes, failed = tests.run("|".join(sorted({mutant.tests for mutant in chosen})))
    if not passes:
        raise Wrong(f"without a fault the tests fail already: {failed}")

    def judge(mutant):
        begin = time.monotonic()
        passes, killer = tests.run(mutant.tests, mutant.name, SECONDS)
        if passes and not mutant.harmless:
            # Whatever other test of the room sees it counts too, but the entry should name that.
            passes, killer = tests.run(rf"^({mutant.room}|seedproof)Tests\.", mutant.name)
            killer = killer and killer + ", which the entry does not name"
        return mutant, passes, killer, time.monotonic() - begin

    counts = {"seen": 0, "harmless": 0, "wrong": 0}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, passes, killer, seconds in pool.map(judge, chosen):
            if mutant.harmless:
                state = "harmless" if passes else "wrong"
                text = mutant.harmless if passes else f"called harmless, but seen by {killer}"
            else:
                state = "wrong" if passes else "seen"
                text = "NOT SEEN by any test of its room" if passes else killer
            counts[state] += 1
            print(f"{mutant.name:44} {text}  ({seconds:.0f} s)", flush=True)
    print(
        f"{len(chosen)} faults: {counts['seen']} seen by a test, {counts['harmless']} without effect, "
        f"{counts['wrong']} wrong, {time.monotonic() - start:.0f} s")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        print(f"ci/mutants: {wrong}", file=sys.stderr)
        sys.exit(1)
