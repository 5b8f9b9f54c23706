"""The Python half of ci/oracle-tokenizer: asks both tokenizers and compares, text by text."""

import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from transformers import BertTokenizerFast

PROGRAM, GLUE, MODEL = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
LONG = 1 << 20
failures = 0


def oracle(lower):
    """The tokenizer of the model's vocab.txt; a tokenizer.json, which may say otherwise, is left out."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config.json", "vocab.txt"):
            shutil.copy(MODEL / name, folder)
        (pathlib.Path(folder) / "tokenizer_config.json").write_text(
            json.dumps({"do_lower_case": lower, "tokenizer_class": "BertTokenizer"}))
        return BertTokenizerFast.from_pretrained(folder, model_max_length=LONG)


def model_folder(lower, folder, document=None):
    """The model again, with the lower-casing asked for; its pieces in vocab.txt, or in a document alone."""
    for name in ("config.json", "vocab.txt", "model.safetensors")[::2 if document else 1]:
        (folder / name).symlink_to((MODEL / name).resolve())
    if document:
        document.backend_tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": lower}))
    return folder


def compare(name, texts, tokenizer, model, length=LONG):
    """`texts`: strings, or pairs of them as tuples."""
    global failures
    lines = "".join(json.dumps(t) + "\n" for t in texts)
    begin = time.monotonic()
    output = subprocess.run(
        [PROGRAM, "tokenize", "--model", model, "--maximum-length", str(length)],
        input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    seconds = time.monotonic() - begin
    ours = [json.loads(line) for line in output.splitlines()]
    assert len(ours) == len(texts), f"{len(ours)} answers to {len(texts)} texts"
    wrong = []
    for start in range(0, len(texts), 10_000):
        part = texts[start:start + 10_000]
        if isinstance(part[0], str):
            theirs = tokenizer(part, truncation=True, max_length=length)
        else:
            theirs = tokenizer([a for a, _ in part], [b for _, b in part], truncation=True,
                               max_length=length)
        for i, text in enumerate(part):
            mine = ours[start + i]
            if (mine["ids"], mine["types"]) != (theirs["input_ids"][i], theirs["token_type_ids"][i]):
                wrong.append((text, mine["ids"], theirs["input_ids"][i]))
    print(f"{name}: {len(texts)} texts, {len(wrong)} differ, {seconds:.1f} s in this program",
          flush=True)
    for text, mine, other in wrong[:10]:
        print(f"  {ascii(text)[:200]}\n    here {mine[:40]}\n    there {other[:40]}")
    failures += len(wrong)


def glue():
    """Single sentences and pairs of every file of the four tasks."""
    for task, first, second in (("RTE", 1, 2), ("MRPC", 3, 4), ("CoLA", 3, None), ("SST-2", 0, None)):
        for part in ("train", "dev"):
            file = GLUE / task / f"{part}.tsv"
            if not file.exists():
                print(f"{task}/{part}: skipped, there is no {file}")
                continue
            lines = file.read_bytes().decode("utf-8-sig").split("\n")
            rows = [line.split("\t") for line in lines[0 if task == "CoLA" else 1:] if line]
            singles = [r[first] for r in rows]
            if second is not None:
                pairs = [(r[first], r[second]) for r in rows]
                singles += [r[second] for r in rows]
            else:
                pairs = list(zip(singles, singles[1:] + singles[:1]))
            yield f"{task}/{part}", singles, pairs


def random_texts(count, seed):
    generator = random.Random(seed)
    marks = [*range(0x300, 0x370), *range(0x591, 0x5C8), *range(0x1D165, 0x1D16A), 0x302E, 0x302F,
             0x16FF0, 0x16FF1, 0x1D16D, 0x93C, 0x94D, 0x9BC, 0xFB1E, 0x20D0, 0x3099, 0x1133B, 0x1145E]
    alphabets = [
        [*range(0x20, 0x7F)], [*range(0x20, 0x250)], marks + [0x61, 0x45, 0x20],
        [*range(0xAC00, 0xAC80), *range(0x1100, 0x1200), 0x20], [*range(0x1E00, 0x2100)],
        [*range(0x4E00, 0x4E40), *range(0xF900, 0xF940), 0x61, 0x20, *range(0x3000, 0x3100)],
        [*range(0x1F300, 0x1F700), 0x200D, 0xFE0F, 0x20], [*range(0x900, 0xD80), 0x20],
        [*range(0x110000)],
    ]
    special = ["[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]", "[sep]", "[[CLS]]", "##", "[", "]", " "]
    for _ in range(count):
        text = ""
        for _ in range(generator.randrange(1, 6)):
            if generator.random() < 0.1:
                text += generator.choice(special)
                continue
            alphabet = generator.choice(alphabets)
            for _ in range(generator.randrange(1, 60)):
                code = generator.choice(alphabet)
                text += chr(code) if not 0xD800 <= code < 0xE000 else ""
        yield text


with tempfile.TemporaryDirectory() as root:
    folders = [pathlib.Path(root) / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    lower, cased = oracle(True), oracle(False)
    setups = [("lower-cased", lower, model_folder(True, folders[0])),
              ("cased", cased, model_folder(False, folders[1])),
              ("lower-cased, tokenizer.json", lower, model_folder(True, folders[2], lower)),
              ("cased, tokenizer.json", cased, model_folder(False, folders[3], cased))]
    for name, singles, pairs in glue():
        compare(name, singles, *setups[0][1:])
        compare(f"{name} in pairs", pairs, *setups[0][1:])
        compare(f"{name}, 128 tokens", pairs, *setups[0][1:], length=128)
        if len(pairs) < 5000:
            for length in (3, 4, 5, 8, 17, 32, 63, 64):
                compare(f"{name}, {length} tokens", pairs[:1000], *setups[0][1:], length=length)
    scalars = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    for name, tokenizer, folder in setups:
        every = [" ".join(f"a{c}b {c}" for c in scalars[i:i + 16]) for i in range(0, len(scalars), 16)]
        compare(f"every scalar, {name}", every, tokenizer, folder)
        compare(f"random text, {name}", list(random_texts(50_000, seed=1)), tokenizer, folder)
print("all equal" if failures == 0 else f"{failures} texts differ")
sys.exit(failures > 0)
