"""A fixture of pytest: a training is a test, and its golden lies beside it.

    def test_training(seedproof):
        seedproof("python train.py --wi {wi} --do {do}")

The first run is recorded by `pytest --seedproof-update`, into golden/FILE/test-training beside the test's file FILE.py;
commit that folder. From then on the test reruns the trial and compares it. After a change that is meant, the same option
accepts the new results. The program is `seedproof` of PATH, or what SEEDPROOF names.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--seedproof-update", action="store_true",
        help="record goldens that are missing, and accept new results of trainings that changed")


@pytest.fixture
def seedproof(request):
    """Verifies a training beside its golden, or records it with --seedproof-update."""
    file, *names = request.node.nodeid.split("::")
    module = os.path.splitext(os.path.basename(file))[0]
    place = os.path.join(os.path.dirname(str(request.node.path)), "golden", module, _name("::".join(names)))
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
            if self._has_results():
                self._expect(["accept", self.folder, "--reason", "pytest --seedproof-update"])
                return
        else:
            status, text = self._run(verify + ([] if updates is None else ["--updates", str(updates)]))
        # Whatever is not a success is a failure: also that nothing could be concluded.
        if status != 0:
            pytest.fail(text, pytrace=False)

    def _record(self, runner, wi, do):
        with tempfile.TemporaryDirectory() as place:
            plan = os.path.join(place, "plan.yaml")
            with open(plan, "w") as file:
                file.write("name: %s\ntask: external\nseeds: { wi: %s, do: %s }\n" % (
                    os.path.basename(self.folder), wi, do))
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
            self._expect(["grid", plan, "--out", self.folder] + runner)

    def _has_results(self):
        pending = os.path.join(self.folder, "pending")
        return os.path.isdir(pending) and any(name.endswith(".golden") for name in os.listdir(pending))

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


def _name(test):
    """A test's name as that of a plan, [a-z0-9][a-z0-9-]{0,63}; no two tests of a file have one."""
    plain = test.replace("_", "-")
    if re.fullmatch("[a-z0-9][a-z0-9-]{0,63}", plain) and "-" not in test:
        return plain
    short = re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:54].rstrip("-")
    return "%s-%s" % (short or "test", hashlib.sha256(test.encode()).hexdigest()[:8])
