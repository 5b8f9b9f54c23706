#!/usr/bin/env bash
# JAX takes seeds of 64 bits and uses the lower 32, unless binary64 is switched on, which changes what a seed draws.
#
# Packages: jax 0.10.2 with jaxlib 0.10.2, numpy 2.4.6.
#
# Expected: two seeds that are taken are two streams, or the second is refused. A switch for the precision of arrays
# changes the precision.
#
# What happens, in a new process with the defaults:
# - The seeds 1 and 2^32 + 1 are one key, also as numpy's int64 and uint64; so are -1 and 2^32 - 1.
# - 2^63 as a whole number of Python is refused, as numpy's uint64 it is the seed 0.
# With JAX_ENABLE_X64 these pairs are two keys each. The seed 1 keeps its key, but uniform() draws another number from it,
# since its default is then binary64: not the same number with more digits.
#
# Why it matters: seeds that come from a hash, a clock or a trial's number in a large range are of 64 bits, and trials
# that differ in the upper half alone are one trial. A library that switches binary64 on, in the same process, changes
# the draws of every seed.
#
# Instead: seeds below 2^32, and a dtype in each draw.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import sys

import jax
import numpy


def key(seed):
    try:
        return jax.random.key_data(jax.random.key(seed)).tolist()
    except OverflowError:
        return "refused"


def draw(dtype=None):
    arguments = {} if dtype is None else {"dtype": dtype}
    return round(float(jax.random.uniform(jax.random.key(1), **arguments)), 4)


wide = sys.argv[1] == "1"
facts = [
    ("1 and 2^32 + 1", key(1) == key(2**32 + 1), not wide),
    ("1 and int64(2^32 + 1)", key(1) == key(numpy.int64(2**32 + 1)), not wide),
    ("-1 and 2^32 - 1", key(-1) == key(2**32 - 1), not wide),
    ("2^63", key(2**63), "refused"),
    ("uint64(2^63) and 0", key(numpy.uint64(2**63)) == key(0), not wide),
    ("key of 1", key(1), [0, 1]),
    ("uniform() of 1", draw(), 0.1182 if wide else 0.4386),
    ("uniform(float32) of 1", draw(numpy.float32), 0.4386),
]
print("jax", jax.__version__, "numpy", numpy.__version__, "with binary64" if wide else "as it comes")
for name, seen, expected in facts:
    print(f"  {name:24} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

run() { JAX_ENABLE_X64=$1 JAX_PLATFORMS=cpu "$work/venv/bin/python" -W ignore "$work/show.py" "$1" 2> "$work/stderr"; }
if run 0 && run 1; then
  echo "as found: seeds lose their upper half, and a switch for precision changes the draws"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
