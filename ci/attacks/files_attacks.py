"""Puts links, pipes, folders and precious files where the program writes: nothing of them may be lost or followed.

For each command, each name that it writes or might use meanwhile is taken by each thing in turn. Whatever the
command says, it must end, and what was there must be as it was; so must everything outside the folder.
"""

import os
import shutil

from bench import Outcome, kind
from kill_attacks import FIRST, SECOND, PLAN, experiment, killer, tree, unfinished

PRECIOUS = b"precious\n"
GOLDEN = FIRST + ".golden"
# As the program names a file that grows.
GROWING = ".partial-0000000000000"


def outside(folder):
    """A folder beside that of the case, with a file and a folder that must stay as they are."""
    place = folder.parent / "outside"
    (place / "folder").mkdir(parents=True)
    (place / "file").write_bytes(PRECIOUS)
    for name in (
        "file", GOLDEN, SECOND + ".golden", "step=000003.checkpoint", "x.xml", "experiment.yaml", "config.json"
    ):
        (place / "folder" / name).write_bytes(PRECIOUS)
    return place


def link(place, target):
    place.symlink_to(os.path.relpath(target, place.parent))


THINGS = {
    "a link": lambda place, out: link(place, out / "file"),
    "a dangling link": lambda place, out: link(place, out / "new"),
    "a link to a folder": lambda place, out: link(place, out / "folder"),
    "a link to itself": lambda place, out: link(place, place),
    "a pipe": lambda place, out: os.mkfifo(place),
    "a folder": lambda place, out: shutil.copytree(out / "folder", place),
    "a second name of a file": lambda place, out: os.link(out / "file", place),
    "a file": lambda place, out: place.write_bytes(PRECIOUS),
}


def look(path):
    """What stands at a path, for comparison."""
    if path.is_symlink():
        return "link", os.readlink(path)
    if path.is_dir():
        return "folder", tree(path)
    if path.is_fifo():
        return "pipe", None
    return ("file", path.read_bytes()) if path.exists() else ("nothing", None)


def each_place(bench, start, words, places, things=THINGS, environment=None, gone=()):
    """Takes each of `places` by each thing and runs the command.

    `gone`: pairs of place and thing that may be removed, as it is what a dead process leaves, or replaced.
    """
    for place in places:
        for thing, make in things.items():
            folder = bench.folder("place") / "f"
            shutil.copytree(start, folder, symlinks=True)
            out = outside(folder)
            path = folder / place
            if path.is_file():
                path.unlink()
            elif path.is_dir():
                shutil.rmtree(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path, out)
            before, beyond = look(path), tree(out)
            result = bench.run(
                *words, cwd=folder, timeout=40, environment={"CI": "", **(environment or {})})
            after = look(path)
            holds = (
                result.status is not None and result.status >= 0 and tree(out) == beyond
                and (before == after or (place, thing) in gone))
            outcome = bench.expect(f"{words[0]}: {place} is {thing}", holds, f"{result}; {after[0]}; {folder}")
            if holds:
                shutil.rmtree(folder.parent)
            yield outcome


def replaceable(*places):
    """Plain files that a command may replace or remove: what a dead process left."""
    return [(place, "a file") for place in places]


def plan_folder(bench):
    folder = bench.folder("start") / "f"
    folder.mkdir()
    bench.plan(folder, PLAN)
    return folder


@kind("places taken: verify --junit")
def junit(bench):
    start = experiment(bench)
    for report in ("x.xml", "a b.xml"):
        yield from each_place(
            bench, start, ["verify", "g", "--junit", report],
            [report, report + ".partial", report + GROWING, report + ".tmp"],
            gone=replaceable(report + GROWING))


@kind("places taken: the summary of a step")
def summary(bench):
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "s.md"}
    # What is there already is appended to, as the runner wants it, whatever its names.
    things = {name: make for name, make in THINGS.items() if "file" not in name}
    yield from each_place(
        bench, experiment(bench), ["verify", "g"], ["s.md"], things=things, environment=github)


@kind("places taken: accept")
def accept(bench):
    start = unfinished(bench)
    bench.run("verify", start / "g", "--record", "failed", cwd=start)
    trials = [
        f"g/trials/{name}.golden{ending}" for name in (FIRST, SECOND)
        for ending in (".accepted", ".accepted.partial", ".partial", GROWING, ".checkpoint")]
    yield from each_place(
        bench, start, ["accept", "g", "--reason", "x"], trials,
        gone=replaceable(*(place for place in trials if place.endswith(GROWING))))
    # The goldens themselves: a link or a pipe is no golden to be replaced, a file is what accept is for.
    goldens = [f"g/trials/{FIRST}.golden", f"g/trials/{SECOND}.golden"]
    yield from each_place(
        bench, start, ["accept", "g", "--reason", "x"], goldens,
        gone=[(place, thing) for place in goldens for thing in ("a file", "a second name of a file")])
    yield from each_place(
        bench, start, ["accept", "g", "--reason", "x"],
        ["g/trials", "g/pending", f"g/pending/{GOLDEN}", f"g/pending/{GOLDEN}{GROWING}"],
        # A folder of goldens receives goldens.
        gone=[*replaceable(f"g/pending/{GOLDEN}{GROWING}"), ("g/trials", "a folder")])


@kind("accept deletes no golden")
def pending_is_trials(bench):
    """`pending` is the folder of the goldens: by links of several forms, or mounted there."""
    for target in ("trials", "./trials", "../g/trials", "trials/", None):
        folder = experiment(bench)
        expected = tree(folder / "g/trials")
        prefix = ()
        if target:
            (folder / "g/pending").symlink_to(target)
        else:
            if os.geteuid() != 0:
                continue
            (folder / "g/pending").mkdir()
            mount = f'mount --bind {folder}/g/trials {folder}/g/pending && exec "$@"'
            prefix = ("unshare", "-m", "sh", "-c", mount, "sh")
        for results in ([], [folder / "g/pending"], [folder / "g/trials"], ["g/pending/" + GOLDEN],
                        ["g/trials/../trials/" + GOLDEN]):
            result = bench.run("accept", folder / "g", *results, "--reason", "x", cwd=folder, prefix=prefix)
            yield bench.expect(
                f"pending is {target or 'a mount'}, {len(results)} named", tree(folder / "g/trials") == expected,
                result)


@kind("places taken: train")
def train(bench):
    start = plan_folder(bench)
    words = ["train", "plan.yaml", "--wi", "1", "--do", "1", "--checkpoint-every", "0"]
    golden = "run/t.golden"
    growing = [golden + GROWING, golden + ".checkpoint" + GROWING]
    (start / "run").mkdir()
    yield from each_place(
        bench, start, [*words, "--out", golden, "--keep-checkpoints", "2"],
        [golden, golden + ".partial", golden + ".checkpoint", golden + ".checkpoint.partial", "run/t.checkpoints",
         "run/t.checkpoints/step=000003.checkpoint", "run/t.checkpoints/step=000003.checkpoint.partial", *growing],
        gone=[*replaceable(*growing, "run/t.checkpoints/step=000003.checkpoint"),
              ("run/t.checkpoints/step=000003.checkpoint", "a second name of a file")])
    yield from each_place(
        bench, start, [*words, "--save-model", "m"],
        ["m", "m.partial", "m" + GROWING, "m" + GROWING + "/config.json", "m" + GROWING + "/notes"],
        gone=replaceable("m" + GROWING + "/config.json"))


@kind("places taken: grid")
def grid(bench):
    start = plan_folder(bench)
    names = ["q", "q/experiment.yaml", "q/experiment.yaml.partial", "q/experiment.yaml" + GROWING, "q/trials"]
    growing = ["q/experiment.yaml" + GROWING]
    for ending in ("", ".partial", ".checkpoint", GROWING, ".checkpoint" + GROWING):
        names.append(f"q/trials/{GOLDEN}{ending}")
        if GROWING in ending:
            growing.append(names[-1])
    yield from each_place(
        bench, start, ["grid", "plan.yaml", "--out", "q"], names, gone=replaceable(*growing))
    # The same where the plan is there.
    (start / "q/trials").mkdir(parents=True)
    shutil.copy(start / "plan.yaml", start / "q/experiment.yaml")
    yield from each_place(
        bench, start, ["grid", "plan.yaml", "--out", "q", "--keep-checkpoints", "1"],
        [*names[4:], f"q/trials/{FIRST}.checkpoints"], gone=replaceable(*growing))


@kind("places taken: verify that keeps results")
def keep(bench):
    start = unfinished(bench)
    endings = (".partial", ".checkpoint", ".checkpoint.partial", GROWING)
    for words, folder in ((["--keep-actual", "kept"], "kept"), (["--record", "failed"], "g/pending")):
        places = [f"{folder}/{name}.golden{ending}" for name in (FIRST, SECOND) for ending in endings]
        places += [f"{folder}/{FIRST}.checkpoints", f"{folder}/{GOLDEN}"]
        gone = replaceable(*(place for place in places if place.endswith(GROWING)))
        if folder == "g/pending":
            # A newer result takes the place of an older one.
            places.append(folder)
            gone += [(f"{folder}/{GOLDEN}", thing) for thing in ("a file", "a second name of a file")]
        yield from each_place(bench, start, ["verify", "g", *words], places, gone=gone)


@kind("places taken: report")
def report(bench):
    start = experiment(bench)
    words = ["report", "g", "--out", "r.html", "--latex", "t.tex", "--plots", "p"]
    done = bench.folder("plots")
    bench.run("report", start / "g", "--out", done / "r.html", "--plots", done / "p")
    plot = "p/" + sorted(path.name for path in (done / "p").iterdir())[0]
    places = [name + ending for name in ("r.html", "t.tex", plot) for ending in ("", ".partial", GROWING)]
    yield from each_place(
        bench, start, words, places, gone=replaceable(*(place for place in places if GROWING in place)))


@kind("outputs over what belongs to somebody")
def over(bench):
    """A file that is no earlier output of the same kind is not replaced."""
    for words in (
        ["train", "plan.yaml", "--wi", "1", "--do", "1", "--out"], ["report", "g", "--plots", "p", "--out"],
        ["report", "g", "--out", "r.html", "--latex"], ["verify", "g", "--junit"],
        ["train", "plan.yaml", "--wi", "1", "--do", "1", "--save-model"],
    ):
        for name in ("plan.yaml", "g/experiment.yaml", "g/ledger.jsonl", f"g/trials/{SECOND}.golden", "notes"):
            folder = experiment(bench)
            (folder / "notes").write_bytes(PRECIOUS)
            before = (folder / name).read_bytes()
            result = bench.run(*words, name, cwd=folder)
            yield bench.expect(
                f"{words[0]} {words[-1]} {name}", result.status == 64 and (folder / name).read_bytes() == before,
                result)
    for words in (["verify", "g", "--keep-actual"], ["grid", "plan.yaml", "--out"]):
        for name in ("notes", "g/trials", "g/trials/within"):
            if words[0] == "grid" and name == "g/trials/within":
                continue
            folder = experiment(bench)
            (folder / "notes").mkdir()
            (folder / "notes" / GOLDEN).write_bytes(PRECIOUS)
            before = tree(folder)
            result = bench.run(*words, name, cwd=folder)
            yield bench.expect(
                f"{words[0]} {words[-1]} {name}", result.status == 64 and tree(folder) == before, result)


@kind("journals of interrupted trials")
def journals(bench):
    """What is kept of an interrupted trial outlives each other command, and the trial is taken up."""
    program, reason = killer(bench)
    if reason:
        yield Outcome.skipped("every command", reason)
        return
    start = experiment(bench)
    words = ["train", "plan.yaml", "--wi", "1", "--do", "1", "--out", f"run/{GOLDEN}", "--checkpoint-every", "0"]
    (start / "run").mkdir()
    log = start.parent / "calls"
    count = 0
    # Late enough for a checkpoint, early enough for a journal.
    while not (start / "run" / (GOLDEN + ".checkpoint")).exists() and count < 60:
        count += 4
        shutil.rmtree(start / "run")
        (start / "run").mkdir()
        bench.run(*words, cwd=start, prefix=(program, str(count), log))
    names = [GOLDEN + ".partial", GOLDEN + ".checkpoint"]
    kept = {name: (start / "run" / name).read_bytes() for name in names}
    forged = unfinished(bench)
    shutil.copytree(forged / "g", start / "f")
    whole = (start / "g/trials" / GOLDEN).read_bytes()
    for other in (
        ["verify", "g", "--keep-actual", "run"], ["verify", "g", "--trials", "1:1", "--keep-actual", "run"],
        ["verify", "f", "--keep-actual", "run"], ["verify", "f", "--trials", "1:1", "--keep-actual", "run"],
        ["verify", f"g/trials/{GOLDEN}", "--keep-actual", "run", "--junit", "run/x.xml"],
        ["train", "plan.yaml", "--wi", "2", "--do", "1", "--out", f"run/{GOLDEN}"],
        ["train", "plan.yaml", "--wi", "2", "--do", "1", "--out", f"run/{GOLDEN}", "--checkpoint-every", "0"],
        ["train", "plan.yaml", "--wi", "2", "--do", "1", "--out", f"run/{SECOND}.golden"],
        ["accept", "f", f"g/trials/{GOLDEN}", "--reason", "x"],
        ["report", "g", "--out", "run/r.html", "--plots", "run", "--latex", "run/t.tex"],
    ):
        folder = bench.folder("journal") / "f"
        shutil.copytree(start, folder, symlinks=True)
        result = bench.run(*other, cwd=folder)
        stays = all(look(folder / "run" / name) == ("file", kept[name]) for name in names)
        yield bench.expect(f"{' '.join(other)}", stays, result)
        (folder / "run" / GOLDEN).unlink(missing_ok=True)
        again = bench.run(*words, cwd=folder)
        golden = folder / "run" / GOLDEN
        yield bench.expect(
            f"taken up after {' '.join(other)}", again.status == 0 and golden.read_bytes() == whole
            and "taken up" in again.error + again.output, again)
    # In pending the same, where results are recorded.
    for mode in ("missing", "failed", "all"):
        folder = bench.folder("journal") / "f"
        shutil.copytree(start, folder, symlinks=True)
        shutil.copytree(folder / "run", folder / "f/pending")
        result = bench.run("verify", "f", "--record", mode, cwd=folder)
        stays = all(look(folder / "f/pending" / name) == ("file", kept[name]) for name in names)
        yield bench.expect(f"--record {mode}", stays, result)
