"""Draws a model of all-MiniLM-L6-v2's shape, and texts of RTE's lengths, from a seed: prove-device-shape.py FOLDER

Makes FOLDER/model, as Hugging Face has models, and FOLDER/data/RTE, as GLUE has data. The same bytes on every machine:
all is drawn from SHAKE-256 of the seed and a name, with whole numbers only. Nothing of GLUE is in it but how many
examples of RTE's training data have how many tokens.
"""

import array
import hashlib
import json
import pathlib
import struct
import sys

SEED = "seedproof prove-device 1"
(LAYERS, SIZE, INNER, HEADS, POSITIONS) = (6, 384, 1536, 12, 512)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = 30522
# Examples of RTE's training data with so many tokens of all-MiniLM-L6-v2 (the special ones included, 128 at most):
# 1 with 13, none with 14 and so on to 314 with 128; 2,490 in all.
SHORTEST = 13
EXAMPLES = [
    1, 0, 0, 0, 3, 5, 2, 10, 7, 8, 11, 10, 11, 15, 21, 20, 21, 28, 33, 23, 38, 33, 39, 32, 40, 40, 43, 38, 50, 31,
    41, 49, 51, 59, 66, 58, 49, 35, 47, 43, 44, 47, 34, 51, 41, 33, 38, 28, 43, 31, 35, 23, 32, 26, 24, 13, 35, 26,
    10, 18, 8, 11, 12, 17, 9, 12, 6, 13, 11, 8, 8, 6, 13, 2, 7, 7, 6, 10, 10, 7, 6, 5, 8, 9, 7, 5, 5, 0, 6, 9, 7, 4,
    4, 7, 6, 9, 3, 6, 12, 6, 5, 9, 10, 12, 11, 8, 7, 8, 7, 7, 14, 7, 5, 7, 9, 314]
DEVELOPMENT = 277
# Tokens of the second text: RTE's have 12 in the mean.
SECOND = 12


def drawn(name, count, kind):
    """Whole numbers of SHAKE-256, of the C type `kind`, little-endian."""
    values = array.array(kind)
    values.frombytes(hashlib.shake_256(f"{SEED}: {name}".encode()).digest(count * values.itemsize))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def tensors():
    """Names and shapes, in the order of the file."""
    yield "embeddings.word_embeddings.weight", [VOCABULARY, SIZE]
    yield "embeddings.position_embeddings.weight", [POSITIONS, SIZE]
    yield "embeddings.token_type_embeddings.weight", [2, SIZE]
    yield "embeddings.LayerNorm.weight", [SIZE]
    yield "embeddings.LayerNorm.bias", [SIZE]
    for layer in range(LAYERS):
        parts = [
            ("attention.self.query", SIZE, SIZE), ("attention.self.key", SIZE, SIZE),
            ("attention.self.value", SIZE, SIZE), ("attention.output.dense", SIZE, SIZE),
            ("attention.output.LayerNorm", SIZE, None), ("intermediate.dense", INNER, SIZE),
            ("output.dense", SIZE, INNER), ("output.LayerNorm", SIZE, None)]
        for name, rows, columns in parts:
            yield f"encoder.layer.{layer}.{name}.weight", [rows] + ([columns] if columns else [])
            yield f"encoder.layer.{layer}.{name}.bias", [rows]
    yield "pooler.dense.weight", [SIZE, SIZE]
    yield "pooler.dense.bias", [SIZE]


def values(name, count):
    """Gains of LayerNorm are 1; all else is even over -2^-5 ... 2^-5, whose deviation is .018, in steps of 2^-20."""
    if name.endswith("LayerNorm.weight"):
        found = array.array("f", [1.0]) * count
    else:
        found = array.array("f", map((2.0 ** -20).__mul__, drawn(name, count, "h")))
    if sys.byteorder == "big":
        found.byteswap()
    return found


def write_model(folder):
    folder.mkdir(parents=True)
    config = {
        "architectures": ["BertModel"], "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1, "hidden_size": SIZE, "intermediate_size": INNER, "layer_norm_eps": 1e-12,
        "max_position_embeddings": POSITIONS, "model_type": "bert", "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS, "pad_token_id": 0, "position_embedding_type": "absolute", "type_vocab_size": 2,
        "vocab_size": VOCABULARY}
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": true}')
    words = SPECIAL + [f"w{number}" for number in range(VOCABULARY - len(SPECIAL))]
    (folder / "vocab.txt").write_text("".join(word + "\n" for word in words))
    header, end = {}, 0
    for name, shape in tensors():
        count = shape[0] * (shape[1] if len(shape) == 2 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + 4 * count]}
        end += 4 * count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, entry in header.items():
            first, last = entry["data_offsets"]
            values(name, (last - first) // 4).tofile(file)


def write_texts(path, name, lengths):
    """Pairs of texts of random words, which have those lengths together, in a random order."""
    order = sorted(range(len(lengths)), key=lambda i: (hashlib.sha256(f"{SEED}: {name} {i}".encode()).digest(), i))
    labels = drawn(f"{name}, labels", len(lengths), "H")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("index\tsentence1\tsentence2\tlabel\n")
        for place, example in enumerate(order):
            count = lengths[example] - 3
            words = [f"w{n % (VOCABULARY - len(SPECIAL))}" for n in drawn(f"{name}, {example}", count, "H")]
            second = min(SECOND, count // 2)
            label = "not_entailment" if labels[place] % 2 else "entailment"
            file.write(f"{place}\t{' '.join(words[second:])}\t{' '.join(words[:second])}\t{label}\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    write_model(folder / "model")
    lengths = [SHORTEST + index for index, count in enumerate(EXAMPLES) for _ in range(count)]
    data = folder / "data/RTE"
    data.mkdir(parents=True)
    write_texts(data / "train.tsv", "train", lengths)
    # Lengths that stand evenly among those of the training data.
    chosen = [lengths[index * len(lengths) // DEVELOPMENT] for index in range(DEVELOPMENT)]
    write_texts(data / "dev.tsv", "dev", chosen)


if __name__ == "__main__":
    main()
