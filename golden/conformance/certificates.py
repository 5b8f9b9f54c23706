"""Makes certificates and signed plans of what a case of the suite says, by Sources/Attestation/PREDICATE.md.

What follows from the rest (verdict, result, bound, the two other statements) is computed here; a case may then put
something else in its place, before or after the signature. The README lists the edits.
"""

import base64
import copy
import hashlib
import json
import re
import struct
from fractions import Fraction

import draws
import stop_rule

STATEMENT = "https://in-toto.io/Statement/v1"
PAYLOAD = "application/vnd.in-toto+json"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
SUMMARY = "https://in-toto.io/attestation/svr/v0.2"
OWN = "seedproof:seed-replication/v0.1"
GRAVITY = ["reproduced", "unverifiable", "diverged", "malformed"]
KINDS = ["planned", "completed", "nonfinite", "stopped", "missing", "malformed", "unreadable",
         "unplanned", "foreign"]


def digest(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def resource(name, sha256):
    return {"digest": {"sha256": sha256}, "name": name}


class Folder:
    """What an experiment folder of the suite holds; its goldens are sound, or at least end like one."""

    def __init__(self, files, unsound=()):
        """`unsound` are cells, `wi=1/do=2`, whose goldens no reader can read: they hold nothing."""
        self.unsound = unsound
        self.plan = files["experiment.yaml"]
        text = self.plan.decode()
        self.name = re.search(r"^name: (\S+)", text, re.M)[1]
        self.task = re.search(r"^task: (\S+)", text, re.M)[1]
        wi, do = ([int(number) for number in re.search(r"\b%s: (\d+)\.\.\.(\d+)" % name, text).groups()]
                  for name in ("wi", "do"))
        self.cells = [(i, j) for i in range(wi[0], wi[1] + 1) for j in range(do[0], do[1] + 1)]
        self.goldens = {
            cell: files.get("trials/wi=%03d,do=%03d.golden" % cell) for cell in self.cells}
        self.rule = stop_rule.Rule.of(text)
        self.misplaced = set()
        if self.rule:
            self.misplaced = stop_rule.misplaced(self.rule, {
                cell: None if "wi=%d/do=%d" % cell in unsound else data
                for cell, data in self.goldens.items()})

    def subjects(self):
        return [resource("experiment.yaml", digest(self.plan))] + [
            resource("trials/wi=%03d,do=%03d.golden" % cell, digest(data))
            for cell, data in self.goldens.items() if data is not None]

    def footer(self, cell):
        data = self.goldens[cell]
        end = len(data) - 36
        return data, end - struct.unpack_from("<I", data, end)[0]

    def stated(self, cell):
        """The content digest in the footer of a golden."""
        if self.goldens[cell] is None or "wi=%d/do=%d" % cell in self.unsound:
            return None
        data, footer = self.footer(cell)
        return data[footer + 46:footer + 78].hex()

    def outcome(self, cell):
        """How a trial ended, where the plan ends it."""
        data, footer = self.footer(cell)
        outcome = stop_rule.KINDS[data[footer + 1] - 1]
        is_unruled = outcome == "stopped" and self.rule is None and self.task != "external"
        return "malformed" if is_unruled or cell in self.misplaced else outcome

    def content(self, cell):
        return None if self.stated(cell) is None or self.outcome(cell) == "malformed" else self.stated(cell)

    def header(self):
        data = next(data for data in self.goldens.values() if data is not None)
        length, = struct.unpack_from("<I", data, 12)
        return json.loads(data[16:16 + length])

    def compared(self, cell):
        """Updates and values of a trial that was compared to its end: the outcome is a value, too."""
        data, footer = self.footer(cell)
        steps, evaluations, anchors = struct.unpack_from("<III", data, footer + 2)
        header = self.header()
        columns, labels = header["columns"], header.get("labels", 0)
        answers = {"correct": 2, "confusion": labels * labels,
                   "predictions": header.get("developmentExamples"),
                   "logits": labels * header.get("developmentExamples", 0)}
        width = sum(answers[name] for name in columns["evaluation"])
        return steps, steps * len(columns["step"]) + evaluations * width + anchors + 1

    def grid(self):
        counts = dict.fromkeys(KINDS, 0)
        counts["planned"] = len(self.cells)
        for cell, data in self.goldens.items():
            if data is None:
                counts["missing"] += 1
            else:
                counts[self.outcome(cell)] += 1
        return {**counts, "root": self.root()}

    def root(self):
        leaves = ["plan " + digest(self.plan)] + [
            "wi=%d/do=%d %s" % (*cell, self.stated(cell) or "missing") for cell in self.cells]
        return merkle([hashlib.sha256(b"\0" + leaf.encode()).digest() for leaf in leaves]).hex()


def merkle(hashes):
    """RFC 6962, section 2.1, of the hashes of leaves."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle(hashes[:half]) + merkle(hashes[half:])).digest()


class Certificate:
    """The statements of what was found: `facts` are a case's, `folder` is what was certified."""

    def __init__(self, folder, facts, policy):
        self.policy, self.facts = facts.get("policy", policy), facts
        self.subject = folder.subjects()
        self.is_external = folder.task == "external"
        self.draw = draws.Draw(facts.get("draw"), facts.get("planCommitment"), facts["time"])
        cells = self.draw.cells(folder)
        if "cells" in facts:  # a signer's own choice
            cells = cells[::-1] if facts["cells"] == "reversed" else map(tuple, facts["cells"])
        self.grid = {**folder.grid(), **facts.get("grid", {})}
        self.cells = [self.cell(folder, cell) for cell in cells]
        self.controls = [{"name": name, "caught": caught} for name, caught in facts["controls"].items()]
        self.experiment = {"name": folder.name, "task": folder.task, "plan": digest(folder.plan),
                           "inputs": []}
        if any(cell["verdict"] == "reproduced" for cell in self.cells):
            header = folder.header()
            self.experiment.update(
                {name: header[name] for name in ("numerics", "streams") if name in header})
            self.experiment["inputs"] = [
                resource(part + "/" + name, value)
                for part in ("data", "model") for name, value in sorted(header.get(part, {}).items())
                if isinstance(value, str)]
        self.experiment.update(facts.get("experiment", {}))
        self.conclude(Fraction(facts["alpha"]))

    def cell(self, folder, cell):
        name = "wi=%d/do=%d" % cell
        content = folder.content(cell)
        verdict, finding = self.facts.get("found", {}).get(
            name, ["reproduced", None] if content else ["unverifiable", "no such golden"])
        steps, values = folder.compared(cell) if verdict == "reproduced" else (0, 0)
        out = {"cell": name, "content": content or "none", "verdict": verdict, "updates": steps,
               "values": values}
        return {**out, "finding": finding} if finding else out

    def conclude(self, alpha):
        grid = self.grid
        self.is_spoilt = bool(grid["malformed"] or grid["unplanned"])
        self.is_complete = not any(grid[kind] for kind in KINDS[4:])
        caught = bool(self.controls) and all(control["caught"] for control in self.controls)
        verdicts = [cell["verdict"] for cell in self.cells] + ["malformed"] * self.is_spoilt
        if not self.cells or not caught or grid["unreadable"]:
            verdicts.append("unverifiable")
        self.verdict = max(verdicts, key=GRAVITY.index)
        passing = "PASSED" if self.is_complete else "WARNED"
        self.result = {"reproduced": passing, "unverifiable": "WARNED"}.get(self.verdict, "FAILED")
        failures = sum(cell["verdict"] != "reproduced" for cell in self.cells)
        self.sampling = self.draw.sampling(
            grid["planned"], len(self.cells), failures, alpha, caught)

    def tests(self):
        name = self.experiment["name"]
        results = {"reproduced": "passedTests", "unverifiable": "warnedTests"}
        for cell in self.cells:
            yield (results.get(cell["verdict"], "failedTests"),
                   "%s/%s/bitwise" % (name, cell["cell"]))
        yield ("failedTests" if self.is_spoilt else "passedTests" if self.is_complete
               else "warnedTests"), "grid/complete"
        for control in self.controls:
            yield ("passedTests" if control["caught"] else "warnedTests",
                   "control/%s-caught" % control["name"])
        if "planCommitment" in self.facts:
            yield "passedTests", "plan/committed"

    def test_result(self):
        harness = self.facts["harness"]
        tests = list(self.tests())
        return {
            "result": self.result,
            "configuration": [resource("experiment.yaml", self.experiment["plan"]),
                              resource(harness["name"], harness["sha256"])]
            + self.experiment["inputs"],
            **{kind: [name for found, name in tests if found == kind]
               for kind in ("passedTests", "warnedTests", "failedTests")}}

    def summary(self):
        properties = []
        if self.result == "PASSED":
            properties = ["SEEDPROOF_GRID_COMPLETE", "SEEDPROOF_CONTROLS_CAUGHT",
                          "SEEDPROOF_RERUN_" + ("EXTERNAL" if self.is_external else "EXACT")]
            if not self.draw.is_sample:
                properties.append("SEEDPROOF_ALL_TRIALS_RERUN")
            elif self.draw.claimed:
                properties.append("SEEDPROOF_SAMPLE_BEACON")
            if "planCommitment" in self.facts:
                properties.append("SEEDPROOF_PLAN_COMMITTED")
        return {"verifier": {"id": "seedproof:verifier/v0.1",
                             "policies": [resource("PREDICATE.md", self.policy)]},
                "timeCreated": self.facts["time"], "properties": properties}

    def limits(self):
        return ["that the data are right", "who holds the signing key",
                "that no other plan was signed" if "planCommitment" in self.facts else
                "that no other grid was run before: the plan was not committed in advance",
                *self.draw.limits(bool(self.grid["stopped"]) and not self.is_external),
                "anything about machines other than the one that reran the trials",
                "that program, machine and time are what the signer says"]

    def own(self, others):
        level = "external" if self.is_external else self.verdict
        predicate = {
            "result": self.result, "verdict": self.verdict,
            "assuranceLevel": level if self.result == "PASSED" else "none",
            "experiment": self.experiment, "grid": self.grid, "sampling": self.sampling,
            "cells": self.cells, "controls": self.controls, "notProved": self.limits(),
            "policy": self.policy,
            "statements": {other["predicateType"]: digest(canonical(other)) for other in others}}
        for name in ("harness", "machine", "time", "planCommitment"):
            if name in self.facts:
                predicate[name] = self.facts[name]
        return statement(self.subject, OWN, predicate)

    def others(self):
        return [statement(self.subject, TEST_RESULT, self.test_result()),
                statement(self.subject, SUMMARY, self.summary())]


def statement(subject, kind, predicate):
    """A statement that shares no part with another one."""
    return copy.deepcopy({"_type": STATEMENT, "subject": subject, "predicateType": kind,
                          "predicate": predicate})


def envelope(payload, keys, kind=PAYLOAD):
    """A signed line, not yet text."""
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
    return {"payload": base64.b64encode(payload).decode(), "payloadType": kind,
            "signatures": [{"keyid": key.identifier, "sig": base64.b64encode(key.sign(signed)).decode()}
                           for key in keys]}
