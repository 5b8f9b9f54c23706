"""The Python half of ci/oracle-folders: makes odd model folders, asks both programs, compares.

    oracle-folders.py PROGRAM FOLDER    with the transformers that this Python has; writes FOLDER/results.json
    oracle-folders.py --table FOLDER    the table of all results
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import unicodedata

TEXTS, LENGTH, EXAMPLES = 2000, 48, 60
# Name of the folder, what must come out, and, for a refusal, what its line must name.
CASES = []


def case(name, outcome, words=""):
    """Registers the function that makes a folder."""
    def register(make):
        CASES.append((name, outcome, words.split(), make))
        return make
    return register


def texts():
    """Words, capitals, accents, ideographs, marks, controls and special tokens, in the open and within words."""
    generator = random.Random(7)
    alphabets = [
        "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLM", "éÉüÜñÑçøØåÅİıßẞǅ", "e\u0301a\u0308o\u0323\u0301",
        "東京都日本語漢字豈", "がカ한국어", "ПриветМИРйЙёЁ", "ΛΟΓΟΣλόγος", "हिन्दीनमस्ते", "שָׁלוֹםسلام", "0123456789",
        ".,;:!?\"'()-–…“”", "\u200b\u00ad\ufeff\u0007\u0085", "\u00a0\u3000\u2009", "😀👍🏽❤️",
    ]
    words = ("the a un unkind kind zebra walk walking cafe café Café naïve model tokens data 2019 don't <x> "
             "[MASK] [SEP] [unused1] unkindun the.zebra THE Zebra").split()
    for _ in range(TEXTS):
        parts = []
        for _ in range(generator.randrange(1, 24)):
            if generator.random() < 0.6:
                parts.append(generator.choice(words))
            else:
                alphabet = generator.choice(alphabets)
                parts.append("".join(generator.choice(alphabet) for _ in range(generator.randrange(1, 8))))
        yield (" " if generator.random() < 0.9 else "").join(parts)


def pieces():
    """A small vocabulary whose words and letters meet those texts, cased and not."""
    words = ("the The THE a un un ##kind kind zebra Zebra walk ##ing cafe café Café naive naïve model token ##s data "
             "20 ##19 don t <x> [unused1]").split()
    letters = []
    for text in texts():
        for form in (text, text.lower(), unicodedata.normalize("NFD", text), unicodedata.normalize("NFD", text).lower()):
            letters += [c for c in form if not c.isspace() and unicodedata.category(c)[0] != "C"]
    letters = sorted(set(letters))
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    every = special + words + letters + ["##" + c for i, c in enumerate(letters) if i % 9]
    return list(dict.fromkeys(every))


def main(program, work):
    import torch
    import transformers
    from transformers import AutoTokenizer, BertConfig, BertForPreTraining, BertForSequenceClassification, BertModel
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    version = transformers.__version__
    work = pathlib.Path(work)
    work.mkdir(parents=True)
    root = pathlib.Path(__file__).resolve().parent.parent
    vocabulary = pieces()
    all_texts = list(texts())

    # ---- What folders are made of

    def configuration(**more):
        return BertConfig(vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                          intermediate_size=64, max_position_embeddings=64, **more)

    def raw(folder, **settings):
        """vocab.txt as it was in 2018, and a tokenizer of this version made of it."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocab.txt").write_text("".join(p + "\n" for p in vocabulary), encoding="utf-8")
        (folder / "config.json").write_text('{"model_type": "bert"}')
        (folder / "tokenizer_config.json").write_text(
            json.dumps({"tokenizer_class": "BertTokenizer", **settings}))
        return AutoTokenizer.from_pretrained(str(folder))

    def weights(folder, model=None, convert=True, **options):
        model = model or BertModel(configuration())
        generator = torch.Generator().manual_seed(1)
        for parameter in model.parameters():
            if parameter.dim() == 2:
                # Wider than they are drawn, so that texts differ in their logits.
                parameter.data = torch.randn(parameter.shape, generator=generator).mul(0.15).to(parameter.dtype)
        model.save_pretrained(str(folder), **options)
        if convert and (folder / "pytorch_model.bin").exists():
            # As the program's own advice says.
            from safetensors.torch import save_file
            state = torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
            save_file({k: v.clone().contiguous() for k, v in state.items()},
                      str(folder / "model.safetensors"), {"format": "pt"})
            (folder / "pytorch_model.bin").unlink()

    def saved(folder, again=0, model=None, options={}, **settings):
        tokenizer = raw(work / "raw", **settings)
        shutil.rmtree(work / "raw")
        for _ in range(again):
            tokenizer.save_pretrained(str(work / "again"))
            tokenizer = AutoTokenizer.from_pretrained(str(work / "again"))
            shutil.rmtree(work / "again")
        tokenizer.save_pretrained(str(folder))
        weights(folder, model, **options)
        return tokenizer

    def edit(folder, name, change):
        path = folder / name
        value = json.loads(path.read_text()) if path.exists() else {}
        change(value)
        path.write_text(json.dumps(value))

    def setting(name, key, value, outcome="refused", words=None, file="tokenizer_config.json", **settings):
        @case(name, outcome, words if words is not None else key)
        def make(folder):
            saved(folder, **settings)
            edit(folder, file, lambda x: x.__setitem__(key, value))

    def document(name, change, outcome="refused", words="", **settings):
        @case(name, outcome, words)
        def make(folder):
            saved(folder, **settings)
            edit(folder, "tokenizer.json", change)

    # ---- The folders

    @case("saved", "equal")
    def _(folder): saved(folder)

    @case("saved three times", "equal")
    def _(folder): saved(folder, again=2)

    @case("cased", "equal")
    def _(folder): saved(folder, do_lower_case=False)

    @case("lower-cased, accents kept", "equal")
    def _(folder): saved(folder, again=1, strip_accents=False)

    @case("cased, accents stripped", "equal")
    def _(folder): saved(folder, do_lower_case=False, strip_accents=True)

    @case("ideographs not set apart", "equal")
    def _(folder): saved(folder, again=1, tokenize_chinese_chars=False)

    @case("tokenizer.json alone", "equal")
    def _(folder):
        saved(folder)
        for name in ("vocab.txt", "tokenizer_config.json", "special_tokens_map.json"):
            (folder / name).unlink(missing_ok=True)

    @case("vocab.txt alone", "equal")
    def _(folder):
        raw(folder)
        (folder / "tokenizer_config.json").unlink()
        weights(folder)

    @case("vocab.txt with CRLF", "equal")
    def _(folder):
        raw(folder)
        (folder / "vocab.txt").write_bytes("".join(p + "\r\n" for p in vocabulary).encode())
        weights(folder)

    @case("padded tables", "equal")
    def _(folder):
        model = BertModel(configuration())
        model.resize_token_embeddings(-(-len(vocabulary) // 64) * 64 + 64)
        saved(folder, model=model)

    @case("sharded", "equal")
    def _(folder):
        saved(folder, options={"max_shard_size": "40KB", "safe_serialization": True})
        assert (folder / "model.safetensors.index.json").exists()

    @case("bfloat16", "equal")
    def _(folder): saved(folder, model=BertModel(configuration()).to(torch.bfloat16))

    @case("float16", "equal")
    def _(folder): saved(folder, model=BertModel(configuration()).to(torch.float16))

    @case("no pooler", "equal")
    def _(folder): saved(folder, model=BertModel(configuration(), add_pooling_layer=False))

    @case("classifier of three classes", "equal")
    def _(folder): saved(folder, model=BertForSequenceClassification(configuration(num_labels=3)))

    @case("pretraining heads", "equal")
    def _(folder): saved(folder, model=BertForPreTraining(configuration()))

    @case("LayerNorm's old names", "equal")
    def _(folder):
        saved(folder)
        from safetensors.torch import load_file, save_file
        state = load_file(folder / "model.safetensors")
        save_file({k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v
                   for k, v in state.items()}, folder / "model.safetensors", {"format": "pt"})

    @case("top of a cache", "equal")
    def _(folder):
        saved(folder / "snapshots" / "0123abcd")
        (folder / "refs").mkdir()
        (folder / "refs" / "main").write_text("0123abcd")

    setting("numbers beyond 64 bits", "model_max_length", 10 ** 30, "equal")
    setting("slow tokenizer's settings", "never_split", ["unkind"], "equal")
    setting("layer_norm_eps 1e-5", "layer_norm_eps", 1e-5, "equal", file="config.json")
    setting("gelu_python", "hidden_act", "gelu_python", "equal", file="config.json")
    document("normalizer in a sequence", lambda x: x.update(
        normalizer={"type": "Sequence", "normalizers": [x["normalizer"]]}), "equal")
    document("splitter in a sequence", lambda x: x.update(pre_tokenizer={
        "type": "Sequence", "pretokenizers": [
            {"type": "WhitespaceSplit"}, {"type": "Punctuation", "behavior": "Isolated"}]}), "equal")
    document("BertProcessing", lambda x: x.update(post_processor={
        "type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}), "equal")
    document("truncation and padding kept", lambda x: x.update(
        truncation={"direction": "Right", "max_length": 8, "strategy": "OnlyFirst", "stride": 2},
        padding={"strategy": {"Fixed": 16}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
                 "pad_type_id": 0, "pad_token": "[PAD]"}), "equal")
    document("tokenizer.json lower-cases, its config does not", lambda x: None, "equal", do_lower_case=False)

    @case("tokenizer.json is cased, its config is silent", "equal")
    def _(folder):
        saved(folder, do_lower_case=False)
        edit(folder, "tokenizer_config.json", lambda x: x.pop("do_lower_case"))

    @case("a token added", "refused", "added")
    def _(folder):
        tokenizer = saved(folder)
        tokenizer.add_tokens(["unkindun"])
        tokenizer.save_pretrained(str(folder))
        model = BertModel(configuration())
        model.resize_token_embeddings(len(tokenizer))
        weights(folder, model)

    @case("a special token added", "refused", "special_tokens")
    def _(folder):
        tokenizer = saved(folder)
        tokenizer.add_special_tokens({"additional_special_tokens": ["<x>"]})
        tokenizer.save_pretrained(str(folder))

    @case("another [CLS]", "refused", "cls_token")
    def _(folder): saved(folder, cls_token="<x>")

    setting("added_tokens.json", "un", vocabulary.index("un"), words="added_tokens.json un",
            file="added_tokens.json")
    setting("special_tokens_map.json", "additional_special_tokens", ["<x>"], file="special_tokens_map.json")
    setting("truncation on the left", "truncation_side", "left")
    setting("padding on the left", "padding_side", "left")
    setting("special tokens split", "split_special_tokens", True)
    setting("no token types", "model_input_names", ["input_ids", "attention_mask"])
    setting("any tokenizer", "tokenizer_class", "PreTrainedTokenizerFast")
    setting("another function", "hidden_act", "gelu_new", file="config.json")
    setting("a decoder", "is_decoder", True, file="config.json")
    for kind in ("roberta", "distilbert", "electra", "albert"):
        setting(kind, "model_type", kind, words="model_type " + kind, file="config.json")
    document("short words", lambda x: x["model"].update(max_input_chars_per_word=3),
             words="max_input_chars_per_word")
    document("another prefix", lambda x: x["model"].update(continuing_subword_prefix="@@"),
             words="continuing_subword_prefix")
    document("another normalizer", lambda x: x.update(
        normalizer={"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]}),
        words="normalizer")
    document("another splitter", lambda x: x.update(pre_tokenizer={"type": "Whitespace"}), words="pre_tokenizer")
    document("other ends", lambda x: x.update(post_processor={
        "type": "BertProcessing", "sep": ["[CLS]", 2], "cls": ["[SEP]", 3]}), words="post_processor")
    document("controls kept", lambda x: x["normalizer"].update(clean_text=False), words="clean_text")

    @case("vocab.txt says otherwise", "refused", "vocab.txt tokenizer.json")
    def _(folder):
        tokenizer = saved(folder)
        other = list(vocabulary)
        i, j = other.index("the"), other.index("zebra")
        other[i], other[j] = other[j], other[i]
        (folder / "vocab.txt").write_text("".join(p + "\n" for p in other), encoding="utf-8")

    @case("pytorch_model.bin", "refused", "pytorch_model.bin")
    def _(folder):
        saved(folder)
        os.rename(folder / "model.safetensors", folder / "pytorch_model.bin")

    @case("Git LFS pointer", "refused", "LFS")
    def _(folder):
        saved(folder)
        (folder / "model.safetensors").write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 1\n" % 0)

    # ---- Asking both

    def theirs(folder):
        tokenizer = AutoTokenizer.from_pretrained(str(folder))
        ids, types = [], []
        for first, second in inputs:
            e = tokenizer([first], [second] if second else None, truncation=True, max_length=LENGTH)
            ids.append(e["input_ids"][0])
            types.append(e["token_type_ids"][0])
        return ids, types

    inputs = [(t, all_texts[-1 - i] if i % 3 == 0 else None) for i, t in enumerate(all_texts)]
    lines = "".join(json.dumps([a, b] if b else a) + "\n" for a, b in inputs)

    def logits(folder, model_folder):
        """The program's logits for weights that it has hardly moved, and transformers' for the same weights."""
        data = work / "data"
        data.mkdir(exist_ok=True)
        plain = [" ".join(t.split()).replace("\x85", "") or "a" for t in all_texts]
        plain = [t for t in plain if not t.startswith('"')]
        rows = [(plain[i], plain[-1 - i], i % 2) for i in range(EXAMPLES)]
        table = "first\tsecond\tlabel\n" + "".join("%s\t%s\t%d\n" % row for row in rows)
        for name in ("train.tsv", "dev.tsv"):
            (data / name).write_text(table, encoding="utf-8")
        (work / "plan.yaml").write_text(f"""name: q
task: tsv
data: data
files: {{ train: train.tsv, dev: dev.tsv }}
columns: {{ first: first, second: second, label: label }}
labels: ["0", "1"]
model: {folder}
protocol: {{ epochs: 1, learning_rate: 1e-30, weight_decay: 0, max_length: {LENGTH}, max_steps: 1,
  evaluations_per_epoch: 1, keep_logits: true }}
seeds: {{ wi: 1, do: 1 }}
""")
        for leaf in ("t.golden", "trained"):
            path = work / leaf
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        subprocess.run([program, "train", work / "plan.yaml", "--wi", "1", "--do", "1", "--out", work / "t.golden",
                        "--save-model", work / "trained", "--quiet"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        golden = subprocess.run(
            [sys.executable, "-B", root / "golden" / "read_golden.py", "--json", work / "t.golden"], check=True,
            stdout=subprocess.PIPE, text=True).stdout
        rows_of_logits = [json.loads(line)["evaluation"]["logits"] for line in golden.splitlines() if '"logits":' in line]
        ours = torch.tensor([float.fromhex(value) for value in rows_of_logits[-1]]).reshape(-1, 2)
        encoder = BertModel.from_pretrained(str(model_folder), torch_dtype=torch.float32)
        trained = BertForSequenceClassification.from_pretrained(str(work / "trained"))
        own = pooler_of(model_folder)
        if own is None:
            encoder.pooler = trained.bert.pooler
        trained.bert = encoder
        trained.eval()
        tokenizer = AutoTokenizer.from_pretrained(str(model_folder))
        with torch.no_grad():
            e = tokenizer([r[0] for r in rows], [r[1] for r in rows], truncation=True, max_length=LENGTH, padding=True,
                          return_tensors="pt")
            other = trained(**e).logits
        return (ours - other).abs().max().item()

    def pooler_of(folder):
        from safetensors import safe_open
        for path in sorted(folder.glob("*.safetensors")):
            with safe_open(str(path), "pt") as file:
                for name in file.keys():
                    if name.endswith("pooler.dense.weight"):
                        return name
        return None

    def trip():
        """Trained and saved here, loaded and saved by this transformers, trained here again: the same records, and a
        header that differs in nothing but the digests of config.json and of the weights."""
        from transformers import AutoModelForSequenceClassification

        def train(model, *more):
            (work / "trip.yaml").write_text(f"""name: q
task: embedded/acceptability
model: {model}
protocol: {{ epochs: 1, learning_rate: 1e-3, max_length: 32, max_steps: 6, evaluations_per_epoch: 1, keep_logits: true }}
seeds: {{ wi: 3, do: 4 }}
""")
            subprocess.run([program, "train", work / "trip.yaml", "--wi", "3", "--do", "4", "--quiet", *more],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def records(golden):
            lines = subprocess.run([sys.executable, "-B", root / "golden" / "read_golden.py", golden], check=True,
                                   stdout=subprocess.PIPE, text=True).stdout.splitlines()
            header = json.loads(lines[0].split("\t", 1)[1].encode().decode("unicode_escape"))
            return header, [line.split("; content ")[0] for line in lines[1:]]

        ours, again = work / "ours", work / "saved-there"
        train("embedded/tiny", "--save-model", ours)
        names = json.loads((ours / "config.json").read_text())["id2label"]
        AutoTokenizer.from_pretrained(str(ours)).save_pretrained(str(again))
        model = AutoModelForSequenceClassification.from_pretrained(str(ours))
        assert model.config.id2label == {int(k): v for k, v in names.items()}
        model.save_pretrained(str(again), safe_serialization=True)
        train(ours, "--out", work / "a.golden")
        train(again, "--out", work / "b.golden")
        (first, a), (second, b) = records(work / "a.golden"), records(work / "b.golden")
        differ = sorted(k for k in first["model"] if first["model"][k] != second["model"][k])
        first.pop("model"), second.pop("model")
        same = len(a) > 8 and a == b and first == second and set(differ) <= {"configuration", "weights"}
        return ("equal", "equal" if same else "DIFFERENT", f"{len(a)} records; header: {', '.join(differ) or 'the same'}")

    try:
        results = {"round trip": trip()}
    except subprocess.CalledProcessError as error:
        results = {"round trip": ("equal", "refused", f"exit status {error.returncode}")}
    print(f"{version}  round trip: {results['round trip'][1]}  {results['round trip'][2]}", flush=True)
    for name, outcome, words, make in CASES:
        folder = work / "folder"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        make(folder)
        output = subprocess.run([program, "tokenize", "--model", folder, "--maximum-length", str(LENGTH)],
                                input=lines.encode(), capture_output=True)
        if output.returncode:
            line = output.stderr.decode().strip()
            good = output.returncode == 64 and "\n" not in line and all(w in line for w in words)
            results[name] = (outcome, "refused" if good else "REFUSED WRONGLY", line.replace(str(folder), ""))
        else:
            answers = [json.loads(line) for line in output.stdout.splitlines()]
            inner = next(folder.glob("snapshots/*"), folder)
            ids, types = theirs(inner)
            wrong = sum((a["ids"], a["types"]) != (i, t) for a, i, t in zip(answers, ids, types))
            distance = float("inf")
            if wrong == 0 and len(answers) == len(ids):
                try:
                    distance = logits(folder, inner)
                except subprocess.CalledProcessError:
                    wrong = "training fails: 0"
            same = len(answers) == len(ids) and wrong == 0 and distance < 5e-6
            results[name] = (outcome, "equal" if same else "DIFFERENT", f"{wrong} texts, logits within {distance:.1e}")
        print(f"{version}  {name}: {results[name][1]}  {results[name][2]}"[:220], flush=True)
    (work / "results.json").write_text(json.dumps({"version": version, "results": results}))


def table(work):
    columns = [json.loads((pathlib.Path(work) / v / "results.json").read_text()) for v in ("430", "457", "5")]
    print("| folder | " + " | ".join(c["version"] for c in columns) + " |")
    print("|---|" + "---|" * len(columns))
    bad = 0
    for name in columns[-1]["results"]:
        outcomes = [c["results"].get(name, ("", "-", "")) for c in columns]
        bad += sum(o[1] not in ("-", o[0]) for o in outcomes)
        print(f"| {name} | " + " | ".join(o[1] for o in outcomes) + " |")
    differ = sum(o[1] == "DIFFERENT" for c in columns for o in c["results"].values())
    print(f"\n{len(columns[-1]['results']) - 1} folders and a round trip, {len(columns)} versions: silently different {differ}, "
          f"not as expected {bad}")
    return bad > 0


if sys.argv[1] == "--table":
    sys.exit(table(sys.argv[2]))
main(sys.argv[1], sys.argv[2])
