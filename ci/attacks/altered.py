"""Rewrites a golden with other values and all digests right: read by golden/read_golden.py, written by
Tests/Fixtures/Trajectory/make_fixtures.py, neither of which shares code with the program."""

import importlib.util
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load(path):
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reader = load(ROOT / "golden/read_golden.py")
writer = load(ROOT / "Tests/Fixtures/Trajectory/make_fixtures.py")


def alter(path, change):
    """`change` gets the steps, evaluations and anchors as lists of the reader's records, and changes them in place."""
    path = pathlib.Path(path)
    golden = reader.Golden(path.read_bytes())
    change(golden)
    shapes = golden.header["columns"]
    detail = (shapes["evaluation"] or ["none"])[-1]
    trial = writer.Trial(
        labels=golden.header.get("labels", 0), examples=golden.header.get("developmentExamples", 0),
        detail=detail, columns=shapes["step"], components=shapes["anchor"],
        outcome={"completed": 1, "stopped": 2, "nonfinite": 3}[golden.outcome])
    trial.steps = [[record[name] for name in shapes["step"]] for record in golden.steps]
    trial.evaluations = [
        [record["step"], list(record["counts"]), bytes(record.get("predictions", b"")),
         list(record.get("logits", ()))] for record in golden.evaluations]
    trial.anchors = [
        [record["step"], [record["parts"][name] for name in shapes["anchor"]]] for record in golden.anchors]
    path.write_bytes(trial.bytes(header=golden.header_bytes))


def forge_losses(path):
    """Every loss is another float, a few units away."""

    def change(golden):
        for record in golden.steps:
            record["loss"] ^= 5

    alter(path, change)
