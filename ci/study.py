"""Makes, verifies and analyses golden/study. See ci/study."""

import argparse
import gzip
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
STUDY = pathlib.Path("golden/study")
SMALL = pathlib.Path("golden/acceptability")
REPORT = STUDY / "report.html"
PLANNED = 625
SAMPLE = 55
LEDGER_KEYS = {
    "degenerate", "detail", "do", "event", "instructionSet", "milliseconds", "plan", "process", "score", "threads", "time",
    "wi", "writer"}


class Wrong(Exception):
    """The study is not what it should be."""


def seedproof(*words, capture=True):
    """Runs the program from the top folder; its standard output."""
    done = subprocess.run(
        [os.environ["SEEDPROOF"], *map(str, words)], cwd=ROOT, stdout=subprocess.PIPE if capture else None, text=True)
    return done.returncode, done.stdout


def checked(*words):
    status, output = seedproof(*words)
    if status != 0:
        raise Wrong(f"'seedproof {' '.join(map(str, words))}' ends with {status}")
    return output


def processors():
    return len(os.sched_getaffinity(0))


def files():
    return sorted((ROOT / STUDY / "trials").glob("*.golden"))


def look_through():
    """Whether the folder holds what it should and nothing else."""
    names = sorted(path.name for path in (ROOT / STUDY).iterdir())
    ledgers = [name for name in names if name.startswith("ledger")]
    expected = sorted(["experiment.yaml", "report.html", "trials", *ledgers])
    if names != expected and names != [name for name in expected if name != "report.html"]:
        raise Wrong(f"{STUDY} holds {names}")
    if len(files()) != PLANNED or len(list((ROOT / STUDY / "trials").iterdir())) != PLANNED:
        raise Wrong(f"{STUDY}/trials holds {len(files())} goldens, not {PLANNED}, or something else beside them")
    # A golden is a function of its trial alone: the small grid's are among them, byte for byte.
    for path in sorted((ROOT / SMALL / "trials").glob("*.golden")):
        if path.read_bytes() != (ROOT / STUDY / "trials" / path.name).read_bytes():
            raise Wrong(f"{path.name} is another file than in {SMALL}")
    completed = set()
    for name in ledgers:
        for line in (ROOT / STUDY / name).read_text().splitlines():
            entry = json.loads(line)
            told = [value for value in entry.values() if isinstance(value, str)]
            if not entry.keys() <= LEDGER_KEYS or any("/" in value for value in told):
                raise Wrong(f"{name} tells of the machine: {line}")
            if entry["event"] == "completed":
                completed.add((entry["wi"], entry["do"]))
    if len(completed) != PLANNED:
        raise Wrong(f"the ledgers tell the end of {len(completed)} trials")
    print(
        f"{STUDY}: {PLANNED} goldens of {sum(path.stat().st_size for path in files())} bytes; those of {SMALL} are the "
        f"same files; no ledger names a host or a path")


def make():
    start = time.monotonic()
    status, _ = seedproof("grid", STUDY / "experiment.yaml", "--out", STUDY, capture=False)
    if status != 0:
        return status
    print(f"the grid took {time.monotonic() - start:.0f} s")
    report()
    look_through()
    return 0


def report():
    checked("report", STUDY, "--out", REPORT)
    content = (ROOT / REPORT).read_bytes()
    print(f"{REPORT}: {len(content)} bytes, {len(gzip.compress(content, 9))} compressed")


def verify(choice, told):
    """Reruns the trials of a choice; prints what was compared, and what of the whole."""
    start = time.monotonic()
    status, output = seedproof("verify", STUDY, "--jobs", processors(), "--json", *choice)
    if not output:
        return status or 1
    document = json.loads(output)
    compared, controls = document["compared"], document["controls"]
    for trial in document["trials"]:
        if trial["verdict"] != "reproduced":
            print(f"{trial['verdict']}  {trial['file']}  {trial.get('reason') or trial['firstDivergence']}")
    print(
        f"{document['verdict']}: {compared['trials']} of {len(document['trials'])} compared, {compared['values']} values "
        f"identical, controls {controls['caught']}/{controls['run']} caught, in {time.monotonic() - start:.0f} s")
    print(f"coverage: {compared['trials']} of {PLANNED} planned trials ({compared['trials'] / PLANNED:.1%}), {told}")
    return status


def commit():
    """The hash of the commit that is checked out; None where there is no repository."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def sample(challenge):
    """A commit's author can try many commits until the draw suits, so that nothing follows for the other trials."""
    text = challenge or commit()
    if text is None:
        text = secrets.token_hex(20)
        print("ci/study: there is no commit to draw by; a text was drawn instead")
    told = f"drawn by '{text}': without power, since its author could choose it"
    return verify(["--sample", SAMPLE, "--challenge", text], told)


def analyse():
    task = json.loads(checked("analyze", STUDY, "--json"))["tasks"][0]
    if (task["trials"], task["scored"], task["missingCount"]) != (PLANNED, PLANNED, 0):
        raise Wrong(f"{task['trials']} trials were analysed, {task['scored']} with a score")
    best, variance, tests, shares = task["best"], task["variance"], task["tests"], task["variance"]["shares"]
    print(
        f"best of {task['evaluations']} evaluations: mean {task['mean']:.4f}, sd {task['sd']['overall']:.4f}, best "
        f"{best['value']:.4f} of wi={best['wi']},do={best['do']}")
    print(
        f"variance: WI {shares['wi']:.1%}, DO {shares['do']:.1%}, residual {shares['residual']:.1%} ({variance['method']})")
    for factor in ("wi", "do"):
        test = tests[factor]
        print(f"{factor}: F {test['F']:.2f}, p {test['p']:.2g}, by shuffling {test['permutationP']:.2g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--make", action="store_true", help="run what is missing, and write the report")
    group.add_argument("--report", action="store_true", help="write the report")
    group.add_argument("--all", action="store_true", help="verify every trial")
    group.add_argument("--challenge", metavar="TEXT", help="draw the sample by this text, and not by the commit")
    arguments = parser.parse_args()
    if arguments.make:
        return make()
    if arguments.report:
        report()
        return 0
    look_through()
    status = verify([], "all") if arguments.all else sample(arguments.challenge)
    analyse()
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Wrong as wrong:
        sys.exit(f"ci/study: {wrong}")
