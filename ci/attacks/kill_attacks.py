"""Kills the program before each system call that changes a file; then the same command again must go on.

`kill_at.c` counts the calls of all threads and kills before the Nth. A case is one N: the folder after the killed
run and the same command again must be the folder of an undisturbed run, byte for byte, with no file more.
"""

import concurrent.futures
import os
import pathlib
import re
import shlex
import shutil
import subprocess

from bench import Outcome, kind

PLAN = """name: killed
task: embedded/acceptability
model: embedded/tiny
protocol:
  epochs: 1
  learning_rate: 1e-3
  max_length: 32
  max_steps: 5
  evaluations_per_epoch: 30
  anchors_per_epoch: 60
seeds: { wi: 1...2, do: 1 }
"""

EXTERNAL = """name: killed
task: external
seeds: { wi: 1...2, do: 1 }
"""

TRAINER = """
echo "{\\"step\\":0,\\"loss\\":\\"0x1.8p+$1\\"}"
echo "{\\"step\\":1,\\"loss\\":\\"0x1.4p+$2\\"}"
echo '{"end":{}}'
"""

FIRST = "wi=001,do=001"
SECOND = "wi=002,do=001"
# Times stand in them.
TIMED = re.compile(r"(ledger\.jsonl|\.xml)$")


def killer(bench):
    """The compiled killer; None where it cannot be used, with the reason."""
    if "killer" not in bench.cache:
        compiler = next((name for name in ("clang", "cc", "gcc") if shutil.which(name)), None)
        program = bench.root / "kill_at"
        source = pathlib.Path(__file__).with_name("kill_at.c")
        reason = None
        if compiler is None:
            reason = "no C compiler"
        elif subprocess.run([compiler, "-O1", "-o", program, source], capture_output=True).returncode:
            reason = "kill_at.c cannot be compiled"
        elif subprocess.run([program, "0", os.devnull, "true"]).returncode:
            reason = "programs cannot be traced here"
        bench.cache["killer"] = (program, reason)
    return bench.cache["killer"]


def tree(folder):
    """What is in a folder: names with contents."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"link {os.readlink(path)}"
        elif path.is_dir():
            found[name] = "folder"
        elif path.is_fifo():
            found[name] = "pipe"
        else:
            found[name] = path.read_bytes()
    return found


def difference(found, expected):
    """The names by which two trees differ; of files with times in them the names alone are compared."""
    return sorted(
        name for name in {*found, *expected}
        if (name in found) != (name in expected)
        or found[name] != expected[name] and not TIMED.search(name))


def each_call(bench, start, command, statuses=(0,), ended=()):
    """Kills `command` before each of its calls, in copies of the folder `start`.

    `command` makes the arguments from the folder. `ended`: statuses of the second run where the killed one had
    done everything.
    """
    program, reason = killer(bench)
    if reason:
        yield Outcome.skipped("every call", reason)
        return

    def run(folder, number, log):
        # The goldens of controls then stay in memory, so that all calls are those on files that stay.
        return bench.run(
            *command(folder), cwd=folder, prefix=(program, str(number), log), environment={"TMPDIR": "/nonexistent"})

    def copy(name):
        folder = bench.folder(name) / "f"
        shutil.copytree(start, folder, symlinks=True)
        return folder

    whole = copy("whole")
    log = whole.parent / "calls"
    result = run(whole, 0, log)
    if result.status not in statuses:
        yield bench.expect("undisturbed", False, result)
        return
    expected = tree(whole)
    calls = log.read_text().split()
    folders = [copy("killed") for _ in calls]

    def case(number):
        folder = folders[number - 1]
        name = f"call {number}, {calls[number - 1]}"
        log = folder.parent / "calls"
        killed = run(folder, number, log)
        if killed.status != 137:
            # The calls of two threads may come in another order or number; then there is nothing to go on from.
            return bench.expect(name, killed.status in statuses, killed)
        between = [name for name in tree(folder) if ".partial" in name or ".checkpoint" in name]
        again = bench.run(*command(folder), cwd=folder)
        differs = difference(tree(folder), expected)
        goes_on = again.status in statuses or again.status in ended and not differs
        outcome = bench.expect(
            name, goes_on and not differs, f"{again}; differs: {differs}; was {between}; {folder}")
        if outcome.state == "held":
            shutil.rmtree(folder.parent)
        return outcome

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        yield from pool.map(case, range(1, len(calls) + 1))


def experiment(bench, *options):
    """A folder with a plan, and beside it its finished grid `g`."""
    key = ("killed", options)
    if key not in bench.cache:
        folder = bench.folder("experiment")
        bench.plan(folder, PLAN)
        result = bench.run("grid", folder / "plan.yaml", "--out", folder / "g", *options)
        if result.status:
            raise RuntimeError(f"the experiment cannot be made: {result}")
        bench.cache[key] = folder
    copy = bench.folder("start") / "f"
    shutil.copytree(bench.cache[key], copy)
    return copy


def unfinished(bench):
    """The experiment, of whose goldens the first is corrupt and the second missing."""
    folder = experiment(bench)
    first = folder / "g/trials" / (FIRST + ".golden")
    content = bytearray(first.read_bytes())
    content[len(content) // 2] ^= 1
    first.write_bytes(content)
    (folder / "g/trials" / (SECOND + ".golden")).unlink()
    return folder


@kind("killed: grid")
def grid(bench):
    folder = bench.folder("start")
    bench.plan(folder, PLAN)
    yield from each_call(bench, folder, lambda _: ["grid", "plan.yaml", "--out", "a/q"])


@kind("killed: grid with kept checkpoints")
def grid_checkpoints(bench):
    folder = bench.folder("start")
    bench.plan(folder, PLAN)
    yield from each_call(
        bench, folder, lambda _: ["grid", "plan.yaml", "--out", "q", "--keep-checkpoints", "2"])


@kind("killed: grid of another trainer")
def grid_external(bench):
    folder = bench.folder("start")
    bench.plan(folder, EXTERNAL)
    (folder / "t.sh").write_text(TRAINER)
    yield from each_call(
        bench, folder, lambda _: ["grid", "plan.yaml", "--out", "q", "--runner", "sh t.sh {wi} {do}"])


@kind("killed: train with checkpoints and a saved model")
def train(bench):
    folder = bench.folder("start")
    bench.plan(folder, PLAN)
    (folder / "run").mkdir()
    words = [
        "train", "plan.yaml", "--wi", "1", "--do", "1", "--out", f"run/{FIRST}.golden",
        "--checkpoint-every", "0"]
    yield from each_call(bench, folder, lambda _: words + ["--keep-checkpoints", "2"])
    # A second run finds the model there, if the first one was killed after that.
    yield from each_call(bench, folder, lambda _: words + ["--save-model", "m"], ended=(64,))


@kind("killed: accept")
def accept(bench):
    folder = unfinished(bench)
    result = bench.run("verify", folder / "g", "--record", "failed")
    if result.status != 3 or len(list((folder / "g/pending").iterdir())) != 2:
        raise RuntimeError(f"there is nothing to accept: {result}")
    yield from each_call(bench, folder, lambda _: ["accept", "g", "--reason", "x"], ended=(64,))


@kind("killed: verify that keeps results")
def verify(bench):
    yield from each_call(
        bench, unfinished(bench), lambda _: ["verify", "g", "--record", "failed"], statuses=(3,))
    yield from each_call(
        bench, experiment(bench), lambda _: ["verify", "g", "--record", "all"])
    yield from each_call(
        bench, unfinished(bench), lambda _: ["verify", "g", "--keep-actual", "kept"], statuses=(3,))


@kind("killed: verify with a report")
def junit(bench):
    folder = experiment(bench)
    yield from each_call(bench, folder, lambda _: ["verify", "g", "--junit", "x.xml"])
    (folder / "x.xml").write_text("<?xml earlier")
    yield from each_call(bench, folder, lambda _: ["verify", "g", "--junit", "x.xml"])


@kind("killed: report")
def report(bench):
    words = ["report", "g", "--out", "r.html", "--latex", "t.tex", "--plots", "p"]
    yield from each_call(bench, experiment(bench), lambda _: words)


@kind("a disk that was full")
def full_disk(bench):
    """On a disk with room for a few pages the command fails and says why; with room for all it goes on."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        yield Outcome.skipped("every size", "needs root, to mount a small disk")
        return
    plan = bench.plan(bench.folder("start"), PLAN)
    for words in (
        ["grid", plan, "--out", "q", "--keep-checkpoints", "2"],
        ["train", plan, "--wi", "1", "--do", "1", "--out", "t.golden", "--checkpoint-every", "0",
         "--save-model", "m"],
    ):
        whole = bench.folder("whole")
        result = bench.run(*words, cwd=whole)
        if result.status:
            yield bench.expect(f"{words[0]}, undisturbed", False, result)
            continue
        expected = tree(whole)
        for pages in [*range(1, 12), 14, 20, 40, 80, 160, 240]:
            place, copy = bench.folder("disk"), bench.folder("copy")
            command = shlex.join([bench.program, *map(str, words)])
            script = f"""
                mount -t tmpfs -o size={4 * pages}k none {place} && cd {place} || exit 99
                {command} >/dev/null 2>{copy}/first; echo $? >{copy}/status
                mount -o remount,size=64m {place} && {command} && cp -a . {copy}/disk"""
            done = subprocess.run(
                ["unshare", "-m", "bash", "-c", script], capture_output=True, text=True, timeout=120)
            if done.returncode == 99:
                yield Outcome.skipped(f"{words[0]}, {pages} pages", "a disk cannot be mounted here")
                continue
            differs = difference(tree(copy / "disk"), expected)
            first, message = (copy / "status").read_text().strip(), (copy / "first").read_text()
            yield bench.expect(
                f"{words[0]}, {pages} pages", not differs and done.returncode == 0
                and (first == "0" or "no space left" in message),
                f"{done.stderr}; first {first}: {message}; differs: {differs}")
