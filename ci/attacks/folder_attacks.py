"""Experiment folders that were arranged so that less is compared than it seems."""

import os
import pathlib
import shutil
import socket

import forger
from bench import Outcome, kind
from value_attacks import PLAN

CELLS = [(1, 1), (1, 2), (2, 1), (2, 2)]


def name(wi, do):
    return f"wi={wi:03},do={do:03}.golden"


def golden(grid, wi=1, do=1):
    return grid / "trials" / name(wi, do)


def replace(grid, old, new):
    plan = grid / "experiment.yaml"
    text = plan.read_text()
    assert old in text, old
    plan.write_text(text.replace(old, new))


def link(place, target):
    place.unlink(missing_ok=True)
    place.symlink_to(target)


def exchange(a, b):
    spare = a.with_suffix(".spare")
    a.rename(spare)
    b.rename(a)
    spare.rename(b)


def nested(grid, place, content=None):
    path = grid / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(golden(grid).read_bytes() if content is None else content)


def special(make):
    def change(grid):
        golden(grid).unlink()
        make(golden(grid))

    return change


def bind_socket(place):
    # A name of a socket has 107 bytes at most.
    here = os.getcwd()
    os.chdir(place.parent)
    try:
        own = socket.socket(socket.AF_UNIX)
        own.bind(place.name)
        own.close()
    finally:
        os.chdir(here)


def missing(place):
    pass


def arrangements():
    """name, what is done to a sound folder, the statuses that are right"""
    for other in CELLS[1:]:
        yield f"{name(1, 1)} is {other}'s", lambda g: shutil.copy(golden(g, *other), golden(g)), (3,)
        yield f"{name(1, 1)} links to {other}'s", lambda g: link(golden(g), golden(g, *other)), (3,)
        yield f"{name(1, 1)} and {other}'s exchanged", lambda g: exchange(golden(g), golden(g, *other)), (3,)
    for place in (
            "trials/wi=003,do=001.golden", "trials/wi=001,do=003.golden", "trials/wi=1,do=1.golden",
            "trials/wi=0001,do=001.golden", "trials/WI=001,do=001.golden", "trials/wi=001,do=001 .golden",
            "trials/wi=001, do=001.golden", "trials/wi=+01,do=001.golden", "trials/wi=001,do=00\u0661.golden",
            "trials/.golden", "trials/..golden", "trials/.hidden.golden", "trials/old.golden",
            "trials/copy of wi=001,do=001.golden", "trials/wi=001,do=001.golden.golden",
            "trials/old/wi=001,do=001.golden", "trials/a/b/c/d/e/f.golden", "trials/.git/x.golden",
            "trials/x\u0600.golden", "trials/x\u0301.golden", "trials/\u202e.golden", "trials/\n.golden",
            "trials/\x1b[31m.golden", "wi=001,do=001.golden", "old.golden",
            "trials/trials/wi=001,do=001.golden"):
        yield f"a golden at {place!r}", lambda g: nested(g, place), (3,)
        yield f"no golden but rubbish at {place!r}", lambda g: nested(g, place, b"x"), (3,)
    for place in ("trials/wi=001,do=001.golden.bak", "trials/notes.txt", "trials/wi=001,do=001.GOLDEN",
                  "trials/golden", "README.md", "trials/old/x.txt", "other/wi=001,do=001.golden"):
        yield f"something else at {place!r}", lambda g: nested(g, place), (0,)
    yield "a FIFO", special(os.mkfifo), (2,)
    yield "a socket", special(bind_socket), (2,)
    yield "a folder", special(pathlib.Path.mkdir), (2,)
    yield "a link to nothing", special(lambda p: p.symlink_to("/nonexistent")), (2,)
    yield "a link to itself", special(lambda p: p.symlink_to(p.name)), (2,)
    yield "no file", special(missing), (2,)
    for device in ("/dev/null", "/dev/zero", "/dev/random", "/dev/full", "/dev/tty", "/dev/stdin"):
        yield f"a link to {device}", special(lambda p: p.symlink_to(device)), (2, 3)
    for content in (b"", b"\0", b"x" * 100, bytes(1 << 20)):
        yield f"{len(content)} other bytes", lambda g: golden(g).write_bytes(content), (3,)
    yield "trials is a link to a sound folder", lambda g: (
        (g / "trials").rename(g / "elsewhere"), (g / "trials").symlink_to("elsewhere")), (0,)
    yield "trials is a link to nothing", lambda g: (
        shutil.rmtree(g / "trials"), (g / "trials").symlink_to("/nonexistent")), (2, 64)
    yield "trials is a file", lambda g: (
        shutil.rmtree(g / "trials"), (g / "trials").write_text("")), (2, 64)
    yield "trials holds a link to its own folder", lambda g: (g / "trials/again").symlink_to("."), (0, 2, 3)
    yield "no trials", lambda g: shutil.rmtree(g / "trials"), (2,)
    yield "no plan", lambda g: (g / "experiment.yaml").unlink(), (64,)
    yield "an empty plan", lambda g: (g / "experiment.yaml").write_text(""), (64,)
    yield "a plan that is a folder", lambda g: (
        (g / "experiment.yaml").unlink(), (g / "experiment.yaml").mkdir()), (64,)
    for old, new, statuses in (
            ("learning_rate: 1e-3", "learning_rate: 2e-3", (3,)), ("max_steps: 8", "max_steps: 7", (3,)),
            ("max_steps: 8", "max_steps: 9", (3,)), ("keep_logits: true", "keep_logits: false", (3,)),
            ("max_length: 32", "max_length: 31", (3,)), ("epochs: 1", "epochs: 2", (3,)),
            ("anchors_per_epoch: 20", "anchors_per_epoch: 19", (3,)),
            ("evaluations_per_epoch: 10", "evaluations_per_epoch: 9", (3,)),
            ("keep_logits: true", "keep_logits: true\n  weight_decay: 0.02", (3,)),
            ("keep_logits: true", "keep_logits: true\n  dropout: 0.2", (3,)),
            ("keep_logits: true", "keep_logits: true\n  warmup: 0.2", (3,)),
            ("keep_logits: true", "keep_logits: true\n  batch_size: 17", (3,)),
            ("keep_logits: true", "keep_logits: true\n  clip_norm: 2", (3,)),
            ("seeds:", "numerics: openblas\nseeds:", (3,)),
            ("task: embedded/acceptability", "task: embedded/syntax", (3,)),
            ("model: embedded/tiny", "model: embedded/blank", (2,)),
            ("wi: 1...2", "wi: 1...3", (2,)), ("wi: 1...2", "wi: 1", (3,)), ("wi: 1...2", "wi: 2...3", (2, 3)),
            ("do: 1...2", "do: 2", (3,)), ("do: 1...2", "do: [2, 1]", (0,)), ("wi: 1...2", "wi: 1...0", (64,)),
            ("wi: 1...2", "wi: 1...10000001", (64,)), ("seeds:", "seed:", (64,))):
        yield f"the plan says {new!r}", lambda g: replace(g, old, new), statuses
    yield "another grid's goldens", lambda g: [
        forger.forge(golden(g, *cell), golden(g, *cell), lambda t: t.header["protocol"].update(epochs=2))
        for cell in CELLS], (3,)
    for cell in CELLS:
        yield f"one forged: {cell}", lambda g: forger.forge_losses(golden(g, *cell)), (1,)
    yield "a forged and a corrupt one", lambda g: (
        forger.forge_losses(golden(g)), golden(g, 2, 2).write_bytes(b"x")), (3,)
    yield "a forged and a missing one", lambda g: (
        forger.forge_losses(golden(g)), golden(g, 2, 2).unlink()), (1,)


def everything():
    for case in arrangements():
        yield case


@kind("folders arranged by somebody else")
def folders(bench):
    # A generator's variables change as it goes on: each case is tried before the next is made.
    for case, change, statuses in everything():
        grid = bench.grid(PLAN)
        try:
            change(grid)
        except OSError as error:
            yield Outcome.skipped(case, str(error))
            continue
        result = bench.run("verify", grid)
        yield bench.expect(case, result.status in statuses and "\x1b[31m" not in result.output, result)
        if 0 in statuses:
            continue
        # Nor does a choice, or another way to look, make it sound.
        for choice in (("--json", "--all"), ("--budget", "1h"), ("--sample", "4"), ("--segments", "99")):
            result = bench.run("verify", grid, *choice)
            yield bench.expect(f"{case}: {choice[0]}", result.status not in (0, None), result)


@kind("goldens named one by one, by many paths")
def names(bench):
    grid = bench.grid(PLAN)
    path = golden(grid)
    hard, soft, copied = (grid.parent / f"{word}.golden" for word in ("hard", "soft", "copied"))
    os.link(path, hard)
    soft.symlink_to(path)
    shutil.copy(path, copied)
    (grid.parent / "folder").symlink_to(grid)
    around = grid / "trials/../trials" / path.name
    for other in (path, hard, soft, copied, around, grid.parent / "folder/trials" / path.name, grid):
        for order in ((path, other), (other, path)):
            result = bench.run("verify", *order)
            yield bench.expect(f"{order[0].name} and {order[1].name}", result.status == 64, result)
    for other in (hard, soft, copied):
        result = bench.run("verify", other)
        yield bench.expect(f"{other.name} alone", result.status == 0, result)
    for wrong in ("/nonexistent", grid / "trials", grid.parent, "/dev/null", "/proc/self/fd", "", "-"):
        result = bench.run("verify", wrong)
        yield bench.expect(f"{wrong} alone", result.status not in (0, None), result)


@kind("files that may not be read")
def unreadable(bench):
    places = ["experiment.yaml", "trials", "trials/" + name(1, 1), "."]
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        for place in places:
            yield Outcome.skipped(place, "root may read everything, and setpriv is not there")
        return
    prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
    grid = bench.grid(PLAN)
    bench.root.chmod(0o755)
    for folder in (grid, grid.parent):
        folder.chmod(0o755)
    sound = bench.run("verify", grid, prefix=prefix)
    if sound.status != 0:
        for place in places:
            yield Outcome.skipped(place, f"another user cannot run the program: {sound}")
        return
    yield bench.expect("all may be read", sound.status == 0, sound)
    for place in places:
        mode = (grid / place).stat().st_mode
        (grid / place).chmod(0)
        result = bench.run("verify", grid, prefix=prefix)
        (grid / place).chmod(mode)
        yield bench.expect(place, result.status in (2, 64), result)
