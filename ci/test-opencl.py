"""Trials on an OpenCL device: reproduced, trained, begun elsewhere, and refused. See ci/test-opencl."""

import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
GRID = ROOT / "golden/acceptability"
ENVIRONMENT = {**os.environ, "CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}


class Failure(Exception):
    """A case did not end as it must."""


def start(*words, **environment):
    return subprocess.Popen(
        [os.environ["SEEDPROOF"], *map(str, words)], env={**ENVIRONMENT, **environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*words, status=0, **environment):
    """What the program prints, both ways, if it ends with that status."""
    process = start(*words, **environment)
    output, error = process.communicate(timeout=300)
    if process.returncode != status:
        raise Failure(f"{' '.join(map(str, words))} ends with {process.returncode}, not {status}: {error} {output}")
    return output, error


def golden(wi, do):
    return GRID / f"trials/wi={wi:03},do={do:03}.golden"


def expect_same(path, wi, do):
    if path.read_bytes() != golden(wi, do).read_bytes():
        raise Failure(f"{path} is not the file {golden(wi, do)}")


class Cases:
    def __init__(self, folder, device):
        self.folder = folder
        self.device = device

    def devices(self):
        """The list for people and the one for programs name the same device."""
        text, _ = run("devices")
        fitting = [entry for entry in json.loads(run("devices", "--json")[0])["devices"] if not entry["lacks"]]
        if not fitting:
            raise Failure(f"no device fits: {text}")
        found = next((e for e in fitting if self.device in (None, e["device"])), None)
        if found is None:
            raise Failure(f"{self.device} does not fit: {text}")
        self.device = found["device"]
        if f"--device {self.device}" not in text:
            raise Failure(f"the list does not say that {self.device} can be tried: {text}")
        return f"{self.device} is {found['name']}, {found['kind']}, driver {found['driver']}"

    def verified(self):
        output, _ = run("verify", GRID, "--device", self.device)
        found = re.search(r"^reproduced: 9 of 9 compared, .*", output, re.MULTILINE)
        if not found:
            raise Failure(output)
        return found[0]

    def trained(self):
        """By `train`, and by a grid of one cell."""
        path = self.folder / "trained.golden"
        run("train", GRID / "experiment.yaml", "--wi", 1, "--do", 2, "--device", self.device, "--out", path, "--quiet")
        expect_same(path, 1, 2)
        plan = self.folder / "cell.yaml"
        text, count = re.subn(r"(?m)^seeds:.*$", "seeds: { wi: 2, do: 3 }", (GRID / "experiment.yaml").read_text())
        if count != 1:
            raise Failure("the plan has no seeds")
        plan.write_text(text)
        grid = self.folder / "grid"
        run("grid", plan, "--out", grid, "--device", self.device, "--quiet")
        expect_same(grid / "trials/wi=002,do=003.golden", 2, 3)
        return "two files, byte for byte the committed ones"

    def begun(self, first, number, path):
        """A trial that has written a checkpoint there and is ended by this signal."""
        checkpoint = pathlib.Path(f"{path}.checkpoint")
        partial = pathlib.Path(f"{path}.partial")
        for _ in range(10):
            process = self.train(first, path)
            while process.poll() is None and not checkpoint.exists():
                time.sleep(0.001)
            # A kill is between checkpoints; one who asks gets another checkpoint, wherever the trial is.
            process.send_signal(number)
            output, error = process.communicate(timeout=300)
            if process.returncode in (-number, 130) and checkpoint.exists() and partial.exists():
                return
            if process.returncode != 0:
                raise Failure(f"the trial on {first} ends with {process.returncode}: {error} {output}")
            # It came to its end before it was seen to have begun.
            path.unlink()
        raise Failure(f"ten trials on {first} ended before they could be interrupted")

    def train(self, device, path):
        return start(
            "train", GRID / "experiment.yaml", "--wi", 3, "--do", 1, "--threads", 1, "--checkpoint-every", 0,
            "--device", device, "--out", path)

    def handed(self, first, second, number):
        """Begun on one, ended there, and gone on on the other."""
        path = self.folder / f"handed-{first}-{number}.golden".replace(":", "-")
        self.begun(first, number, path)
        process = self.train(second, path)
        output, error = process.communicate(timeout=300)
        step = re.search(r"taken up at step (\d+)", error)
        if process.returncode or not step:
            raise Failure(f"not taken up on {second}: {process.returncode} {error} {output}")
        expect_same(path, 3, 1)
        return f"taken up at update {step[1]}, the same file"

    def refused(self):
        """Each with 64 and one clear line, and nothing is written."""
        empty = self.folder / "empty"
        empty.mkdir()
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "libOpenCL.so.1").write_bytes(b"")
        path = self.folder / "refused.golden"
        train = ("train", GRID / "experiment.yaml", "--wi", 1, "--do", 1, "--out", path, "--device")
        cases = [
            ("no platform", {"OCL_ICD_VENDORS": str(empty)}, "opencl", "pocl-opencl-icd"),
            ("no library", {"LD_LIBRARY_PATH": str(broken)}, "opencl", "libOpenCL.so.1"),
            ("no such device", {}, "opencl:99", "opencl:99"),
        ]
        for what, environment, device, word in cases:
            commands = [(*train, device), ("verify", GRID, "--device", device)]
            if environment:
                commands.append(("devices",))
            for command in commands:
                _, error = run(*command, status=64, **environment)
                line = error.strip()
                if not line.startswith("seedproof: ") or word not in line:
                    raise Failure(f"{what}: {command[0]} does not say it: {error}")
            print(f"  {what}: {' '.join(line.split())}", flush=True)
        if any(path.parent.glob(path.name + "*")):
            raise Failure("a trial that was refused has left a file")
        return f"{len(cases)} ways, exit status 64 each"


def main():
    parser = argparse.ArgumentParser(prog="ci/test-opencl")
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--device", help="opencl:N; the default is the first that fits")
    options = parser.parse_args()
    cases = Cases(options.folder, options.device)

    def handed(to_device, number):
        pair = ("cpu", cases.device) if to_device else (cases.device, "cpu")
        return cases.handed(*pair, number)

    table = [
        ("devices", cases.devices),
        ("golden/acceptability on it", cases.verified),
        ("trained on it", cases.trained),
        ("killed on the processor", lambda: handed(True, signal.SIGKILL)),
        ("killed on the device", lambda: handed(False, signal.SIGKILL)),
        ("asked to end on the processor", lambda: handed(True, signal.SIGINT)),
        ("asked to end on the device", lambda: handed(False, signal.SIGINT)),
        ("refused", cases.refused),
    ]
    for name, case in table:
        begun = time.monotonic()
        print(f"{name}: {case()}, {time.monotonic() - begun:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"ci/test-opencl: {failure}", file=sys.stderr)
        sys.exit(1)
