"""Surroundings in which a program goes wrong: none of them makes a forged golden pass."""

import itertools
import os
import shutil

import forger
from bench import Outcome, kind
from value_attacks import PLAN


def pair(bench):
    """A sound folder, and one of which every golden is forged."""
    sound, forged = bench.grid(PLAN), bench.grid(PLAN)
    for path in (forged / "trials").glob("*.golden"):
        forger.forge_losses(path)
    return sound, forged


def shell(script):
    return ("sh", "-c", script + '; exec "$0" "$@"')


ENVIRONMENTS = [
    *({"LANG": locale, "LC_ALL": locale} for locale in (
        "C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8", "ar_EG.UTF-8", "hi_IN.UTF-8", "zz", "", "../x")),
    *({"TZ": zone} for zone in ("UTC", "America/St_Johns", "Asia/Kathmandu", ":/dev/null", "zz", "")),
    {"HOME": "/nonexistent"}, {"HOME": ""}, {"TMPDIR": "/nonexistent"}, {"PATH": ""}, {"TERM": ""},
    {"TERM": "xterm"}, {"NO_COLOR": "1"}, {"COLUMNS": "1"}, {"COLUMNS": "-1"}, {"CI": "true"},
    {"GITHUB_ACTIONS": "true"}, {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/nonexistent/x"},
    {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/dev/full"},
    {"OMP_NUM_THREADS": "0"}, {"OMP_NUM_THREADS": "1000"}, {"OPENBLAS_NUM_THREADS": "7"},
    {"OPENBLAS_CORETYPE": "Nehalem"}, {"MKL_NUM_THREADS": "3"}, {"GOTO_NUM_THREADS": "x"},
    {"GLIBC_TUNABLES": "glibc.malloc.check=3"}, {"MALLOC_PERTURB_": "165"}, {"MALLOC_ARENA_MAX": "1"},
    {"LD_BIND_NOW": "1"}, {"SWIFT_BACKTRACE": "enable=no"}, {"SWIFT_DETERMINISTIC_HASHING": "1"},
    {"SEEDPROOF_MUTANT": "loss-not-compared"}, {"POSIXLY_CORRECT": "1"},
]


@kind("variables of the environment")
def variables(bench):
    sound, forged = pair(bench)
    for environment in ENVIRONMENTS:
        for folder, statuses in ((sound, (0,)), (forged, (1,))):
            result = bench.run("verify", folder, environment=environment)
            # A summary that cannot be written does not change the verdict.
            yield bench.expect(f"{environment} {folder.parent.name}", result.status in statuses, result)
    for folder, status in ((sound, 0), (forged, 1)):
        result = bench.run("verify", folder, prefix=("env", "-i"))
        yield bench.expect(f"no environment {folder.parent.name}", result.status == status, result)


LIMITS = [
    ("ulimit -s 64", True), ("ulimit -s 256", True), ("ulimit -s 1024", True), ("ulimit -s unlimited", True),
    ("ulimit -n 3", False), ("ulimit -n 6", False), ("ulimit -n 16", False), ("ulimit -n 64", True),
    ("ulimit -f 0", True), ("ulimit -c 0", True), ("ulimit -v 100000", False), ("ulimit -v 300000", False),
    ("ulimit -v 4000000", True), ("ulimit -d 20000", False), ("ulimit -d 60000", False), ("ulimit -d 200000", False),
    ("ulimit -t 1", False), ("ulimit -l 0", True),
    ("umask 777", True), ("nice -n 19 true", True), ("trap '' PIPE", True), ("trap '' HUP INT TERM", True),
]


@kind("limits of the process")
def limits(bench):
    sound, forged = pair(bench)
    for script, is_enough in LIMITS:
        for folder, status in ((sound, 0), (forged, 1)):
            result = bench.run("verify", folder, prefix=shell(script))
            # Where it is too little, the program may end in any way but with success for what is forged.
            holds = result.status == status if is_enough else result.status is not None and (
                result.status != 0 or folder == sound)
            yield bench.expect(f"{script} {folder.parent.name}", holds, result)


STREAMS = [
    ("<&-", True), (">&-", False), ("2>&-", True), ("<&- >&- 2>&-", False), (">/dev/full", False),
    ("2>/dev/full", True), ("</dev/zero", True), (">/dev/null", True), ("</dev/full", True), ("| true", None),
    ("0>/dev/null", True), ("3</dev/null", True), ("1</dev/null", False),
]


@kind("closed, full and strange streams")
def streams(bench):
    sound, forged = pair(bench)
    for words, is_enough in STREAMS:
        for folder, status in ((sound, 0), (forged, 1)):
            for json in ((), ("--json",)):
                if is_enough is None:
                    script = ("bash", "-c", f'set -o pipefail; "$0" "$@" {words}')
                else:
                    script = ("sh", "-c", f'exec "$0" "$@" {words}')
                result = bench.run("verify", folder, *json, prefix=script)
                # What could not be said is no success.
                holds = result.status == status if is_enough else (
                    result.status not in (0, None) or is_enough is None and folder == sound)
                yield bench.expect(f"{words} {json} {folder.parent.name}", holds, result)


@kind("folders that are not there, and other beginnings")
def places(bench):
    sound, forged = pair(bench)
    for folder, status in ((sound, 0), (forged, 1)):
        gone = bench.folder("gone")
        script = ("sh", "-c", f'cd "{gone}" && rmdir "{gone}" && exec "$0" "$@"')
        result = bench.run("verify", folder, prefix=script)
        yield bench.expect(f"no working folder {folder.parent.name}", result.status == status, result)
        for cwd, path in (
                (folder, "."), (folder / "trials", ".."), (folder.parent, "g"), (folder.parent, "./g/"),
                (folder.parent, "g//"), (folder, "../g"), ("/", str(folder)[1:]), ("/", folder)):
            result = bench.run("verify", path, cwd=cwd)
            yield bench.expect(f"{path} from {cwd}", result.status == status, result)
        for beginning in (("setsid",), ("nohup",), ("stdbuf", "-o0"), ("nice", "-n", "19"),
                          ("taskset", "-c", "0"), ("timeout", "100"), ("unshare", "-n"), ("unshare", "-p", "-f"),
                          ("setarch", "-R"), ("bash", "-c", 'exec -a "" "$0" "$@"'),
                          ("bash", "-c", 'exec -a /nonexistent "$0" "$@"')):
            case = f"{' '.join(beginning)} {folder.parent.name}"
            if not shutil.which(beginning[0]):
                yield Outcome.skipped(case, f"{beginning[0]} is not there")
                continue
            if beginning[0] in ("unshare", "setarch") and bench.run("--version", prefix=beginning).status != 0:
                yield Outcome.skipped(case, "not allowed here")
                continue
            result = bench.run("verify", folder, prefix=beginning)
            yield bench.expect(case, result.status == status, result)


CHOICES = [
    (), ("--all",), ("--trials", "1:1"), ("--trials", "2:2,1:2"), ("--sample", "1"), ("--sample", "4"),
    ("--sample", "2", "--challenge", "dice"), ("--budget", "1s"), ("--budget", "1h"), ("--segments", "1"),
    ("--segments", "99"),
]
OUTPUTS = [(), ("--json",), ("--quiet",), ("--verbose",), ("--junit", "JUNIT"), ("--junit", "JUNIT", "--json")]
WAYS = [(), ("--jobs", "2"), ("--jobs", "256", "--threads", "3"), ("--instruction-set", "generic")]


@kind("combinations of choices and outputs")
def combinations(bench):
    sound, forged = pair(bench)
    for number, (choice, output, way) in enumerate(itertools.product(CHOICES, OUTPUTS, WAYS)):
        for folder, status in ((sound, 0), (forged, 1)):
            # A quarter of them, each choice with each output and way in turn, is enough for the sound folder.
            if folder == sound and number % 4:
                continue
            junit = bench.root / f"junit-{number}-{status}.xml"
            words = [str(junit) if word == "JUNIT" else word for word in (*choice, *output, *way)]
            result = bench.run("verify", folder, *words)
            holds = result.status == status
            if "--junit" in words:
                holds = holds and ("<failure" in junit.read_text()) == bool(status)
                os.unlink(junit)
            yield bench.expect(f"{' '.join(words)} {folder.parent.name}", holds, result)
