"""What every attack needs: the program, a folder of its own, a small experiment, and a place to count.

An attack is a function that takes a `Bench` and yields one `Outcome` a case:

    @kind("a loss is forged")
    def losses(bench):
        for forged in ...:
            result = bench.run("verify", forged)
            yield bench.expect("loss 3", result.status == 1, result)

`expect` says held or broken; `Outcome.skipped(name, reason)` is for what this machine cannot run, which never
counts as held.
"""

import dataclasses
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

KINDS = []


def kind(name):
    """Registers an attack under the name that the summary prints."""

    def register(function):
        KINDS.append((name, function))
        return function

    return register


@dataclasses.dataclass
class Outcome:
    """How one case ended."""

    case: str
    state: str  # held, broken, not run
    detail: str = ""

    @staticmethod
    def skipped(case, reason):
        return Outcome(case, "not run", reason)


@dataclasses.dataclass
class Result:
    """One run of the program; `status` is negative for a signal, None if it ran past its time."""

    arguments: list
    status: int | None
    output: str
    error: str

    def __str__(self):
        words = " ".join(map(str, self.arguments))
        return f"{words}: exit {self.status}; {self.error.strip()[-300:] or self.output.strip()[-300:]}"


SMALL_PLAN = """name: small
task: embedded/acceptability
model: embedded/tiny
protocol:
  epochs: 1
  learning_rate: 1e-3
  max_length: 32
  max_steps: 12
  evaluations_per_epoch: 10
  anchors_per_epoch: 20
  keep_logits: true
seeds: { wi: 1...2, do: 1...2 }
"""


class Bench:
    """The program, and a temporary folder that goes away unless a case in it broke."""

    def __init__(self, seed):
        self.program = os.environ["SEEDPROOF"]
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="seedproof-attack-"))
        self.random = random.Random(seed)
        self.count = 0
        self.cache = {}

    def folder(self, name="case"):
        """A new, empty folder."""
        self.count += 1
        path = self.root / f"{name}-{self.count}"
        path.mkdir()
        return path

    def run(self, *arguments, timeout=120, environment=None, cwd=None, prefix=(), stdin=None):
        """Runs the program, after the words of `prefix` (such as strace); outputs are text."""
        words = [*map(str, prefix), self.program, *map(str, arguments)]
        neutral = {"CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}
        given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
        try:
            done = subprocess.run(
                words, cwd=cwd or self.root, capture_output=True, timeout=timeout,
                env={**os.environ, **neutral, **(environment or {})}, **given)
        except subprocess.TimeoutExpired as late:
            return Result(words, None, text(late.stdout), text(late.stderr))
        return Result(words, done.returncode, text(done.stdout), text(done.stderr))

    def expect(self, case, holds, detail=""):
        """The outcome of a case that ran."""
        return Outcome(case, "held" if holds else "broken", "" if holds else str(detail))

    def plan(self, folder, text=SMALL_PLAN, name="plan.yaml"):
        """Writes a plan."""
        path = folder / name
        path.write_text(text)
        return path

    def grid(self, plan_text=SMALL_PLAN, *options):
        """A copy of the folder of a finished grid; each plan is trained once."""
        key = (plan_text, options)
        if key not in self.cache:
            folder = self.folder("grid")
            plan = self.plan(folder, plan_text)
            result = self.run("grid", plan, "--out", folder / "g", *options)
            if result.status != 0:
                raise RuntimeError(f"the experiment of an attack cannot be made: {result}")
            self.cache[key] = folder / "g"
        copy = self.folder("copy") / "g"
        shutil.copytree(self.cache[key], copy, symlinks=True)
        return copy

    def close(self, keep):
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)


def text(data):
    return (data or b"").decode("utf-8", "replace")
