#!/usr/bin/env bash
# The bytes of a checkpoint depend on the name that its file was given when it was written.
#
# Packages: torch 2.13.0, numpy 2.4.6.
#
# Expected: a file's name is no part of its content. The same tensors, saved twice by one version on one machine,
# are the same bytes, and `sha256sum` compares the weights of two trials.
#
# What happens: torch.save writes an archive whose entries lie in a folder, and takes the folder's name from the file's.
# - wi1.pt and wi2.pt with equal tensors have other digests. A longer name makes a longer file.
# - The ending has no part in it: wi1.pt and wi1.bin are equal, and so are files of one name in two folders.
# - Saved into memory and then written, all are equal; the folder is called archive.
# - A renamed file keeps the old name inside.
#
# Why it matters: trials are told apart by their files' names, so checkpoints that hold the same bits never have the
# same digest, and a certificate over the digest of a checkpoint is one over its first name. A digest that differs
# proves nothing about the weights.
#
# Instead: save into io.BytesIO and write that; or hash the tensors.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet torch==2.13.0 numpy==2.4.6

cat > "$work/show.py" <<'PYTHON'
import hashlib
import io
import pathlib
import sys
import zipfile

import torch

root = pathlib.Path(sys.argv[1])
(root / "other").mkdir()
state = {"weight": torch.arange(4.0)}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def saved(name):
    torch.save(state, root / name)
    return digest(root / name)


def in_memory(name):
    memory = io.BytesIO()
    torch.save(state, memory)
    (root / name).write_bytes(memory.getvalue())
    return digest(root / name)


def folder(name):
    return zipfile.ZipFile(root / name).namelist()[0].split("/")[0]


one, again = saved("wi1.pt"), saved("wi1.pt")
two, ending, other = saved("wi2.pt"), saved("wi1.bin"), saved("other/wi1.pt")
long = saved("a-much-longer-name-of-a-trial-with-its-seeds-wi1-do1.pt")
lengths = [(root / name).stat().st_size for name in ("wi1.pt", "a-much-longer-name-of-a-trial-with-its-seeds-wi1-do1.pt")]
facts = [
    ("saved twice under one name", one == again, True),
    ("another name", one == two, False),
    ("another ending", one == ending, True),
    ("another folder", one == other, True),
    ("the longer name makes a longer file", lengths[0] < lengths[1], True),
    ("folder inside wi2.pt", folder("wi2.pt"), "wi2"),
    ("through memory, two names", in_memory("memory1.pt") == in_memory("memory2.pt"), True),
    ("folder inside these", folder("memory1.pt"), "archive"),
]
print("torch", torch.__version__, "digests", one[:12], two[:12], long[:12], "lengths", lengths)
for name, seen, expected in facts:
    print(f"  {name:36} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" "$work" 2> "$work/stderr"; then
  echo "as found: the name of a checkpoint is in its bytes"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
