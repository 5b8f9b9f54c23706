#!/usr/bin/env bash
# Two settings that are equal have two joblib hashes if one of them names the same tuple twice.
#
# Packages: joblib 1.6.0, numpy 2.4.6.
#
# Expected: joblib.hash is "the identifier of the content": equal settings have one hash, however they were put together.
#
# What happens: it hashes a pickle, and a pickle writes what it has seen before as a reference.
# - [(1, 2), (1, 2)] has one hash if both are the same object, and another if they are equal objects.
# - The same holds for lists and dictionaries. For texts and numpy arrays it does not.
# - So a setting that was read from JSON has another hash than the one in the script from which it was written.
#
# Why it matters: such a hash names the cache of a preprocessed dataset, or the folder of a trial. The rerun of a
# trial from its own saved settings is another trial: it is computed again, or not found, and nothing says why.
#
# Instead: hash a text, such as json.dumps(settings, sort_keys=True).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet joblib==1.6.0 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import json
import sys

import joblib
import numpy


def differs(make):
    """Whether two equal values have two hashes: one object twice, and two objects."""
    one = make()
    return joblib.hash([one, one]) != joblib.hash([make(), make()])


layer = {"units": 8}
settings = {"layers": [layer, layer]}
read = json.loads(json.dumps(settings))
facts = [
    ("tuples", differs(lambda: tuple([1, 2])), True),
    ("lists", differs(lambda: [1, 2]), True),
    ("dictionaries", differs(lambda: {"a": 1}), True),
    ("texts", differs(lambda: "".join(["learning", " rate"])), False),
    ("arrays", differs(lambda: numpy.arange(3.0)), False),
    ("settings equal after JSON", settings == read, True),
    ("their hashes equal", joblib.hash(settings) == joblib.hash(read), False),
]
print("joblib", joblib.__version__, "numpy", numpy.__version__)
for name, seen, expected in facts:
    print(f"  {name:28} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: equal settings have two hashes"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
