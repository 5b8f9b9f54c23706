"""A made-up column through the whole program. See ci/new-column."""

import argparse
import csv
import json
import os
import pathlib
import sys

import switches
from switches import Wrong

sys.path.insert(0, str(switches.ROOT / "ci/attacks"))

import bench  # noqa: E402

NAME, WORDS = "firstExample", "first example"
OTHER = "SEEDPROOF_OTHER_VALUE"  # where it is set, the trainer records another value from update 5 on
BLIND = "blind-to-the-new-column"

# What a developer writes: the row of the table, its place in two lists, and the value.
COLUMN = {
    "Sources/Trajectory/Column+Table.swift": [
        ("  public static let steps = [loss, gradientNorm, batchDigest]",
         f"""  public static let {NAME} = Column(
    step: "{NAME}", singular: "{WORDS}", plural: "{WORDS}s", kind: .number, rank: 3, slot: 3)
  public static let steps = [loss, gradientNorm, batchDigest, {NAME}]"""),
        ("  public static let recorded = [[loss, gradientNorm, batchDigest]]",
         f"  public static let recorded = [[loss, gradientNorm, batchDigest], [loss, gradientNorm, batchDigest, {NAME}]]"),
    ],
    "Sources/Training/Trial.swift": [
        ("    let record = StepRecord(", "    var record = StepRecord("),
        ("    return (record, norms)\n",
         f"""    let isOther = getenv("{OTHER}") != nil && stepsDone >= 5
    record[slot: 3] = Float(examples.first ?? 0).bitPattern ^ (isOther ? 1 << 20 : 0)
    return (record, norms)
"""),
    ],
}
IMPORTED = {"Sources/Training/Trial.swift": "import Foundation\n"}

# A verifier that does not compare it: the controls must say so.
FAULT = switches.Edit(
    BLIND, "Sources/Judgement/Comparison.swift", "    let columns = «schema.table(expected.record)»",
    f'schema.table(expected.record).filter {{ $0.name != "{NAME}" }}')

PLAN = bench.SMALL_PLAN.replace("{ wi: 1...2, do: 1...2 }", "{ wi: 1, do: 1 }")


def changed_sources():
    changed = switches.sources([FAULT])
    for name, edits in COLUMN.items():
        text = (switches.ROOT / name).read_text()
        for old, new in edits:
            if text.count(old) != 1:
                raise Wrong(f"this stands {text.count(old)} times in {name}, not once:\n    {old}")
            text = text.replace(old, new)
        changed[name] = IMPORTED.get(name, "") + text
    return changed


class Check:
    """Counts what holds, and says what does not."""

    def __init__(self):
        self.count, self.wrong = 0, 0

    def __call__(self, what, holds, seen=""):
        self.count += 1
        self.wrong += not holds
        print(f"  {'holds' if holds else 'WRONG'}: {what}{'' if holds else f'; seen: {seen}'}", flush=True)


def look(lab, check):
    true, other = lab.grid(PLAN), lab.folder("other") / "g"
    made = lab.run("grid", lab.plan(lab.folder("plan"), PLAN), "--out", other, environment={OTHER: "1"})
    if made.status != 0:
        raise Wrong(f"the experiment cannot be made: {made}")
    golden, forged = (next((folder / "trials").glob("*.golden")) for folder in (true, other))

    table = lab.run("show", golden).output
    check("show has it at the head of its table", f"  {WORDS}\n" in table, table[:2000])
    rows = list(csv.DictReader(lab.run("show", golden, "--csv").output.splitlines()))
    updates = [row for row in rows if row.get("loss")]
    check("the trial has 12 updates", len(updates) == 12, len(updates))
    check(f"--csv has it for each update, as '{NAME}'", all(row.get(NAME) for row in updates), rows[:1])
    objects = [json.loads(line) for line in lab.run("show", golden, "--json").output.splitlines()]
    text = json.dumps(objects[0])
    check(f"--json has it for each update, as '{NAME}'",
          sum(NAME in json.dumps(line) for line in objects) == 12, text)

    result = lab.run("verify", true, "--json")
    report = json.loads(result.output)
    check("verify says 'reproduced'", (result.status, report["verdict"]) == (0, "reproduced"), result)
    controls = report["controls"]
    check("all controls are caught", controls["run"] == controls["caught"] == 8, controls)
    trial = report["trials"][0]
    check("its values are counted: four an update", trial["values"] == values(objects), trial)

    result = lab.run("verify", other)
    shown = result.output + result.error
    check("another value is seen at its update", result.status == 1 and NAME in shown and "5" in shown, result)
    difference = lab.run("diff", golden, forged, "--json").output
    check("diff names it, and no other column", NAME in difference and '"gradientNorm"' not in difference, difference)
    check("diff names it for people", WORDS in (text := lab.run("diff", golden, forged).output) or NAME in text, text)

    result = lab.run("verify", switches.ROOT / "golden/tiny", "--json")
    check("a golden of before is reproduced", json.loads(result.output)["verdict"] == "reproduced", result)

    result = lab.run("verify", true, "--json", environment={switches.VARIABLE: BLIND})
    report = json.loads(result.output)
    check("a verifier that does not compare it is unverifiable", report["verdict"] == "unverifiable", result)
    check("the controls name it", NAME in json.dumps(report["controls"]["missed"]), report["controls"])


def values(objects):
    """The values of a trial, counted from what show --json prints: those of its records, and how it ended."""
    count = 1
    for one in objects:
        if "loss" in one:
            count += len(one.keys() - {"step"})
        elif "evaluation" in one:
            count += sum(len(one["evaluation"].get(name, [])) for name in ("counts", "predictions", "logits"))
        elif "anchor" in one:
            count += len(one["anchor"]["components"])
    return count


def main():
    parser = argparse.ArgumentParser(prog="ci/new-column")
    parser.add_argument("--folder", type=pathlib.Path, help="build here, and leave it")
    options = parser.parse_args()
    build = ["swift", "build", "-c", "release", "--product", "seedproof"]
    with switches.built(options.folder, changed_sources(), build) as folder:
        os.environ["SEEDPROOF"] = str(folder / ".build/release/seedproof")
        lab, check = bench.Bench(0), Check()
        try:
            look(lab, check)
        finally:
            lab.close(keep=False)
    print(f"{check.count} things tried with a new column, {check.wrong} wrong")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    switches.end_with(main, "ci/new-column")
