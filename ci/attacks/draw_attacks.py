"""What is drawn is what is named: draws against an independent computation, stated power under simulation, trials
named twice, and missing or removed evidence."""

import json
import math
import os
import pathlib
import re
import shutil
import sys

import audit_sample
from bench import SMALL_PLAN, kind

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "golden"))
import read_golden  # noqa: E402

PLAN = SMALL_PLAN.replace("wi: 1...2, do: 1...2", "wi: 1...3, do: 1...2")
KEPT = ("--keep-checkpoints", "3")


def plans(count):
    """Plans of other learning rates: their trials are other trials."""
    return [PLAN.replace("1e-3", "%de-3" % (rate + 1)) for rate in range(count)]


def goldens(folder):
    return sorted((folder / "trials").glob("*.golden"))


def content(path):
    """The content digest, with every byte of the file checked."""
    return read_golden.Golden(path.read_bytes()).content_digest.hex()


def trials(folder):
    """[(wi, do, content)] of a whole folder, in the order of its plan."""
    found = []
    for path in goldens(folder):
        wi, do = map(int, re.findall(r"=(\d+)", path.name))
        found.append((wi, do, content(path)))
    return found


def plan_digest(folder):
    return audit_sample.sha((folder / "experiment.yaml").read_bytes()).hex()


def segment_ends(path):
    """Where the segments of a golden begin and end, by what is kept beside it."""
    kept = [
        int(re.search(r"step=(\d+)", point.name)[1])
        for point in path.with_suffix(".checkpoints").glob("step=*.checkpoint")]
    return [0, *sorted(kept), 12]


def prose(text):
    """Sentences that were broken into lines in one."""
    return " ".join(text.split())


def document(result):
    return json.loads(result.output)


@kind("draws are those of the documents")
def draws(bench):
    one, two, three = (bench.grid(text, *KEPT) for text in plans(3))
    for number in range(6):
        challenge = "draw %d" % number
        root, order = audit_sample.one_folder(plan_digest(one), trials(one), challenge)
        result = bench.run("verify", one, "--sample", 3, "--challenge", challenge, "--json")
        found = document(result)
        drawn = ["wi=%d/do=%d" % (t["wi"], t["do"]) for t in found["trials"]]
        yield bench.expect(
            "one folder, " + challenge,
            found["coverage"]["root"] == root.hex() and drawn == order[:3]
            and found["coverage"].get("scheme") == "audit-sample-v1", result)
        folders = [one, two, three]
        bench.random.shuffle(folders)
        names = {
            audit_sample.trial(plan_digest(folder), *cell): cell[2]
            for folder in folders for cell in trials(folder)}
        root, order = audit_sample.any_folders(list(names), challenge)
        result = bench.run("verify", *folders, "--sample", 4, "--challenge", challenge, "--json")
        held = result.status == 0
        if held:
            found = document(result)
            held = (found["coverage"]["scheme"] == "audit-sample-v2"
                    and found["coverage"]["root"] == root.hex()
                    and [t["contentDigest"] for t in found["trials"]] == [names[n] for n in order[:4]])
        yield bench.expect("three folders, " + challenge, held, result)
        cut = [
            (audit_sample.trial(plan_digest(folder), *cell), segment_ends(path))
            for folder in folders for cell, path in zip(trials(folder), goldens(folder))]
        root, order = audit_sample.segments(cut, challenge)
        result = bench.run("verify", *folders, "--segments", 5, "--challenge", challenge, "--json")
        found = document(result) if result.status == 0 else {"segments": [], "root": ""}
        items = {s.get("item") for s in found["segments"] if s["drawn"]}
        yield bench.expect(
            "segments, " + challenge, found["root"] == root.hex() and items == set(order[:5]), result)


def error(chance, count):
    return 3 * math.sqrt(chance * (1 - chance) / count) + 1e-9


@kind("stated power, simulated")
def power(bench):
    """The draws of the documents, which the kind above compares with the program's, over many challenges; and what the
    program states for them."""
    count = 400
    stated = {}

    def power_of(text):
        found = re.search(r"(\d+) or more forged \w+ \(([\d.]+)%\).*?a single one with ([\d.]+)%", prose(text))
        return int(found[1]), float(found[3]) / 100

    folders = [bench.grid(text, *KEPT) for text in plans(3)]
    for several in (False, True):
        named = folders if several else folders[:1]
        for choice, drawn in (("--sample", 3), ("--segments", 7)):
            result = bench.run("verify", *named, choice, drawn)
            stated[several, choice] = (drawn, power_of(result.output) if result.status == 0 else None)
    for (several, choice), (drawn, words) in stated.items():
        named = folders if several else folders[:1]
        plain = [
            (audit_sample.trial(plan_digest(f), *cell), segment_ends(path), cell)
            for f in named for cell, path in zip(trials(f), goldens(f))]
        total = len(plain) if choice == "--sample" else sum(len(ends) - 1 for _, ends, _ in plain)
        for share in (1, 5, 10, 20, 40, 60):
            forged_count = max(1, round(total * share / 100))
            found = 0
            for number in range(count):
                challenge = "power %d" % number
                if choice == "--segments":
                    _, order = audit_sample.segments([p[:2] for p in plain], challenge)
                elif several:
                    _, order = audit_sample.any_folders([p[0] for p in plain], challenge)
                else:
                    _, order = audit_sample.one_folder(
                        plan_digest(named[0]), [p[2] for p in plain], challenge)
                forged = set(bench.random.sample(sorted(order), forged_count))
                found += any(item in forged for item in order[:drawn])
            chance = audit_sample.detection(total, forged_count, drawn)
            case = "%s %d of %d, %d forged" % (choice, drawn, total, forged_count)
            yield bench.expect(
                case, abs(found / count - chance) <= error(chance, count), (found / count, chance))
        least = next(d for d in range(1, total + 1) if audit_sample.detection(total, d, drawn) >= .95)
        yield bench.expect(
            "%s %d of %d as stated" % (choice, drawn, total),
            words is not None and words[0] == least and abs(words[1] - drawn / total) < .0006, (words, least))


@kind("no folder hides behind another")
def every_folder(bench):
    """Honest folders, and one whose goldens are of another plan's trials under right names: it is found whatever the
    order is."""
    honest = [bench.grid(text, *KEPT) for text in plans(3)]
    forged = bench.grid(plans(4)[3], *KEPT)
    for path in goldens(forged):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    for order in range(4):
        folders = honest[:]
        folders.insert(order, forged)
        for choice in (["--segments", "1"], ["--sample", "1"], ["--budget", "1s"], ["--segments", "6"]):
            result = bench.run("verify", *folders, *choice, "--challenge", "c")
            yield bench.expect("damaged folder at %d, %s" % (order, choice), result.status == 3, result)
    # The segment that is drawn comes from each folder in turn, as often as from another.
    counts = dict.fromkeys(map(str, honest), 0)
    for number in range(24):
        result = bench.run("verify", *honest, "--segments", 1, "--challenge", "f%d" % number, "--json")
        if result.status == 0:
            drawn = next(s for s in document(result)["segments"] if s["drawn"])
            counts[next(f for f in counts if drawn.get("file", "").startswith(f + "/"))] += 1
    yield bench.expect("each folder is drawn from", min(counts.values()) >= 2, counts)


@kind("a trial counts once")
def once(bench):
    makers = {
        "hard link": lambda a, b: os.link(a, b),
        "symbolic link": lambda a, b: os.symlink(a, b),
        "relative link": lambda a, b: os.symlink(os.path.relpath(a, b.parent), b),
        "copy": shutil.copyfile,
        "chain of links": lambda a, b: (os.symlink(a, str(b) + ".1"), os.symlink(str(b) + ".1", b)),
    }
    for name, make in makers.items():
        folder = bench.grid()
        golden = goldens(folder)[0]
        other = folder.parent / "other.golden"
        make(golden, other)
        for paths in ((golden, other), (other, golden), (folder, other), (other, folder)):
            result = bench.run("verify", *paths)
            yield bench.expect(
                "%s: %s" % (name, [p.name for p in paths]),
                result.status == 64 and not result.output and "named twice" in result.error
                and all(str(p) in result.error for p in paths if p.suffix == ".golden"), result)
        for choice in (["--segments", "1"], ["--segments", "3", "--challenge", "x"]):
            result = bench.run("verify", golden, other, *choice)
            yield bench.expect("%s: %s" % (name, choice), result.status == 64, result)

    def narrowed(a, b):
        shutil.copytree(a, b)
        plan = b / "experiment.yaml"
        plan.write_text(plan.read_text().replace("wi: 1...2", "wi: 1"))
        for path in goldens(b)[2:]:
            path.unlink()

    def relinked(a, b):
        shutil.copytree(a, b)
        for path in goldens(b):
            path.unlink()
            os.link(a / "trials" / path.name, path)

    folder_makers = {
        "same path": None, "link": lambda a, b: os.symlink(a, b), "copy": shutil.copytree,
        "narrowed copy": narrowed, "copy of hard links": relinked,
    }
    for name, make in folder_makers.items():
        folder = bench.grid(SMALL_PLAN, *KEPT)
        other = folder if make is None else folder.parent / "other"
        if make:
            make(folder, other)
        for spelled in (other, str(other) + "/", str(other.parent) + "/./" + other.name):
            for choice in ([], ["--sample", "1"], ["--budget", "1s"], ["--segments", "2"]):
                result = bench.run("verify", folder, spelled, *choice)
                yield bench.expect(
                    "folder, %s, %s, %s" % (name, spelled, choice),
                    result.status == 64 and not result.output and "named twice" in result.error, result)
    for name in ("goldens removed", "goldens damaged"):
        folder = bench.grid()
        for path in goldens(folder):
            path.unlink()
            if "damaged" in name:
                path.write_bytes(b"no golden")
        other = folder.parent / "copy"
        shutil.copytree(folder, other)
        result = bench.run("verify", folder, other)
        # Files that cannot be read are no trials: they are malformed each.
        yield bench.expect(name, result.status == (64 if "removed" in name else 3), result)


@kind("missing and removed evidence is said")
def missing(bench):
    for gone in range(1, 6):
        folder = bench.grid(PLAN, *KEPT)
        for path in goldens(folder)[:gone]:
            path.unlink()
        for drawn in range(1, 6 - gone + 1):
            for number in range(4):
                words = ["verify", folder, "--sample", drawn, "--challenge", "m%d" % number]
                result = bench.run(*words)
                parsed = document(bench.run(*words, "--json"))
                power = parsed["coverage"].get("power")
                said = "missing: %d of 6 planned trials" % gone in prose(result.output)
                chosen = next(
                    (d for d in range(1, 7) if audit_sample.detection(6, d, drawn) >= .95 - 1e-12), 7)
                true = power is None or (
                    result.status == 0 and power["detectableForged"] == chosen <= 6 - gone)
                yield bench.expect(
                    "%d gone, %d drawn, %d" % (gone, drawn, number),
                    said and true and result.status in (0, 2)
                    and parsed["coverage"].get("missing") == gone
                    and ("would have been found" in prose(result.output)) == (power is not None), result)
    commands = {
        "verify": ["verify", "F"], "sample": ["verify", "F", "--sample", "1"],
        "budget": ["verify", "F", "--budget", "1s"], "segments": ["verify", "F", "--segments", "1"],
        "trials": ["verify", "F", "--trials", "2:2"], "json": ["verify", "F", "--json"],
        "two folders": ["verify", "F", "G"], "grid": ["grid", "F/experiment.yaml", "--out", "F"],
        "grid, json": ["grid", "F/experiment.yaml", "--out", "F", "--json"],
        "analyze": ["analyze", "F", "--markdown"], "analyze, json": ["analyze", "F", "--json"],
        "analyze, latex": ["analyze", "F", "--latex"], "report": ["report", "F", "--out", "r.html"],
    }
    edits = {
        "fewer wi": ("wi: 1...2", "wi: 2", "wi=001*"), "fewer do": ("do: 1...2", "do: 2", "*do=001*"),
    }
    for edit, (before, after, gone) in edits.items():
        for name, words in commands.items():
            folder, other = bench.grid(SMALL_PLAN, *KEPT), bench.grid(plans(3)[2], *KEPT)
            plan = folder / "experiment.yaml"
            plan.write_text(plan.read_text().replace(before, after))
            for path in (folder / "trials").glob(gone):
                if path.is_file():
                    path.unlink()
            result = bench.run(
                *[str(w).replace("F", str(folder), 1) if w[0] == "F" else other if w == "G" else w
                  for w in words], cwd=folder.parent)
            text = result.output + result.error
            if name == "report" and result.status == 0:
                text += (folder.parent / "r.html").read_text()
            yield bench.expect(
                "%s: %s" % (edit, name),
                result.status == 0
                and ("earlier plan" in text.replace("\n", " ") or '"earlierPlans":[{' in text), result)
    # An honest folder is not suspected.
    for name, words in commands.items():
        folder, other = bench.grid(SMALL_PLAN, *KEPT), bench.grid(plans(3)[2], *KEPT)
        result = bench.run(
            *[str(w).replace("F", str(folder), 1) if w[0] == "F" else other if w == "G" else w
              for w in words], cwd=folder.parent)
        yield bench.expect(
            "nothing edited: " + name, result.status == 0 and "earlier plan" not in result.output
            and '"earlierPlans":[{' not in result.output, result)
