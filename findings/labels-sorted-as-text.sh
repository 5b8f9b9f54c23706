#!/usr/bin/env bash
# Labels that are numbers are numbered anew in the order of their texts: 10 becomes 1, and 9 becomes 3.
#
# Packages: datasets 5.0.1, pyarrow 26.0.1, numpy 2.4.6.
#
# Expected: class_encode_column gives a column of labels the type ClassLabel. Whole numbers from 0 on are classes
# already, and stay what they are; other numbers are classes in their order.
#
# What happens: each label becomes a text, the texts are sorted, and a label becomes its place among them.
# - Of 1, 2, 9, 10 the 10 is class 1, the 2 class 2 and the 9 class 3.
# - The labels 0 to 10 keep 0 and 1 only: 10 is class 2, and 2 is class 3.
# - With fewer than eleven classes, 0 to 9, nothing moves, so that a small example shows nothing.
# - True is class 1 and False class 0, since F comes before T.
#
# Why it matters: a classifier that was trained on the numbers is scored against others. The call is what
# train_test_split asks for before it stratifies by a column. Accuracy falls to what is left of the classes that
# did not move, and equal bits in two runs do not show it.
# Instead: cast_column with ClassLabel(names=[...]) in the order of the numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet datasets==5.0.1 pyarrow==26.0.1 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys
from importlib.metadata import version

from datasets import ClassLabel, Dataset


def encoded(labels):
    return list(Dataset.from_dict({"label": labels}).class_encode_column("label")["label"])


cast = Dataset.from_dict({"label": list(range(11))}).cast_column(
    "label", ClassLabel(names=[str(label) for label in range(11)]))
facts = [
    ("1, 2, 9, 10", encoded([1, 2, 9, 10]), [0, 2, 3, 1]),
    ("0 to 9", encoded(list(range(10))), list(range(10))),
    ("0 to 10", encoded(list(range(11))), [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 2]),
    ("False, True", encoded([False, True]), [0, 1]),
    ("0 to 10, cast_column", list(cast["label"]), list(range(11))),
]
print("datasets", version("datasets"))
for name, seen, expected in facts:
    print(f"  {name:21} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

cd "$work"
if HF_HOME=$work/home venv/bin/python show.py 2>"$work/errors"; then
  echo "as found: numbers are sorted as texts"
else
  cat "$work/errors" >&2
  echo "CHANGED"
  exit 1
fi
