#!/usr/bin/env bash
# Trials of seeds 42 and 43 see the same orders of the data, an epoch apart.
#
# Packages: transformers 5.24.0, accelerate 1.15.0, torch 2.13.0, numpy 1.26.4.
#
# Expected: two seeds of Trainer give two trials whose data orders have nothing in common. Most studies run seeds such as
# 42, 43, 44 and count each as an independent run.
#
# What happens: the order of epoch e is drawn from the number seed + e.
# - Epochs 1 and 2 of seed 42 have the orders of epochs 0 and 1 of seed 43: of three epochs two are shared.
# - Seeds 42 and 44 share one of three.
# - Seeds 42 and 52 share none.
#
# Why it matters: the spread over neighbouring seeds is that of trials with common orders, and an interval or a test that
# takes them for independent is too sure. Which weights are drawn first does not repeat so, as these depend on the seed alone.
#
# Instead: seeds that lie further apart than there are epochs, such as 100, 200, 300.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet transformers==5.24.0 accelerate==1.15.0 torch==2.13.0 numpy==1.26.4

cat > "$work/show.py" <<'PYTHON'
import importlib.metadata
import sys

import torch
import transformers

EXAMPLES, EPOCHS = 200, 3


class Watched(torch.utils.data.Dataset):
    def __init__(self):
        self.seen = []

    def __len__(self):
        return EXAMPLES

    def __getitem__(self, index):
        self.seen.append(index)
        return {"x": torch.zeros(1)}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return {"loss": (x * self.weight).sum()}


def orders(seed):
    data = Watched()
    settings = transformers.TrainingArguments(
        output_dir=sys.argv[1], seed=seed, num_train_epochs=EPOCHS, per_device_train_batch_size=10, use_cpu=True,
        report_to=[], save_strategy="no", logging_strategy="no", disable_tqdm=True)
    transformers.Trainer(model=Model(), args=settings, train_dataset=data).train()
    assert len(data.seen) == EXAMPLES * EPOCHS
    return [tuple(data.seen[EXAMPLES * epoch:EXAMPLES * (epoch + 1)]) for epoch in range(EPOCHS)]


trials = {seed: orders(seed) for seed in (42, 43, 44, 52)}
assert len(set(trials[42])) == EPOCHS, "one trial has an order twice"
names = ["transformers", "accelerate", "torch", "numpy"]
print(" ".join(f"{name} {importlib.metadata.version(name)}" for name in names))
changed = False
for other, expected in ((43, [(1, 0), (2, 1)]), (44, [(2, 0)]), (52, [])):
    shared = [(i, j) for i in range(EPOCHS) for j in range(EPOCHS) if trials[42][i] == trials[other][j]]
    text = ", ".join(f"{i} is its {j}" for i, j in shared) or "none"
    print(f"  epochs of seed 42 in the orders of seed {other}: {text:22} {'as found' if shared == expected else 'CHANGED'}")
    changed |= shared != expected
sys.exit(changed)
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" "$work/out" 2> "$work/stderr"; then
  echo "as found: neighbouring seeds share orders"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
