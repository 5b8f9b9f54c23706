#!/usr/bin/env bash
# The token types of a pair, which one version of transformers gives and the next leaves out.
#
# Packages: transformers 4.57.6 with tokenizers 0.22.2, and transformers 5.24.0 with tokenizers 0.23.3.
#
# Expected: tokenizer.json says that the second text of a pair has token type 1. One expects a call with a pair to
# return those types, and a folder that loads in two versions to give the same inputs in both.
#
# What happens: tokenizer_config.json names PreTrainedTokenizerFast, the usual name for a tokenizer that somebody made
# with the library tokenizers. config.json names BERT.
# - 4.57.6 returns input_ids, token_type_ids and attention_mask.
# - 5.24.0 returns input_ids and attention_mask. There is no warning, and the ids are the same.
# - Asked for them by name, 5.24.0 returns the right types: it knows them.
# - Where the name is BertTokenizerFast, both versions return them.
#
# Why it matters: BERT takes types that it is not given as zeros, so both texts become first texts. Nothing fails, all
# token ids are equal, and each pair gets other numbers. Who compares two runs has to compare the types as well.
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
pieces = "[PAD] [UNK] [CLS] [SEP] [MASK] it rains water falls".split()

said = []
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: said.append(record.getMessage())
logging.captureWarnings(True)
for library in ("transformers", "py.warnings"):
    logging.getLogger(library).addHandler(handler)


def loaded(name):
    folder = root / name
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(pieces[:5])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": name}))
    return AutoTokenizer.from_pretrained(str(folder))


general, bert = loaded("PreTrainedTokenizerFast"), loaded("BertTokenizerFast")
pair = ("it rains", "water falls")
ids, types = [2, 5, 6, 3, 7, 8, 3], [0, 0, 0, 0, 1, 1, 1]
seen = {
    "PreTrainedTokenizerFast": dict(general(*pair)),
    "the same, asked for types": dict(general(*pair, return_token_type_ids=True)),
    "BertTokenizerFast": dict(bert(*pair)),
}
expected = {
    "PreTrainedTokenizerFast": types if version[0] == "4" else None,
    "the same, asked for types": types,
    "BertTokenizerFast": types,
}
good = not said
print("transformers", version)
for name, inputs in seen.items():
    same = inputs["input_ids"] == ids and inputs.get("token_type_ids") == expected[name]
    good = good and same
    print(f"  {name:26} ids {inputs['input_ids']} types {inputs.get('token_type_ids', 'not returned')}"
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
[ "$failed" = 0 ] && echo "as found: version 5 leaves out the token types of pairs" || echo "CHANGED"
exit "$failed"
