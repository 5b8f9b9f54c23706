#!/usr/bin/env bash
# A WordPiece vocabulary that is trained twice on the same text has other pieces, and there is no seed to set.
#
# Package: tokenizers 0.23.3.
#
# Expected: training a vocabulary counts pairs and draws nothing, so the same text gives the same vocabulary, as it
# does for BPE in the same library.
#
# What happens: BertWordPieceTokenizer gives other pieces with other ids at each training, within one process, with
# one thread and with PYTHONHASHSEED=0. Single letters that begin a word keep their ids. Which pairs of equal count
# are joined, and where the pieces that begin with ## stand, changes. BPE gives one vocabulary.
#
# Why it matters: who trains a vocabulary on own text as the first step of a pipeline has no fixed start: another
# vocabulary means other rows of the embedding for a word, and other numbers from the first update on, with every
# seed fixed. Two such files load without complaint in each other's place.
# Instead: train once and keep vocab.txt as data, with its digest; do not train it again in a rerun.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false RAYON_NUM_THREADS=1 PYTHONHASHSEED=0
python3 -m pip install --quiet --root-user-action ignore --target "$work/packages" --no-deps tokenizers==0.23.3

cat > "$work/show.py" <<'PYTHON'
import sys

import tokenizers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from tokenizers.implementations import BertWordPieceTokenizer

texts = ["the quick brown fox jumps over a lazy dog", "seeds and orders of data change the scores of models"]
count = 12


def word_piece():
    tokenizer = BertWordPieceTokenizer()
    tokenizer.train_from_iterator(texts, vocab_size=80, min_frequency=1, show_progress=False)
    return tokenizer


def bpe():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=80, show_progress=False))
    return tokenizer


def ids(tokenizer):
    return tuple(sorted(tokenizer.get_vocab().items()))


trained = [word_piece() for _ in range(count)]
vocabularies = {ids(t) for t in trained}
encoded = {tuple(t.encode("the seeds jump").ids) for t in trained}
plain = {tuple((piece, n) for piece, n in v if not piece.startswith("##") and len(piece) == 1) for v in vocabularies}
facts = [
    ("WordPiece: more than one numbering", len(vocabularies) > 1, True),
    ("more than one encoding of a text", len(encoded) > 1, True),
    ("more than one set of pieces", len({frozenset(piece for piece, _ in v) for v in vocabularies}) > 1, True),
    ("numberings of single letters", len(plain), 1),
    ("BPE: numberings", len({ids(bpe()) for _ in range(count)}), 1),
]
print("tokenizers", tokenizers.__version__)
print(f"  WordPiece, trained {count} times: {len(vocabularies)} numberings, {len(encoded)} encodings of one text")
for name, seen, expected in facts:
    print(f"  {name:36} {seen} {'as found' if seen == expected else 'CHANGED'}")
sys.exit(any(seen != expected for _, seen, expected in facts))
PYTHON

if PYTHONPATH=$work/packages python3 "$work/show.py"; then
  echo "as found: the same text gives another vocabulary at each training"
else
  echo "CHANGED"
  exit 1
fi
