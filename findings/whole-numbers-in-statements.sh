#!/usr/bin/env bash
# Whole numbers in the predicate of an in-toto statement come back as decimals, and large ones as other numbers.
#
# Packages: in-toto-attestation 0.9.3 with protobuf 7.36.2.
#
# Expected: a statement is JSON, and its predicate is any JSON object. Read by the project's own package and written
# again, it holds the same values.
#
# What happens: the package keeps a predicate as a protobuf Struct, where every number is a binary64.
# - The count 9 is written as 9.0.
# - The seed 9007199254740993 becomes 9007199254740992.0, the seed of another trial, without a message.
# - 2^63 - 1 becomes 2^63.
# - Texts are kept: a seed written as "9007199254740993" comes back as it was.
#
# Why it matters: counts, seeds and steps are what a certificate of a training run consists of. A tool that reads a
# statement, adds nothing and writes it has made another statement, whose signature does not fit, and which may speak of
# another seed.
#
# Instead: sign and keep the bytes as they were, as DSSE asks; and write numbers above 2^53 as texts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet in-toto-attestation==0.9.3 protobuf==7.36.2

cat > "$work/show.py" <<'PYTHON'
import importlib.metadata
import json
import sys

from google.protobuf import json_format
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement


def again(predicate):
    """What is left of a predicate after the package has read and written it."""
    subject = ResourceDescriptor(name="golden", digest={"sha256": "ab" * 32})
    statement = Statement([subject.pb], "https://example.com/runs/v1", predicate)
    return json.dumps(json_format.MessageToDict(statement.pb)["predicate"])


facts = [
    ("a count", again({"trials": 9}), '{"trials": 9.0}'),
    ("2^53 + 1", again({"seed": 2**53 + 1}), '{"seed": 9007199254740992.0}'),
    ("2^53 + 1, as text", again({"seed": str(2**53 + 1)}), '{"seed": "9007199254740993"}'),
    ("2^63 - 1", float(json.loads(again({"seed": 2**63 - 1}))["seed"]) == 2.0**63, True),
    ("a list", again({"seeds": [1, 2]}), '{"seeds": [1.0, 2.0]}'),
    ("a decimal", again({"rate": 0.1}), '{"rate": 0.1}'),
]
for name in ("in-toto-attestation", "protobuf"):
    print(name, importlib.metadata.version(name))
for name, seen, expected in facts:
    print(f"  {name:18} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" 2> "$work/stderr"; then
  echo "as found: whole numbers of a predicate become binary64"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
