"""Hostile input costs no more than it is worth: processor time, memory and lines of the program, each with a bound
some ten times what was seen."""

import hashlib
import json
import os
import re
import resource
import struct
import subprocess
import sys
import zlib

from bench import SMALL_PLAN, kind

PLAN = SMALL_PLAN.replace("keep_logits: true", "keep_logits: false")


class Cost:
    """One run of the program and what it used."""

    def __init__(self, bench, *arguments, limit=600):
        words = [bench.program, *map(str, arguments)]
        neutral = {"CI": "", "GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": ""}
        out = bench.folder("cost")

        def bounded():
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))

        with open(out / "out", "wb") as output, open(out / "err", "wb") as error:
            child = subprocess.Popen(
                words, stdout=output, stderr=error, stdin=subprocess.DEVNULL, cwd=bench.root,
                env={**os.environ, **neutral}, preexec_fn=bounded)
            _, status, usage = os.wait4(child.pid, 0)
        self.words = words[1:]
        self.status = os.waitstatus_to_exitcode(status)
        child.returncode = self.status
        self.seconds = usage.ru_utime + usage.ru_stime
        self.mebibytes = usage.ru_maxrss / 1024
        self.byte_count = (out / "out").stat().st_size + (out / "err").stat().st_size
        self.output = (out / "out").read_bytes()[-2000:].decode("utf-8", "replace")

    def within(self, seconds, mebibytes, byte_count):
        return (self.seconds <= seconds and self.mebibytes <= mebibytes
                and self.byte_count <= byte_count)

    def __str__(self):
        return "%s: exit %d, %.2f s, %.0f MiB, %d bytes printed: %s" % (
            " ".join(self.words), self.status, self.seconds, self.mebibytes, self.byte_count,
            self.output[-200:])


def golden_paths(folder):
    return sorted((folder / "trials").glob("*.golden"))


def header_of(path):
    data = path.read_bytes()
    return json.loads(data[16:16 + int.from_bytes(data[12:16], "little")])


def deflate(raw):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_RLE)
    stored = engine.compress(raw) + engine.flush()
    return stored if len(stored) < len(raw) else raw


def write_golden(path, header, records, pages):
    """A well-formed golden of any length, from golden/FORMAT.md.

    `records`: (kind, bytes) in order; `pages`: (kind, first row, rows, chunks) in the order of the file.
    """
    head = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    counts, links = {1: 0, 2: 0, 3: 0}, []
    link = hashlib.sha256(b"seedproof chain 1\n" + head).digest()
    last = None
    for kind_, record in records:
        link = hashlib.sha256(link + record).digest()
        counts[kind_] += 1
        if kind_ == 1:
            last = link
            if counts[1] % 1024 == 0:
                links.append(link)
    if counts[1] % 1024:
        links.append(last)
    chain = hashlib.sha256(link + b"\1").digest()
    content = hashlib.sha256(b"seedproof content 1\n" + struct.pack("<I", len(head)) + head)
    whole, entries, offset = hashlib.sha256(), [], 0
    known = {}
    with open(path, "wb") as file:
        def write(data):
            nonlocal offset
            file.write(data)
            whole.update(data)
            offset += len(data)

        write(b"\x89SPG\r\n\x1a\n" + struct.pack("<HHI", 1, 0, len(head)) + head)
        for kind_, first, rows, chunks in pages:
            entries.append(struct.pack("<BIIQ", kind_, first, rows, offset))
            frame = struct.pack("<BBII", kind_, len(chunks), first, rows)
            content.update(frame)
            write(frame)
            for raw in chunks:
                content.update(struct.pack("<I", len(raw)) + raw)
                if raw not in known:
                    stored = deflate(raw)
                    known[raw] = struct.pack("<III", len(raw), len(stored), zlib.crc32(stored)) + stored
                write(known[raw])
        content.update(b"\0\1" + chain)
        footer = struct.pack("<BBIII", 0, 1, counts[1], counts[2], counts[3]) + chain
        footer += content.digest() + struct.pack("<I", len(entries)) + b"".join(entries + links)
        write(footer + struct.pack("<I", len(footer)))
        file.write(whole.digest())


def planes(words):
    return [bytes(word >> shift & 255 for word in words) for shift in (0, 8, 16, 24)]


def many_steps(path, header, count):
    """A golden of `count` updates whose every value is 0."""
    records = ((1, struct.pack("<BIIII", 1, step, 0, 0, 0)) for step in range(count))
    pages = [
        (1, first, min(1024, count - first), [bytes(min(1024, count - first))] * 12)
        for first in range(0, count, 1024)]
    write_golden(path, header, records, pages)


def many_examples(path, header, evaluations, examples=1 << 24):
    """A golden of few evaluations of many examples, all of one class."""
    header = {**header, "developmentExamples": examples}
    classes = bytes(examples)
    counts = (examples, 0, 0, 0)
    records = []
    for done in range(1, evaluations + 1):
        records.append((1, struct.pack("<BIIII", 1, done - 1, 0, 0, 0)))
        records.append((2, struct.pack("<BIIIII", 2, done, *counts) + classes))
    pages = [
        (2, done - 1, 1, planes([done]) + planes(counts) + [bytes(examples // 8)])
        for done in range(1, evaluations + 1)]
    pages.append((1, 0, evaluations, [bytes(evaluations)] * 12))
    write_golden(path, header, records, pages)


def commands(folder, plan):
    """Each command that reads a ledger or goldens of a folder."""
    page = folder.parent / "report.html"
    return {
        "grid": ["grid", plan, "--out", folder], "verify": ["verify", folder],
        "sample": ["verify", folder, "--sample", "1"], "segments": ["verify", folder, "--segments", "1"],
        "analyze": ["analyze", folder], "report": ["report", folder, "--out", page],
    }


@kind("cost of a hostile ledger")
def ledgers(bench):
    line = {
        "event": "failed", "wi": 1, "do": 1, "time": "2026-01-01T00:00:00Z", "plan": "0" * 64,
        "host": "h", "process": 1, "threads": 1, "instructionSet": "avx2"}

    def spread(count):
        for number in range(count):
            line.update(wi=number, plan=hashlib.sha256(b"%d" % number).hexdigest(), host="h%d" % number)
            yield json.dumps(line) + "\n"

    texts = {
        "40 MB of empty lines": lambda: "\n" * (40 << 20),
        "10 MB of {}": lambda: "{}\n" * (10 << 20 >> 2),
        "one line of 40 MB": lambda: "x" * (40 << 20),
        "10 MB of open brackets": lambda: ("[" * 4000 + "\n") * 2600,
        "60,000 plans, hosts and trials": lambda: "".join(spread(60_000)),
    }
    for name, text in texts.items():
        folder = bench.grid(PLAN, "--keep-checkpoints", "2")
        plan = folder / "experiment.yaml"
        ledger = folder / "ledger.jsonl"
        ledger.write_text(text() + ledger.read_text())
        for command, words in commands(folder, plan).items():
            cost = Cost(bench, *words)
            yield bench.expect(
                "%s: %s" % (name, command), cost.status == 0 and cost.within(25, 400, 300_000), cost)


@kind("cost of a golden of another size")
def goldens(bench):
    sound = bench.grid(PLAN)
    header = header_of(golden_paths(sound)[0])
    place = bench.folder("huge")
    other = {**header, "wi": 4_000_000_000}
    makers = {
        "2^24 examples": lambda path, head: many_examples(path, head, 8),
        "3,000,000 updates": lambda path, head: many_steps(path, head, 3_000_000),
    }
    for name, make in makers.items():
        for whose, head in (("its own header", header), ("another trial's", other)):
            file = place / ("%d.golden" % bench.count)
            bench.count += 1
            make(file, head)
            folder = bench.grid(PLAN)
            golden = golden_paths(folder)[0]
            golden.write_bytes(file.read_bytes())
            chosen = {
                "verify": ["verify", folder], "sample": ["verify", folder, "--sample", "2"],
                "budget": ["verify", folder, "--budget", "1s"],
                "segments": ["verify", folder, "--segments", "1"],
                "two files": ["verify", golden, golden_paths(folder)[1]],
                "analyze": ["analyze", folder],
            }
            for command, words in chosen.items():
                cost = Cost(bench, *words)
                yield bench.expect(
                    "%s, %s: %s" % (name, whose, command),
                    cost.status in (2, 3) and cost.within(4, 400, 100_000), cost)
            yield bench.expect(
                "%s, %s: is well formed" % (name, whose),
                Cost(bench, "show", file, "--json").status == 0)


@kind("cost of many files and trials")
def many(bench):
    folder = bench.grid(PLAN)
    plan = folder / "experiment.yaml"
    trials = folder / "trials"
    for path in golden_paths(folder):
        path.unlink()
    broken = folder.parent / "broken"
    broken.write_bytes(b"\x89SPG\r\n\x1a\n" + bytes(300))
    seconds = {}
    linked = 0
    for cells in (15_000, 60_000):
        plan.write_text(
            re.sub(r"seeds:.*", "seeds: { wi: 1...%d, do: 1 }" % cells, plan.read_text()))
        for wi in range(linked + 1, cells + 1):
            os.link(broken, trials / ("wi=%03d,do=001.golden" % wi))
        linked = cells
        for choice in (["--budget", "1s"], ["--sample", "1"], []):
            cost = Cost(bench, "verify", folder, *choice)
            before = seconds.get(str(choice))
            seconds[str(choice)] = cost.seconds
            # Four times as many cost four times as much, not sixteen times, however busy the machine is.
            is_linear = before is None or cost.seconds <= 9 * max(before, 0.5)
            yield bench.expect(
                "%d broken goldens, %s" % (cells, choice),
                cost.status == 3 and is_linear and cost.within(60, 800, 200_000),
                "%s; with a quarter of them %s s" % (cost, before))
    for path in trials.iterdir():
        path.unlink()
    plan.write_text(re.sub(r"seeds:.*", "seeds: { wi: 1...500, do: 1...400 }", plan.read_text()))
    for choice in ([], ["--sample", "1"], ["--budget", "1s"], ["--trials", "1:1"], ["--segments", "1"]):
        cost = Cost(bench, "verify", folder, *choice)
        yield bench.expect(
            "200,000 planned trials without golden, %s" % choice,
            cost.status == 2 and cost.within(60, 1200, 20_000), cost)
    cost = Cost(bench, "verify", folder, "--json")
    yield bench.expect(
        "200,000 planned trials without golden, --json",
        cost.status == 2 and cost.within(60, 1500, 120 << 20), cost)


if __name__ == "__main__":
    sys.exit("run ci/attack --kind cost")
