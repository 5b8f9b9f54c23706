"""A fixture of pytest: a training is a test, and its golden lies beside it.

    def test_training(seedproof):
        seedproof("python train.py --wi {wi} --do {do}")

The first run is recorded by `pytest --seedproof-update`, into golden/test_training beside the test's file; commit
that folder. From then on the test reruns the trial and compares it. After a change that is meant, the same option
accepts the new results. The program is `seedproof` of PATH, or what SEEDPROOF names.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--seedproof-update", action="store_true",
        help="record goldens that are missing, and accept new results of trainings that changed")


@pytest.fixture
def seedproof(request):
    """Verifies a training beside its golden, or records it with --seedproof-update."""
    place = os.path.join(os.path.dirname(str(request.node.path)), "golden", _name(request.node.name))
    return Seedproof(place, request.config.getoption("--seedproof-update"))


class Seedproof:
    def __init__(self, folder, updates_goldens):
        """folder: of the golden. updates_goldens: whether it may be made or replaced."""
        self.folder, self.updates_goldens = folder, updates_goldens

    def __call__(self, command, wi="1", do="1", tolerance=None, updates=None):
        """command: the trainer's, as for `--runner`; {wi} and {do} become the seeds, `python` this Python.
        wi, do: a seed, or several as in a plan, such as "1...3". tolerance, updates: as for `verify`."""
        if command.startswith("python "):
            command = "'%s' %s" % (sys.executable, command[len("python "):])
        runner = ["--runner", command]
        if not os.path.exists(os.path.join(self.folder, "experiment.yaml")):
            if not self.updates_goldens:
                pytest.fail("%s holds no golden; record it by 'pytest --seedproof-update'" % self.folder, pytrace=False)
            return self._record(runner, wi, do)
        verify = ["verify", self.folder] + runner
        verify += [] if tolerance is None else ["--tolerance", tolerance]
        if self.updates_goldens:
            status, text = self._run(verify + ["--record", "failed"])
            if os.path.isdir(os.path.join(self.folder, "pending")):
                self._expect(["accept", self.folder, "--reason", "pytest --seedproof-update"])
                return
        else:
            status, text = self._run(verify + ([] if updates is None else ["--updates", str(updates)]))
        # Whatever is not a success is a failure: also that nothing could be concluded.
        if status != 0:
            pytest.fail(text, pytrace=False)

    def _record(self, runner, wi, do):
        os.makedirs(self.folder, exist_ok=True)
        plan = os.path.join(self.folder, "plan.yaml")
        with open(plan, "w") as file:
            file.write("name: %s\ntask: external\nseeds: { wi: %s, do: %s }\n" % (
                os.path.basename(self.folder), wi, do))
        try:
            self._expect(["grid", plan, "--out", self.folder] + runner)
        finally:
            os.unlink(plan)

    def _expect(self, arguments):
        status, text = self._run(arguments)
        if status != 0:
            pytest.fail(text, pytrace=False)

    def _run(self, arguments):
        program = os.environ.get("SEEDPROOF") or shutil.which("seedproof")
        if program is None:
            pytest.fail("'seedproof' is not in PATH; put it there, or name it by SEEDPROOF", pytrace=False)
        done = subprocess.run(
            [program] + arguments + (["--quiet"] if arguments[0] != "accept" else []),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode("utf-8", "replace")


def _name(name):
    """A test's name as that of a plan: [a-z0-9][a-z0-9-]{0,63}."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:64].rstrip("-") or "test"
