#!/usr/bin/env bash
# A transposed or sliced array comes back from a safetensors file with other numbers in the right shape.
#
# Packages: safetensors 0.8.0 beside 0.7.0, numpy 2.4.6.
#
# Expected: what is loaded equals what was saved, or saving raises an error, as safetensors.torch does for a tensor
# that is not contiguous.
#
# What happens: safetensors.numpy 0.8.0 writes the bytes as they lie in memory, beside the shape of the view.
# A transposed matrix, a matrix in Fortran order and a column or every second column of a matrix come back with the
# right shape and type and with wrong values. There is no warning. 0.7.0 is right in each case.
#
# Why it matters: a Flax kernel is the transpose of a PyTorch weight, and numpy's `.T` makes the one from the other.
# The model that is saved so loads without a complaint and is another model. Its digest is as stable as a right one's,
# so every rerun from it agrees.
# Instead: np.ascontiguousarray before saving, and compare once with what was loaded.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/show.py" <<'PYTHON'
import sys
from importlib.metadata import version

import numpy as np
from safetensors.numpy import load, save

right = version("safetensors") == "0.7.0"
weight = np.arange(6, dtype=np.float32).reshape(2, 3)


def round_trip(array):
    back = load(save({"a": array}))["a"]
    assert (back.shape, back.dtype) == (array.shape, array.dtype)
    return back.tolist()


facts = [
    ("plain", weight, [[0, 1, 2], [3, 4, 5]]),
    ("transposed", weight.T, [[0, 1], [2, 3], [4, 5]]),
    ("Fortran order", np.asfortranarray(weight), [[0, 3, 1], [4, 2, 5]]),
    ("every second column", weight[:, ::2], [[0, 1], [2, 3]]),
    ("one column", weight[:, 1], [1, 2]),
]
changed = False
print("safetensors", version("safetensors"), "numpy", np.__version__)
for name, array, wrong in facts:
    seen, expected = round_trip(array), array.tolist() if right else wrong
    changed |= seen != expected
    print(f"  {name:20} {array.tolist()} comes back as {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(changed)
PYTHON

status=0
for version in 0.7.0 0.8.0; do
  python3 -m pip install --quiet --target "$work/$version" safetensors==$version numpy==2.4.6
  PYTHONPATH=$work/$version python3 "$work/show.py" || status=1
done
if test "$status" = 0; then
  echo "as found: 0.8.0 saves other numbers for arrays that are not in C order"
else
  echo "CHANGED"
fi
exit "$status"
