#!/usr/bin/env bash
# A classifier that always says 1 gets a Matthews correlation of 0.98, or of less than 0, by how many labels are 1.
#
# Packages: torchmetrics 1.9.0 and torch 2.13.0, beside scikit-learn 1.9.1, numpy 2.4.6.
#
# Expected: the Matthews correlation of constant predictions is 0 (strictly 0 / 0): they know nothing of the labels.
# scikit-learn returns 0, and so does torchmetrics where it is told of a third class.
#
# What happens: with two classes torchmetrics puts a small number in the place of the zeros below the fraction line, and
# what comes out depends on the labels and on how many there are.
# - Always 1, of 100 labels 99 are 1: 0.985. Of 4 labels 3: 0.577. Of 1,000 labels 750: 0.037.
# - Half of the labels 1: 0. Always 0 on the same labels: the same with a minus sign.
# - With num_classes=3 the same predictions and labels give 0.
#
# Why it matters: the score of CoLA is this one, and a fine-tuning that collapses predicts one class. Such runs are
# found by their score of 0. Here they have a score that looks small but learned, and on a small or uneven set one that
# would win the search for the best seed. The same collapse has another score on a part of the set than on the whole.
#
# Instead: count the classes among the predictions, or compute the score with scikit-learn.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torchmetrics==1.9.0 torch==2.13.0 scikit-learn==1.9.1 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys

import sklearn
import torch
import torchmetrics
from sklearn.metrics import matthews_corrcoef
from torchmetrics.classification import BinaryMatthewsCorrCoef, MulticlassMatthewsCorrCoef


def scores(ones, zeros, answer):
    """Of `answer` everywhere: torchmetrics with two classes and with three, and scikit-learn."""
    labels = torch.tensor([1] * ones + [0] * zeros)
    answers = torch.full_like(labels, answer)
    three = MulticlassMatthewsCorrCoef(num_classes=3)
    return [
        round(float(value), 3) + 0.0
        for value in (BinaryMatthewsCorrCoef()(answers, labels), three(answers, labels),
                      matthews_corrcoef(labels.numpy(), answers.numpy()))]


facts = [
    ((99, 1, 1), [0.985, 0, 0]),
    ((99, 1, 0), [-0.985, 0, 0]),
    ((3, 1, 1), [0.577, 0, 0]),
    ((750, 250, 1), [0.037, 0, 0]),
    ((250, 750, 1), [-0.037, 0, 0]),
    ((2, 2, 1), [0, 0, 0]),
]
print("torchmetrics", torchmetrics.__version__, "torch", torch.__version__, "scikit-learn", sklearn.__version__)
print("  labels 1, labels 0, answer: two classes, three classes, scikit-learn")
same = True
for place, expected in facts:
    seen = scores(*place)
    same = same and seen == expected
    print(f"  {place}: {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(not same)
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: the Matthews correlation of a constant answer is that of its labels' counts"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
