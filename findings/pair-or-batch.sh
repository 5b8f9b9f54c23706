#!/usr/bin/env bash
# One pair with an empty second text: other ids alone than in a batch. A limit too small for a pair: no limit at all.
#
# Packages: transformers 5.24.0 with tokenizers 0.23.3.
#
# Expected: a batch of one pair has the ids of that pair. And with truncation=True, no more ids than max_length come
# out, or an error is raised.
#
# What happens:
# - A call with a text and an empty second text gives [CLS] text [SEP], as if there were no second text.
#   A batch of just that pair gives [CLS] text [SEP] [SEP], the last with token type 1.
# - A pair has three special tokens. At max_length 3 nothing but these is left. At max_length 2 the whole pair comes
#   out, uncut, and so does a single text at max_length 1. There is no warning.
#
# Why it matters: tables have empty cells. Who tokenizes row by row and who tokenizes the table in batches get other
# ids, other lengths and other types for those rows. And a limit does not bound the length of what comes out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false PYTHONUTF8=1
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet transformers==5.24.0 tokenizers==0.23.3

cat > "$work/show.py" <<'PYTHON'
import logging
import pathlib
import sys

import tokenizers
import transformers
from transformers import BertTokenizerFast

said = []
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: said.append(record.getMessage())
logging.captureWarnings(True)
for library in ("transformers", "py.warnings"):
    logging.getLogger(library).addHandler(handler)

root = pathlib.Path(sys.argv[1])
pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] one two three four".split()
(root / "vocab.txt").write_text("".join(p + "\n" for p in pieces))
tokenizer = BertTokenizerFast.from_pretrained(str(root))


def both(inputs):
    return inputs["input_ids"], inputs["token_type_ids"]


def cut(*texts, at):
    return tokenizer(*texts, truncation=True, max_length=at)["input_ids"]


facts = [
    ("one pair, second text empty", both(tokenizer("one two", "")), ([2, 5, 6, 3], [0, 0, 0, 0])),
    ("the same as a batch", both(tokenizer(["one two"], [""])), ([[2, 5, 6, 3, 3]], [[0, 0, 0, 0, 1]])),
    ("pair, at most 4", cut("one two", "three four", at=4), [2, 3, 7, 3]),
    ("pair, at most 3", cut("one two", "three four", at=3), [2, 3, 3]),
    ("pair, at most 2", cut("one two", "three four", at=2), [2, 5, 6, 3, 7, 8, 3]),
    ("text, at most 2", cut("one two", at=2), [2, 3]),
    ("text, at most 1", cut("one two", at=1), [2, 5, 6, 3]),
    ("warnings", said, []),
]
print("transformers", transformers.__version__, "tokenizers", tokenizers.__version__)
for name, seen, expected in facts:
    print(f"  {name:30} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if "$work/venv/bin/python" "$work/show.py" "$work" 2> "$work/stderr"; then
  echo "as found: an empty second text counts in a batch only, and a small limit is none"
else
  cat "$work/stderr"
  echo "CHANGED"
  exit 1
fi
