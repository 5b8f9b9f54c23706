#!/usr/bin/env bash
# A model's scores compared with themselves: the second is said to be better, whichever comes first.
#
# Packages: deepsig 1.2.8, numpy 2.4.6.
#
# Expected: almost stochastic order (ASO) is below 0.5 where the first model is better, above where the second is, and
# 0.5 where neither is. Scores against themselves are 0.5.
#
# What happens:
# - Five different scores against themselves give 1.0: the second model is better beyond doubt.
# - So do the same scores in another order, since ASO sorts them.
# - Five equal scores against themselves do give 0.5.
# - If one of five scores is raised, the raised list against the old one gives more than 0.5, although at every rank it is
#   as good or better, and so its violation ratio is 0.
#
# Why it matters: this is the test that is advised for scores over seeds. A refactoring that changes nothing gives equal
# scores, seed by seed, and is then reported as a clear loss or a clear gain, by which list came first.
#
# Instead: look at whether the scores are equal first, and compute both directions: they cannot both be 1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet deepsig==1.2.8 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import importlib.metadata
import sys

from deepsig import aso


def order(first, second):
    return float(aso(first, second, seed=1, show_progress=False))


scores = [0.70, 0.71, 0.72, 0.73, 0.74]
raised = scores[:4] + [0.745]
worse = [score - 0.1 for score in scores]
facts = [
    ("five scores against themselves", order(scores, scores), 1.0),
    ("the same in another order", order(scores, scores[::-1]), 1.0),
    ("five equal scores", order([0.7] * 5, [0.7] * 5), 0.5),
    ("better against worse", order(scores, worse), 0.0),
    ("worse against better, over 0.99", order(worse, scores) > 0.99, True),
    ("one raised against the old, over 0.5", order(raised, scores) > 0.5, True),
    ("every rank as good or better", all(b >= a for a, b in zip(scores, raised)), True),
]
print("deepsig", importlib.metadata.version("deepsig"), "numpy", importlib.metadata.version("numpy"))
for name, seen, expected in facts:
    print(f"  {name:38} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: scores against themselves are a loss"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
