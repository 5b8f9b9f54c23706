#!/usr/bin/env bash
# Three libraries write "canonical JSON", and their bytes differ where values are ordinary.
#
# Packages: rfc8785 0.1.4, canonicaljson 2.0.0, securesystemslib 1.6.0.
#
# Expected: a canonical form is one form. A digest over it is the same whichever library made it.
#
# What happens: the three follow RFC 8785, Matrix, and OLPC (which TUF took).
# - The step 1.0 is 1 in the first, 1.0 in the second, and refused by the third, as is every decimal.
# - A line break in a text is escaped by the first two. The third writes the byte itself, which is no JSON.
# - The whole number 10^16 is refused by the first and written by the others.
# - Keys with characters beyond U+FFFF have one order in the first and another in the others.
#
# Why it matters: plans, headers and results are compared and signed by digests of their canonical JSON. With a name or
# a rate in them, two tools that both say "canonical" disagree about equal values, and each says that the other's
# file was changed.
#
# Instead: name the rule with the digest, and digest bytes that are kept, not values that are written anew.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet rfc8785==0.1.4 canonicaljson==2.0.0 securesystemslib==1.6.0

cat > "$work/show.py" <<'PYTHON'
import importlib.metadata
import json
import sys

import canonicaljson
import rfc8785
from securesystemslib.formats import encode_canonical

WRITERS = {
    "rfc8785": rfc8785.dumps,
    "canonicaljson": canonicaljson.encode_canonical_json,
    "securesystemslib": lambda value: encode_canonical(value).encode(),
}


def form(write, value):
    try:
        return write(value)
    except Exception:
        return None


def is_json(text):
    try:
        return bool(json.loads(text))
    except ValueError:
        return False


astral, wide = "\U0001f600", "\uff5e"
facts = [
    ({"seed": 3}, [b'{"seed":3}'] * 3),
    ({"step": 1.0}, [b'{"step":1}', b'{"step":1.0}', None]),
    ({"note": "a\nb"}, [b'{"note":"a\\nb"}', b'{"note":"a\\nb"}', b'{"note":"a\nb"}']),
    ({"count": 10**16}, [None, b'{"count":10000000000000000}', b'{"count":10000000000000000}']),
    ({astral: 1, wide: 2}, [f'{{"{astral}":1,"{wide}":2}}'.encode()] + [f'{{"{wide}":2,"{astral}":1}}'.encode()] * 2),
]
print(*(f"{name} {importlib.metadata.version(name)}" for name in WRITERS))
same = True
for value, expected in facts:
    seen = [form(write, value) for write in WRITERS.values()]
    same = same and seen == expected
    print(f"  {value}: {seen} {'as found' if seen == expected else 'CHANGED'}")
readable = [is_json(form(write, {"note": "a\nb"})) for write in WRITERS.values()]
same = same and readable == [True, True, False]
print(f"  the text with a line break is JSON: {readable}")
sys.exit(not same)
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: canonical JSON is three forms"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
