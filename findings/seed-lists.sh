#!/usr/bin/env bash
# Different lists of seeds are one seed for numpy: zeros at the end count for nothing, and large numbers are cut.
#
# Package: numpy 2.4.6.
#
# Expected: default_rng takes a list of integers so that a stream can be named by several numbers, such as
# [seed, epoch, worker]. Different lists are then different streams.
#
# What happens: up to four words of 32 bits, a list is filled up with zeros, and a number of 2^32 or more is cut into words.
# - 5, [5], [5, 0] and [5, 0, 0, 0] are one stream. [5, 0, 0, 0, 0] is another.
# - 7 * 2^32 + 3, and [3, 7], are one stream.
# - The older RandomState keeps [5] and [5, 0] apart.
#
# Why it matters: a stream for (seed, epoch) and one for (seed, epoch, worker) look separate and are not: worker 0
# draws what the main process drew. A run with the pair (5, 0) repeats the run with the plain seed 5. Repeats that
# count as independent make a spread of seeds too small.
# Instead: lists of one length only, each number below 2^32, with a number that is not 0 at the end (such as a tag for
# the purpose), or SeedSequence(seed, spawn_key=(epoch, worker)).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --root-user-action ignore --target "$work/packages" numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys

import numpy as np


def order(seed):
    return np.random.default_rng(seed).permutation(10).tolist()


def spawned(*key):
    return np.random.default_rng(np.random.SeedSequence(5, spawn_key=key)).permutation(10).tolist()


def older(seed):
    return np.random.RandomState(seed).permutation(10).tolist()


epoch = 3
shuffled = np.random.default_rng([5, epoch]).random(4).tolist()
worker = [np.random.default_rng([5, epoch, w]).random(4).tolist() for w in range(2)]
facts = [
    ("5 and [5]", order(5) == order([5]), True),
    ("5 and [5, 0]", order(5) == order([5, 0]), True),
    ("5 and [5, 0, 0, 0]", order(5) == order([5, 0, 0, 0]), True),
    ("5 and [5, 0, 0, 0, 0]", order(5) == order([5, 0, 0, 0, 0]), False),
    ("5 and [0, 5]", order(5) == order([0, 5]), False),
    ("[3, 7] and 7 * 2^32 + 3", order([3, 7]) == order(7 * 2**32 + 3), True),
    ("main process and worker 0", shuffled == worker[0], True),
    ("main process and worker 1", shuffled == worker[1], False),
    ("spawn_key (3,) and (3, 0)", spawned(3) == spawned(3, 0), False),
    ("RandomState: [5] and [5, 0]", older([5]) == older([5, 0]), False),
]
print("numpy", np.__version__)
for name, seen, expected in facts:
    print(f"  {name:28} {'same' if seen else 'different':9} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if PYTHONPATH=$work/packages python3 "$work/show.py"; then
  echo "as found: different lists are one seed"
else
  echo "CHANGED"
  exit 1
fi
