#!/usr/bin/env bash
# The accuracy of the same logits is 1.0 in one batch and 0.67 in batches of two.
#
# Packages: torchmetrics 1.9.0, torch 2.13.0, numpy 2.4.6.
#
# Expected: a metric is given its predictions batch by batch, and its value is that of all of them, however they were
# cut: update() adds counts. The documentation says that logits are taken too, and turned into probabilities.
#
# What happens: whether numbers are logits or probabilities is guessed for each batch anew: they are logits if one of them
# lies outside of 0 to 1. A batch whose logits all lie between 0 and 1 is taken for probabilities, and a logit of 0.2, which
# means class 1, counts as class 0.
# - Six logits, all on the right side: accuracy 1.0 in one batch or in a batch of 4 and one of 2, 0.67 in batches of 3, 2
#   or 1.
# - The same logits in another order, in batches of 3 or 2: 1.0 again. So the order of the data moves the score.
# - After torch.sigmoid all ways to cut give 1.0.
#
# Why it matters: a fine-tuning in its first updates has logits near 0, so just those evaluations change with the size of
# the batch and with the order. Two runs with equal bits in every logit have other accuracies, and the last batch, which is
# short, is the likeliest to be taken wrongly.
#
# Instead: torch.sigmoid first, or hard labels.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torchmetrics==1.9.0 torch==2.13.0 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys

import torch
import torchmetrics
from torchmetrics.classification import BinaryAccuracy

logits = torch.tensor([0.2, 0.4, 0.9, -2.0, 3.0, -1.0])
labels = torch.tensor([1, 1, 1, 0, 1, 0])
mixed = torch.tensor([0, 3, 1, 4, 2, 5])


def accuracy(values, labels, size):
    metric = BinaryAccuracy()
    for start in range(0, len(values), size):
        metric.update(values[start:start + size], labels[start:start + size])
    return round(metric.compute().item(), 4)


sizes = (6, 4, 3, 2, 1)
facts = [
    ("logits", [accuracy(logits, labels, size) for size in sizes], [1.0, 1.0, 0.6667, 0.6667, 0.6667]),
    ("in another order", [accuracy(logits[mixed], labels[mixed], size) for size in sizes], [1.0, 1.0, 1.0, 1.0, 0.6667]),
    ("after sigmoid", [accuracy(logits.sigmoid(), labels, size) for size in sizes], [1.0] * 5),
]
print("torchmetrics", torchmetrics.__version__, "torch", torch.__version__)
print(f"  batches of            {sizes}")
for name, seen, expected in facts:
    print(f"  {name:20} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: the accuracy of logits depends on how they were cut into batches"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
