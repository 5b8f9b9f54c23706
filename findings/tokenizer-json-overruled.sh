#!/usr/bin/env bash
# Settings in tokenizer.json that transformers does not follow.
#
# Packages: transformers 4.57.6 with tokenizers 0.22.2, and transformers 5.24.0 with tokenizers 0.23.3.
#
# Expected: tokenizer.json describes a whole tokenizer: how text is normalised, where it is split, how words become
# pieces. One expects every reader of that file to follow it, or to say that it does not.
#
# What happens: the folder has a tokenizer.json and a config.json that says {"model_type": "bert"}, nothing else.
# - A BertNormalizer with "lowercase": false is overruled in both versions: text is lower-cased.
#   The value true that wins stands in no file of the folder: it is the default of the class.
# - The same normaliser as the only member of a Sequence is followed by 4.57.6 and overruled by 5.24.0.
# - A WhitespaceSplit as the splitter, and another longest word in the model, are followed by 4.57.6.
#   5.24.0 ignores both: it takes the pieces from the file and makes the rest anew.
# - Without config.json, version 5.24.0 follows the very same tokenizer.json. So a file of the model decides.
# There is no warning in any of these cases. The library tokenizers, which owns the format, follows the file always.
#
# Why it matters: equal files do not mean equal token ids. A program that reads tokenizer.json to the letter, and a
# program that uses transformers, may train on different ids, and so may two versions of transformers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HF_HUB_OFFLINE=1 TOKENIZERS_PARALLELISM=false PYTHONUTF8=1
for pins in "transformers==4.57.6 tokenizers==0.22.2" "transformers==5.24.0 tokenizers==0.23.3"; do
  python3 -m venv "$work/${pins%% *}"
  # shellcheck disable=SC2086
  "$work/${pins%% *}/bin/pip" install --quiet $pins
done

cat > "$work/show.py" <<'PYTHON'
import json
import logging
import pathlib
import sys

import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import AutoTokenizer

version = transformers.__version__
root = pathlib.Path(sys.argv[1]) / ("folders-" + version)
pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] The Café house the cafe . house.".split()
text = "The Café house."

said = []
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: said.append(record.getMessage())
logging.captureWarnings(True)
for library in ("transformers", "py.warnings"):
    logging.getLogger(library).addHandler(handler)


def tokens(name, configuration=True, **parts):
    """The tokens by tokenizers and by transformers, of a folder whose tokenizer.json has these parts."""
    folder = root / name
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]",
                                           max_input_chars_per_word=parts.get("longest", 100)))
    tokenizer.normalizer = parts.get("normalizer", normalizers.BertNormalizer(lowercase=True))
    tokenizer.pre_tokenizer = parts.get("splitter", pre_tokenizers.BertPreTokenizer())
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(pieces[:5])
    tokenizer.save(str(folder / "tokenizer.json"))
    if configuration:
        (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
    by_file = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text, add_special_tokens=False).tokens
    by_transformers = AutoTokenizer.from_pretrained(str(folder)).tokenize(text)
    return by_file, by_transformers


cased = normalizers.BertNormalizer(lowercase=False)
kept, lowered = ["The", "Café", "house", "."], ["the", "cafe", "house", "."]
cases = {
    "as BERT has it": (tokens("plain"), lowered, lowered, lowered),
    "lowercase false": (tokens("cased", normalizer=cased), kept, lowered, lowered),
    "lowercase false, in a Sequence":
        (tokens("sequence", normalizer=normalizers.Sequence([cased])), kept, kept, lowered),
    "WhitespaceSplit": (tokens("split", splitter=pre_tokenizers.WhitespaceSplit()),
                        ["the", "cafe", "house."], ["the", "cafe", "house."], lowered),
    "no word over 4": (tokens("longest", longest=4),
                       ["the", "cafe", "[UNK]", "."], ["the", "cafe", "[UNK]", "."], lowered),
}
if version[0] == "5":
    cases["lowercase false, no config.json"] = (tokens("alone", configuration=False, normalizer=cased), kept, [], kept)

good = not said
print("transformers", version)
for name, ((by_file, seen), file_expected, expected4, expected5) in cases.items():
    expected = expected5 if version[0] == "5" else expected4
    same = by_file == file_expected and seen == expected
    good = good and same
    print(f"  {name:32} file says {' '.join(by_file):20} transformers gives {' '.join(seen):20}"
          f" {'as found' if same else 'CHANGED'}")
print("  warnings:", said or "none")
sys.exit(0 if good else 1)
PYTHON

failed=0
for python in "$work"/transformers*/bin/python; do
  with=$("$python" "$work/show.py" "$work" 2> "$work/stderr") || failed=1
  echo "$with"
  [ -n "$with" ] || cat "$work/stderr"
done
[ "$failed" = 0 ] && echo "as found: transformers overrules tokenizer.json without a warning" || echo "CHANGED"
exit "$failed"
