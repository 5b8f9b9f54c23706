#!/usr/bin/env bash
# A dataset written as JSON lines keeps ten decimals of each number, and a small number becomes 0.
#
# Packages: datasets 5.0.1, pandas 3.1.1, pyarrow 26.0.1, numpy 2.4.6.
#
# Expected: a column of float64 that is saved and read again is the same column. JSON can hold the shortest decimal
# text of each number, as Python's json writes it, and to_csv of the same dataset keeps it.
#
# What happens: to_json rounds to ten decimals, without a warning.
# - 1/3 comes back as 0.3333333333, and 0.1 + 0.2 as 0.3.
# - 2^-40 and 1e-12 come back as 0. A float32 is rounded too: its eight or nine digits are not all kept.
# - to_csv keeps float64 and float32 exactly.
#
# Why it matters: scores, logits and probabilities are saved this way between a run and its evaluation. A loss of
# 1e-12 becomes 0, its logarithm is infinite, and a comparison of two runs bit by bit compares what was left of them.
# Two runs that differ in the eleventh decimal have equal files.
# Instead: to_parquet, or text from float.hex.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet datasets==5.0.1 pandas==3.1.1 pyarrow==26.0.1 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import csv
import json
import sys
from importlib.metadata import version

import numpy as np
from datasets import Dataset

values = [0.1 + 0.2, 1 / 3, 2**-40, 1e-12]
data = Dataset.from_dict({"double": values, "single": np.array(values, np.float32)})
data.to_json("scores.jsonl")
data.to_csv("scores.csv")
rows = [json.loads(line) for line in open("scores.jsonl")]
table = list(csv.DictReader(open("scores.csv")))
singles = np.array(values, np.float32)
facts = [
    ("JSON, float64", [row["double"] for row in rows], [0.3, 0.3333333333, 0.0, 0.0]),
    ("JSON, equal float64", [row["double"] == value for row, value in zip(rows, values)], [False] * 4),
    ("JSON, small float32", [row["single"] for row in rows][2:], [0.0, 0.0]),
    ("CSV, equal float64", [float(row["double"]) == value for row, value in zip(table, values)], [True] * 4),
    ("CSV, equal float32", [bool(np.float32(row["single"]) == value) for row, value in zip(table, singles)], [True] * 4),
]
print("datasets", version("datasets"), "pandas", version("pandas"))
for name, seen, expected in facts:
    print(f"  {name:20} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

cd "$work"
if HF_HOME=$work/home venv/bin/python show.py 2>"$work/errors"; then
  echo "as found: JSON keeps ten decimals"
else
  cat "$work/errors" >&2
  echo "CHANGED"
  exit 1
fi
