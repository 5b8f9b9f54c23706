"""The table of one machine with a device. See prove-device, which starts this in a folder that --prepare made."""

import argparse
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = {**os.environ, "CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}
# Binary32 lanes of a compute unit, by what stands in the device's name; the first that fits.
NVIDIA = [(r"\b(P100|V100|TITAN V|T4|A100|A30|Quadro RTX|RTX 20|GTX 16|TITAN RTX)", 64), (r"", 128)]
AMD = [(r"gfx94|gfx95|MI3\d\d|gfx1[12]", 128), (r"", 64)]
# Without these rows the table proves nothing.
NEEDED = ["digests of all kernels", "golden/acceptability", "golden of MiniLM's shape, RTE's lengths"]
# Multiplications and additions of an update of BERT-large's shape, in those of MiniLM's with the same tokens.
LARGE_BESIDE_MINILM = 28


class NotRun(Exception):
    """Why a row says nothing."""


class Wrong(Exception):
    """What a row found that must not be."""


def first_line(text):
    """The last of what a program said that begins with its name, in one line, or the beginning of all of it."""
    told = " ".join(text.split())
    return told[told.rfind("seedproof: ") if "seedproof: " in told else 0:][:300]


class Table:
    def __init__(self, options, work):
        self.options, self.work, self.program = options, work, work / "seedproof"
        self.deadline = options.begun + 60 * options.minutes
        # The device; seconds of an update of MiniLM's shape; rows that are wrong, and the names of those not run.
        self.device, self.minilm, self.wrong, self.not_run = None, None, 0, []

    def left(self):
        """Seconds that a row may take."""
        return self.deadline - time.monotonic()

    def run(self, *words):
        """Exit status and what was printed."""
        limit = self.left()
        if limit < 1:
            raise NotRun("no time is left")
        try:
            done = subprocess.run(
                [str(word) for word in words], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, timeout=limit)
        except subprocess.TimeoutExpired:
            raise NotRun(f"not finished in {limit:.0f} s") from None
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def on_device(self, *words):
        """The program on the device; what it refuses or finds is wrong."""
        status, output, error = self.run(self.program, *words, "--device", self.device["device"])
        if status:
            raise Wrong(f"exit status {status}: {first_line(output + error)}")
        return output

    def row(self, name, body):
        start = time.monotonic()
        try:
            text = body()
        except NotRun as reason:
            text = f"not run: {reason}"
            self.not_run.append(name)
        except Wrong as fault:
            self.wrong += 1
            text = f"**wrong**: {fault}"
        text = text.replace("|", "\\|")
        print(f"| {name} | {text} | {time.monotonic() - start:.1f} |", flush=True)

    def devices(self):
        status, output, error = self.run(self.program, "devices", "--json")
        if status not in (0, 64) or not output:
            raise Wrong(f"devices ends with {status}: {first_line(error)}")
        listed = json.loads(output)
        entries = listed["devices"]
        wanted = self.options.device
        chosen = [e for e in entries if (e["device"] == wanted if wanted else not e["lacks"])]
        # A graphics processor is what is asked for, where there is one.
        chosen.sort(key=lambda e: e["kind"] == "processor")
        if not chosen:
            raise Wrong(f"no device: {listed.get('reason') or wanted}")
        if chosen[0]["lacks"]:
            raise Wrong(f"{chosen[0]['device']} ({chosen[0]['name']}) lacks {', '.join(chosen[0]['lacks'])}")
        self.device = chosen[0]
        d = self.device
        kind = "a processor, and no GPU" if d["kind"] == "processor" else d["kind"]
        return (
            f"{d['device']}, {d['name']}: {kind}; {d['platform']}, driver {d['driver']}; {d['computeUnits']} units, "
            f"{d['megahertz']} MHz, {d['memoryBytes'] / 2 ** 30:.1f} GiB")

    def digests(self):
        """`verify` asks a device for the digests of all kernels before its first trial, whatever was kept."""
        self.on_device("verify", HERE / "golden/acceptability", "--trials", "1:1", "--updates", "1")
        return "all equal: the device is believed"

    def embedded(self):
        output = self.on_device("verify", HERE / "golden/acceptability")
        found = re.search(r"^reproduced: 9 of 9 compared, .*", output, re.MULTILINE)
        if not found:
            raise Wrong(first_line(output))
        return found[0]

    def seconds_minilm(self):
        bench = self.bench("minilm", 2)
        self.minilm = bench["medianMilliseconds"] / 1000
        if 20 * self.minilm < 10:
            bench = self.bench("minilm", 20)
            self.minilm = bench["medianMilliseconds"] / 1000
        return self.rate(bench)

    def shape(self):
        folder = self.work / "shape"
        shutil.copytree(HERE / "shape", folder)
        status, _, error = self.run(sys.executable, "-B", HERE / "prove-device-shape.py", folder)
        if status:
            raise Wrong(f"the model cannot be drawn: {first_line(error)}")
        return self.prefix(folder / "shape.golden", share=0.5, whole=40)

    def known_seconds(self):
        if self.minilm is None:
            raise NotRun("how long an update takes is not known")
        return self.minilm

    def prefix(self, golden, share, whole, *more):
        """The golden's updates on the device: 40, or as many as a share of the time allows."""
        # RTE's texts have half as many tokens. The negative controls, the evaluation and the beginning take as long as
        # some more updates.
        updates = max(1, min(40, int(share * self.left() / (0.55 * self.known_seconds()) / 1.5)))
        prefix = ["--updates", updates] if updates < whole else []
        output = self.on_device("verify", golden, *more, *prefix)
        verdict = "reproduced" if updates == whole else "prefix agrees"
        found = re.search(rf"^{verdict}.*", output, re.MULTILINE)
        if not found:
            raise Wrong(first_line(output))
        few = "" if updates == 40 else " in the time that was left"
        return f"{updates} of 40 updates{few}: {' '.join(found[0].split())}"

    def rte(self):
        model = self.place(self.options.model, "all-MiniLM-L6-v2", "model.safetensors", "--model")
        glue = self.place(self.options.glue, "glue", "RTE/train.tsv", "--glue")
        return self.prefix(
            HERE / "golden/rte-minilm/trials/wi=001,do=001.golden", 0.4, 468, "--model", model, "--data", glue)

    def place(self, named, name, file, option):
        """A folder that is named, or lies beside the script or where the command was given."""
        places = [named] if named else [HERE / name, pathlib.Path.cwd() / name, pathlib.Path.cwd() / "models" / name]
        for place in places:
            if (place / file).is_file():
                return place.resolve()
        raise NotRun(f"no {name}/{file} was found; name its folder by {option}")

    def large(self):
        # The first update is not counted, and the weights are drawn.
        expected = 4 * LARGE_BESIDE_MINILM * self.known_seconds()
        if expected > self.left():
            raise NotRun(f"it would take some {expected:.0f} s, and {self.left():.0f} s are left")
        updates = max(2, min(20, int(0.3 * self.left() / (expected / 4))))
        return self.rate(self.bench("bert-large", updates))

    def rate(self, bench):
        rate = 1000 / bench["medianMilliseconds"]
        return f"{rate:.3g} a second, median of {len(bench['milliseconds'])}{self.share(bench)}"

    def bench(self, model, updates):
        """Updates of 16 x 128 tokens with random weights."""
        status, output, error = self.run(
            self.program, "bench", "--model", model, "--batch", 16, "--length", 128, "--updates", updates, "--rounds",
            1, "--no-openblas", "--json", "--device", self.device["device"])
        if status < 0:
            raise Wrong(f"ended by signal {-status}")
        if status:
            raise NotRun(first_line(error))
        return json.loads(output)["steps"][0]

    def share(self, bench):
        """What the products of an update reach of the device's most binary32 operations a second."""
        rate, d = bench["productGigaflops"], self.device
        text = f"; products {rate:,.1f} GFLOP/s"
        maker = d["vendor"] + " " + d["platform"]
        tables = [("NVIDIA", NVIDIA), ("AMD|Advanced Micro", AMD)]
        lanes = next((table for words, table in tables if re.search(words, maker)), None)
        if d["kind"] == "processor":
            best = bench.get("openblasGigaflops")
            if not best:
                return text + "; the share of the peak is not known: no OpenBLAS is here to measure it"
            return text + f", {100 * rate / best:.1f} % of the processor's {best:.1f} by OpenBLAS in the same run"
        if lanes is None or not d["computeUnits"] or not d["megahertz"]:
            return text + "; the share of the peak is not known: the lanes of this maker's units are not in this script"
        count = next(number for name, number in lanes if re.search(name, d["name"]))
        peak = d["computeUnits"] * count * 2 * d["megahertz"] / 1000
        assumed = f"{d['computeUnits']} units x {count} lanes x 2 x {d['megahertz']} MHz"
        return text + f", {100 * rate / peak:.1f} % of the peak of {peak:,.0f}, taken as {assumed}"

    def torch_places(self):
        """A Python with PyTorch, and the device's name there."""
        for name in (os.environ.get("SEEDPROOF_PYTHON"), "python3", "python", "/opt/conda/bin/python3"):
            path = shutil.which(name) if name else None
            if path is None:
                continue
            status, output, _ = self.run(path, "-B", HERE / "prove-device-torch.py", "--list")
            if status:
                continue
            found = json.loads(output)
            if self.device["kind"] == "processor":
                return path, found["version"], "cpu"
            fitting = [i for i, name in enumerate(found["devices"]) if name == self.device["name"]]
            # OpenCL names AMD's devices otherwise.
            if "AMD" in self.device["platform"] and len(found["devices"]) == 1:
                fitting = [0]
            if not fitting:
                raise NotRun(f"PyTorch {found['version']} sees {found['devices'] or 'no device'}")
            return path, found["version"], f"cuda:{fitting[0]}"
        raise NotRun("no Python with PyTorch was found; name one by SEEDPROOF_PYTHON")

    def torch(self):
        """A row for each mode."""
        names = {"float32": "strict float32", "tf32": "TF32", "bf16": "bf16"}
        found, version, place, why = {}, "", "", "not finished in the time that was left"
        try:
            path, version, place = self.torch_places()
        except NotRun as reason:
            why = str(reason)
        else:
            words = [path, "-B", HERE / "prove-device-torch.py", "--device", place]
            words += ["--seconds", max(1.0, self.left() / 2 / len(names))]
            found = self.modes([*words, *(word for mode in names for word in ("--mode", mode))])
        for mode, name in names.items():
            self.row(f"PyTorch, {name}", lambda mode=mode: self.told(found.get(mode), version, place, why))

    def modes(self, words):
        """What was printed until the time was over."""
        with tempfile.TemporaryFile() as output:
            try:
                subprocess.run(
                    [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL,
                    timeout=max(1, self.left()))
            except subprocess.TimeoutExpired:
                pass
            output.seek(0)
            lines = [json.loads(line) for line in output.read().decode().splitlines() if line.endswith("}")]
        return {line["mode"]: line for line in lines}

    def told(self, entry, version, place, why):
        if entry is None or "reason" in entry:
            raise NotRun(entry["reason"] if entry else why)
        return f"{1 / entry['seconds']:.3g} a second, median of {entry['updates']}; {version} on {place}"

    def show(self):
        with gzip.open(HERE / "seedproof.gz") as packed, open(self.program, "wb") as file:
            shutil.copyfileobj(packed, file)
        self.program.chmod(0o755)
        print("| row | result | s |\n|---|---|---|")
        self.row("device", self.devices)
        if self.device is None:
            return
        self.row(NEEDED[0], self.digests)
        if self.wrong:
            return
        self.row(NEEDED[1], self.embedded)
        self.row("updates of MiniLM's shape, 16 x 128", self.seconds_minilm)
        self.row(NEEDED[2], self.shape)
        self.row("golden of MiniLM on RTE", self.rte)
        self.row("updates of BERT-large's shape, 16 x 128", self.large)
        self.torch()


def main():
    parser = argparse.ArgumentParser(prog="prove-device")
    parser.add_argument("--device", help="opencl:N; the default is the first GPU that fits, else the first device")
    parser.add_argument("--minutes", type=float, default=9.5, help="the most that all takes; 9.5 unless given")
    parser.add_argument("--glue", type=pathlib.Path, help="GLUE's folder, in which RTE is")
    parser.add_argument("--model", type=pathlib.Path, help="the folder of all-MiniLM-L6-v2")
    options = parser.parse_args()
    options.begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="prove-device-") as work:
        table = Table(options, pathlib.Path(work))
        table.show()
    missing = [name for name in NEEDED if name in table.not_run]
    words = f"wrong rows: {table.wrong}" + (f"; proved nothing of: {'; '.join(missing)}" if missing else "")
    print(f"\n{time.monotonic() - options.begun:.0f} s in all; {words}")
    return 1 if table.wrong else 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
