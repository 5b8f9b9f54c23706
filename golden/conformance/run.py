#!/usr/bin/env python3
"""Runs a program on the cases of this suite, and says whether it gives the verdict that each must get.

    run.py --golden 'PROGRAM {golden}' --certificate 'PROGRAM {certificate} [{folder}] [--pub {pub}]'
    run.py --list                  the cases, with verdict, exit status and reason
    run.py --write DIR             the files of all cases
    run.py --self-test             programs that say the same to everything must fail

A lane (--golden, --root, --rerun, --certificate) is a command line of the program under test. Names in braces stand
for the files and texts of a case; a part in square brackets is left out where the case has none, and repeated where
it has several. README.md says what each lane asks, and what the cases are. Exit status: 0 if every case got its
verdict, 1 if one did not, 64 for wrong arguments. Standard library only.
"""

import argparse
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import suite  # noqa: E402

# The lanes, the names that every case of it has, and those that some have.
LANES = {
    "golden": (["golden"], []), "root": (["folder"], []), "rerun": (["folder"], []),
    "certificate": (["certificate"], ["folder", "pub", "challenge", "plan", "planPub", "tsa"]),
}
PARTS, NAMES = r"\[([^\]]*)\]|([^\[]+)", r"\{(\w+)\}"


class Wrong(Exception):
    """Wrong arguments."""


def check_template(lane, template):
    always, sometimes = LANES[lane]
    if not set(always) <= set(re.findall(NAMES, template)):
        raise Wrong("--%s: '{%s}' must stand in the command" % (lane, always[0]))
    for optional, plain in re.findall(PARTS, template):
        for name in re.findall(NAMES, optional or plain):
            if name not in always + sometimes:
                raise Wrong("--%s: there is no '{%s}'" % (lane, name))
            if name in sometimes and plain:
                raise Wrong("--%s: not every case has '{%s}': put it in square brackets" % (lane, name))


def command(template, values):
    """The words of a command line; a part in brackets stands once for each value of its names."""
    words = []
    for optional, plain in re.findall(PARTS, template):
        names = re.findall(NAMES, optional or plain)
        turns = zip(*(values.get(name, []) for name in names)) if names else [()]
        for turn in turns:
            found = dict(zip(names, turn))
            for word in shlex.split(optional or plain):
                words.append(re.sub(NAMES, lambda name: found[name[1]], word))
    return words


def fault(case, template, top, options):
    """What the program did wrong with a case; nil for nothing."""
    words = command(template, case.write(top / case.lane / case.name))
    try:
        run = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=options.timeout)
    except subprocess.TimeoutExpired:
        return "no end within %d s" % options.timeout
    except OSError as error:
        raise Wrong("--%s: '%s' cannot be started: %s" % (case.lane, words[0], error.strerror)) from None
    if run.returncode != case.exit:
        said = (run.stderr or run.stdout).decode(errors="replace").strip().splitlines()
        return "exit %d, not %d: %s" % (
            run.returncode, case.exit, ascii(said[-1][:200])[1:-1] if said else "nothing said")
    if case.says and not options.exit_only and case.says.encode() not in run.stdout:
        return "exit %d, but '%s' is not on standard output" % (run.returncode, case.says)
    return None


def run(cases, template, options):
    """What the program did wrong, beside the cases."""
    with tempfile.TemporaryDirectory() as top:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            return list(pool.map(
                lambda case: (case, fault(case, template, pathlib.Path(top), options)), cases))


def self_test(cases, options):
    """Whether the suite refuses programs that look at nothing, and has no case twice."""
    sound, seen = True, {}
    options.exit_only = True
    for case in cases:
        other = seen.setdefault(case.fingerprint, case.name)
        if other != case.name:
            print("%s and %s are one case" % (other, case.name))
            sound = False
    for lane in LANES:
        chosen = [case for case in cases if case.lane == lane]
        for status in (0, 3):
            template = "sh -c 'exit %d'" % status
            failed = sum(fault is not None for _, fault in run(chosen, template, options))
            print("%-11s a program that always exits with %d fails %d of %d cases" % (
                lane, status, failed, len(chosen)))
            sound = sound and failed > 0
    return 0 if sound else 1


def test(cases, lanes, options):
    failed, total = 0, 0
    for lane, template in lanes:
        chosen = [case for case in cases if case.lane == lane]
        faults = [(case, fault) for case, fault in run(chosen, template, options) if fault]
        for case, fault in faults:
            print("%s/%s: %s (%s: %s)" % (lane, case.name, fault, case.verdict, case.why))
        print("%-11s %d of %d cases as they must be" % (lane, len(chosen) - len(faults), len(chosen)))
        failed, total = failed + len(faults), total + len(chosen)
    if not total:
        raise Wrong("no case was run")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Runs a program on the cases of this suite.")
    for lane in LANES:
        parser.add_argument("--" + lane, metavar="COMMAND", help="the command line of this lane")
    parser.add_argument("--case", default="*", metavar="PATTERN", help="only cases whose name fits")
    parser.add_argument("--exit-only", action="store_true", help="look at the exit status alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="commands at a time")
    parser.add_argument("--timeout", type=int, default=60, help="seconds for a command")
    parser.add_argument("--list", action="store_true", help="print the cases")
    parser.add_argument("--write", metavar="DIR", help="write the files of all cases")
    parser.add_argument("--self-test", action="store_true", help="test the suite")
    try:
        options = parser.parse_args()
    except SystemExit as end:
        return 64 if end.code else 0
    cases = [case for case in suite.Suite().cases() if fnmatch.fnmatch(case.name, options.case)]
    lanes = [(lane, getattr(options, lane)) for lane in LANES if getattr(options, lane)]
    if options.list:
        for case in cases:
            print("%-11s %-36s %-14s %2d  %s" % (case.lane, case.name, case.verdict, case.exit, case.why))
    elif options.write:
        for case in cases:
            case.write(pathlib.Path(options.write) / case.lane / case.name)
    elif options.self_test:
        return self_test(cases, options)
    elif lanes:
        for lane, template in lanes:
            check_template(lane, template)
        return test(cases, lanes, options)
    else:
        raise Wrong("name a lane, such as --golden 'PROGRAM {golden}'")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as error:
        print("run.py: %s" % error, file=sys.stderr)
        sys.exit(64)
