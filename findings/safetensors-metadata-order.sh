#!/usr/bin/env bash
# The same tensors and metadata, saved twice in one process, are two different safetensors files.
#
# Packages: safetensors 0.8.0, numpy 2.4.6.
#
# Expected: a format that sorts its tensors and has no time stamp gives the same bytes for the same content, so that
# the SHA-256 of the file names the content. With no metadata, or one key, that is so.
#
# What happens: with two or more keys of metadata their order in the header is drawn anew at each save, also within
# one process and with PYTHONHASHSEED=0. Four keys give up to 24 files. The order in which the tensors are handed over
# has no part in it.
#
# Why it matters: seeds, step and revision beside the weights are what metadata is for. Once they are there, a rerun
# with equal bits fails a comparison of digests, and a certificate over the file names one of 24.
# Instead: one key that holds a JSON text with sorted keys, or a digest over the tensors.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet safetensors==0.8.0 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
from safetensors.numpy import load, save

tensors = {"weight": np.ones((2, 2), np.float32), "bias": np.zeros(2, np.float32)}
turned = dict(reversed(tensors.items()))
run = {"format": "pt", "wi": "1", "do": "2", "step": "300"}
count = 60


def files(metadata):
    saved = {save(tensors, metadata) for _ in range(count)}
    first = load(next(iter(saved)))
    assert all(np.array_equal(load(s)[name], first[name]) for s in saved for name in tensors)
    return len(saved)


four = files(run)
facts = [
    ("no metadata", files(None), 1),
    ("one key", files({"format": "pt"}), 1),
    ("tensors in another order", save(tensors) == save(turned), True),
    ("four keys: more than one file", four > 1, True),
    ("four keys: at most 24 files", four <= 24, True),
]
print("safetensors", version("safetensors"), "numpy", np.__version__)
print(f"  four keys, saved {count} times: {four} different files")
for name, seen, expected in facts:
    print(f"  {name:30} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if PYTHONHASHSEED=0 "$work/venv/bin/python" "$work/show.py"; then
  echo "as found: two keys of metadata, and no two saves need agree"
else
  echo "CHANGED"
  exit 1
fi
