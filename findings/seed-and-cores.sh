#!/usr/bin/env bash
# A seed of pyopencl draws other numbers on a device with another number of cores, and 1 where ends are excluded.
#
# Packages: pyopencl 2026.1.4, numpy 2.4.6, on PoCL 3.1 (Debian 12's pocl-opencl-icd, which must be installed).
#
# Expected: PhiloxGenerator and ThreefryGenerator are counter-based, so that number n of a seed is a function of seed and
# n. And float32 draws lie in (0, 1), "endpoints excluded", as fill_uniform says.
#
# What happens: the item of the kernel that draws is a part of the key, and the number of items comes from the number of
# the device's compute units, which a processor has as many of as cores are free. PoCL is told to use 1, 2 and 4.
# - The first 16,384 numbers of a seed are the same with 1 and with 2 cores, and after them none is; with 2 and 4 cores
#   the first 32,768 are.
# - Of two draws of 65,536 numbers the second is another from its beginning on than the second half of one draw.
# - Number 14,227,463 of seed 1 with 2 cores is 1.0: 32 random bits are rounded to 24.
#
# Why it matters: weights or dropout masks that are drawn so are those of a seed and a machine. A small test agrees, as
# its first numbers do, and the model does not. What takes log(1 - u) of a draw is infinite once in 32 million.
# Instead: draw on one device and copy, or write the kernel so that the key is the seed alone and the counter the number.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyopencl==2026.1.4 numpy==2.4.6

cat > "$work/draw.py" <<'PYTHON'
import sys

import numpy as np
import pyopencl
import pyopencl.array  # clrandom needs it
from pyopencl.clrandom import PhiloxGenerator, ThreefryGenerator

platform = next(p for p in pyopencl.get_platforms() if p.name == "Portable Computing Language")
context = pyopencl.Context(platform.get_devices()[:1])
queue = pyopencl.CommandQueue(context)
name, seed, *counts = sys.argv[1:]
generator = {"philox": PhiloxGenerator, "threefry": ThreefryGenerator}[name](context, seed=int(seed))
draws = [generator.uniform(queue, int(count), np.float32).get() for count in counts]
np.save(sys.stdout.buffer, np.concatenate(draws))
PYTHON
cat > "$work/show.py" <<'PYTHON'
import io
import os
import subprocess
import sys

import numpy as np

WORK = sys.argv[1]


def draw(cores, name, seed, *counts):
    environment = {**os.environ, "POCL_MAX_PTHREAD_COUNT": str(cores), "POCL_CACHE_DIR": f"{WORK}/pocl"}
    words = [sys.executable, f"{WORK}/draw.py", name, str(seed), *map(str, counts)]
    return np.load(io.BytesIO(subprocess.run(words, env=environment, stdout=subprocess.PIPE, check=True).stdout))


def common(a, b):
    """How many numbers are the same, and how many of those stand at the beginning."""
    same = a == b
    return f"{same.sum()} of {len(a)}, {len(a) if same.all() else same.argmin()} first"


count = 131072
facts = []
for name in ("philox", "threefry"):
    (one, two, four) = (draw(cores, name, 1, count) for cores in (1, 2, 4))
    facts += [
        (f"{name}, 1000 numbers, 1 and 2 cores", common(one[:1000], two[:1000]), "1000 of 1000, 1000 first"),
        (f"{name}, {count} numbers, 1 and 2 cores", common(one, two), "16384 of 131072, 16384 first"),
        (f"{name}, {count} numbers, 2 and 4 cores", common(two, four), "32768 of 131072, 32768 first"),
        (f"{name}, 2 cores, twice", common(two, draw(2, name, 1, count)), "131072 of 131072, 131072 first"),
        (f"{name}, 2 cores, in two halves", common(two, draw(2, name, 1, count // 2, count // 2)),
         "65536 of 131072, 65536 first"),
    ]
ones = np.flatnonzero(draw(2, "philox", 1, 1 << 24) == 1).tolist()
facts.append(("philox, numbers that are 1.0", str(ones), "[14227463]"))
changed = False
for name, seen, expected in facts:
    changed |= seen != expected
    print(f"  {name:40} {seen:32} {'as found' if seen == expected else f'CHANGED, was: {expected}'}")
sys.exit(changed)
PYTHON
if "$work/venv/bin/python" "$work/show.py" "$work"; then
  echo "as found: a seed draws what the cores make of it"
else
  echo "CHANGED"
  exit 1
fi
