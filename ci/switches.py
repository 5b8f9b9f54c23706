"""Faults behind switches: one build of a copy of the sources serves all of them. For ci/mutants,
ci/broken-verifiers and ci/new-column."""

import contextlib
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
VARIABLE = "SEEDPROOF_MUTANT"  # names the fault that is on

SWITCH = """// Written by ci/switches.py: chooses a fault.
import Foundation

private let chosen = ProcessInfo.processInfo.environment["SEEDPROOF_MUTANT"]

func isMutant(_ name: String) -> Bool { chosen == name }
"""


class Wrong(Exception):
    pass


class Edit:
    """A fault in one place: «marks» in its text enclose what it takes the place of."""

    def __init__(self, name, file, text, fault):
        if not re.fullmatch("[a-z0-9-]+", name):
            raise Wrong(f"{name}: a wrong name")
        self.name, self.file, self.fault = name, file, fault
        self.room = file.split("/")[1]
        before, mark, rest = text.partition("«")
        marked, end, after = rest.partition("»") if mark else ("", "", "")
        if bool(mark) != bool(end):
            raise Wrong(f"{name}: a mark without the other")
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
        if not self.marked:
            return f'\nif isMutant("{self.name}") {fault}\n'
        if fault.startswith("{"):
            return f'if isMutant("{self.name}") {fault} else {{ {original} }}'
        return f'(isMutant("{self.name}") ? ({fault}) : ({original}))'


def switched(path, source, edits):
    """The text of a file with all its switches; one place may lie within another."""
    places = [(*edit.locate(source), edit) for edit in edits]

    def render(start, end, inner):
        text, position = "", start
        while inner:
            low, high, edit = inner[0]
            within = [place for place in inner[1:] if place[0] < high]
            for other in within:
                if other[1] > high:
                    raise Wrong(f"{edit.name} and {other[2].name} overlap in {path}")
            inner = inner[1 + len(within):]
            text += source[position:low] + edit.switch(render(low, high, within))
            position = high
        return text + source[position:end]

    return render(0, len(source), sorted(places, key=lambda place: (place[0], -place[1])))


def sources(edits, helpers=None):
    """The changed files, by name; complains of all entries that no longer fit at once. `helpers` has more
    declarations for a room."""
    by_file, complaints, result = {}, [], {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(edit)
    for name, own in by_file.items():
        path = ROOT / name
        source = path.read_text() if path.exists() else ""
        for edit in own:
            try:
                edit.locate(source)
            except Wrong as wrong:
                complaints.append(str(wrong))
        if not complaints:
            result[name] = switched(name, source, own)
    if complaints:
        raise Wrong("\n".join(complaints))
    for room in {edit.room for edit in edits}:
        result[f"Sources/{room}/MutantSwitch.swift"] = SWITCH + (helpers or {}).get(room, "")
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


@contextlib.contextmanager
def built(named, changed, command):
    """The tree with the changed files, built: in the folder that the user named, or in one that is removed."""
    with contextlib.ExitStack() as stack:
        folder = named or stack.enter_context(
            tempfile.TemporaryDirectory(prefix="seedproof-switches-", ignore_cleanup_errors=True))
        folder = pathlib.Path(folder).resolve()
        start = time.monotonic()
        copy_tree(folder, changed)
        build(folder, command)
        print(f"built in {time.monotonic() - start:.0f} s", flush=True)
        yield folder


def build(folder, command):
    """Builds there; shows the first errors of what does not build."""
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if built.returncode != 0:
        lines = [line for line in built.stdout.splitlines() if "error:" in line]
        print("\n".join(lines[:20]) or built.stdout[-2000:] + built.stderr[-2000:])
        raise Wrong("the sources with switches do not build")


def end_with(main, name):
    """Ends the script `name` with the status of `main`, or with what is wrong."""
    try:
        sys.exit(main())
    except Wrong as wrong:
        print(f"{name}: {wrong}", file=sys.stderr)
        sys.exit(1)
