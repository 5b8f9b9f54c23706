#!/usr/bin/env bash
# A call with padding or truncation that changes the file which is saved afterwards.
#
# Packages: transformers 5.24.0 with tokenizers 0.23.3.
#
# Expected: to tokenize a text is to read. One expects a tokenizer that is saved after a call to be the same file as
# one that is saved before it, and a setting in that file to count for every reader or for none.
#
# What happens: the last call's padding and truncation are written into tokenizer.json.
# - Two saves of one tokenizer differ, by a call that stood between them. A later plain call takes the change back.
# - The library tokenizers obeys what was saved: it cuts and fills each text to the length of that call.
# - transformers ignores that length when it loads the file, and neither cuts nor fills.
# - But it obeys the side: after one call with padding_side="left", the tokenizer itself says "right", and the one that
#   is loaded from the saved folder says "left" and fills on the left from then on.
#
# Why it matters: the digest of tokenizer.json does not identify a tokenizer: it depends on what was called last.
# One file gives other ids in two libraries by the same makers. And a round trip through a folder may move every token
# of a filled batch, with it the positions, and with them all numbers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false PYTHONUTF8=1
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet transformers==5.24.0 tokenizers==0.23.3

cat > "$work/show.py" <<'PYTHON'
import hashlib
import pathlib
import sys

import tokenizers
import transformers
from transformers import AutoTokenizer, BertTokenizerFast

root = pathlib.Path(sys.argv[1])
pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] one two three four".split()
(root / "first").mkdir()
(root / "first" / "vocab.txt").write_text("".join(p + "\n" for p in pieces))
tokenizer = BertTokenizerFast.from_pretrained(str(root / "first"))
short, long = "one", "one two three four"


def saved(name):
    tokenizer.save_pretrained(str(root / name))
    return hashlib.sha256((root / name / "tokenizer.json").read_bytes()).hexdigest()[:12]


before = saved("before")
tokenizer(short, padding="max_length", truncation=True, max_length=5, padding_side="left")
side = tokenizer.padding_side
after = saved("after")
tokenizer(short)
plain = saved("plain")

own = tokenizers.Tokenizer.from_file(str(root / "after" / "tokenizer.json"))
again = AutoTokenizer.from_pretrained(str(root / "after"))
other = AutoTokenizer.from_pretrained(str(root / "before"))
batch = {"padding": True}
facts = [
    ("saved twice, a call between", "equal" if before == after else "different", "different"),
    ("saved again after a plain call", "equal" if before == plain else "different", "equal"),
    ("tokenizers, a short text", own.encode(short).ids, [0, 0, 2, 5, 3]),
    ("tokenizers, a long text", own.encode(long).ids, [2, 5, 6, 7, 3]),
    ("transformers, a short text", again(short).input_ids, [2, 5, 3]),
    ("transformers, a long text", again(long).input_ids, [2, 5, 6, 7, 8, 3]),
    ("side before saving", side, "right"),
    ("side after loading", again.padding_side, "left"),
    ("batch, file saved before", other([short, long], **batch).input_ids, [[2, 5, 3, 0, 0, 0], [2, 5, 6, 7, 8, 3]]),
    ("batch, file saved after", again([short, long], **batch).input_ids, [[0, 0, 0, 2, 5, 3], [2, 5, 6, 7, 8, 3]]),
]
print("transformers", transformers.__version__, "tokenizers", tokenizers.__version__)
print("  digests", before, after, plain)
for name, seen, expected in facts:
    print(f"  {name:30} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" -W ignore "$work/show.py" "$work" 2> "$work/stderr"; then
  echo "as found: a call changes the saved tokenizer, and the side on which the loaded one fills"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
