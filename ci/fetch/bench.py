"""What a case has: a folder of its own, the program, and what was found wrong."""

import hashlib
import json
import os
import re
import subprocess
import sys

from server import FILES, NAME, PLACE

PROGRAM = sys.argv[2]
LIMIT_SECONDS = 120  # of one run of the program; none comes near it
CASES = []


def case(name):
    """Makes a function a case; it is called with a `Case`."""
    def take(function):
        CASES.append((name, function))
        return function
    return take


def digest_list(files):
    return "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())


class Case:
    def __init__(self, name, server):
        self.name, self.server, self.faults = name, server, []
        self.folder = PLACE / "cases" / re.sub(r"\W", "-", name)
        self.folder.mkdir(parents=True)
        self.out = self.folder / "out"
        self.list = self.folder / "digests"
        self.list.write_text(digest_list(FILES))
        self.home = self.folder / "home"
        self.home.mkdir()
        # What the server does not have is asked for in one case only.
        self.out.mkdir()
        absent = ["tokenizer.json", "special_tokens_map.json", "added_tokens.json", "sentence_bert_config.json"]
        (self.out / "fetched.json").write_text(json.dumps(
            {"schema": "seedproof-fetched/1", "source": f"model {NAME}", "absent": absent, "files": []}))

    def words(self, kind="model", name=NAME, digests=True, ca=True, more=()):
        out = self.out if kind == "model" else self.folder / "glue"
        return [
            PROGRAM, "fetch", kind, name, "--out", str(out), "--mirror", f"https://localhost:{self.server.port}/x",
            *(["--ca-file", str(PLACE / "ca.pem")] if ca else []), *(["--digests", str(self.list)] if digests else []),
            *more]

    def environment(self, **variables):
        kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "LANG") if key in os.environ}
        return kept | {"HOME": str(self.home)} | variables

    def run(self, answer, status, said="", environment=None, before=None, **words):
        """Runs the program; its status must be this one (None: any), and its error one line with these words."""
        self.server.answer, self.server.requests = answer, []
        result = subprocess.run(
            self.words(**words), capture_output=True, text=True, timeout=LIMIT_SECONDS, cwd=self.folder,
            env=self.environment(**(environment or {})), preexec_fn=before)
        error = result.stderr.strip()
        self.expect(status in (None, result.returncode), f"status {result.returncode}, not {status}: {error}")
        lines = result.stderr.splitlines()
        self.expect(len(lines) == (0 if status == 0 else 1), f"standard error: {result.stderr!r}")
        self.expect("\x1b" not in result.stderr + result.stdout, f"a command for terminals: {result.stderr!r}")
        self.expect(said in result.stderr, f"{said!r} is not said: {error}")
        self.expect(status == 0 or not result.stdout, f"standard output: {result.stdout!r}")
        return result

    def expect(self, holds, fault):
        if not holds:
            self.faults.append(fault)

    def expect_fetched(self, files=FILES):
        for name, body in files.items():
            path = self.out / name
            self.expect(path.exists() and path.read_bytes() == body, f"{name} is not what was sent")
        self.expect(not list(self.out.glob("*.partial*")), "an unfinished file is left")
        outside = {path.name for path in self.folder.iterdir()} - {"out", "glue", "digests", "home"}
        self.expect(not outside, f"written outside: {outside}")

    def expect_none(self, name="model.safetensors"):
        self.expect(not (self.out / name).exists(), f"{name} has its name")

    def asked(self, name="model.safetensors"):
        return [request for request in self.server.requests if request.file == name]
