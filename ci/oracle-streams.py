"""The Python half of ci/oracle-streams: asks the PyTorch or transformers that this Python has, and the program.

    oracle-streams.py torch PROFILE PROGRAM CASES      PROFILE: torch/2.13, without a variant
    oracle-streams.py trainer PROFILE PROGRAM CASES
    oracle-streams.py rules PROFILE PROGRAM CASES      what this Python has no wheel for: the rules written in Python

Python 3.7 and its PyTorch are old enough to run it.
"""

import collections
import dataclasses
import os
import random
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What lasts long: orders of as many examples as a large task has.
LARGE = [2490, 8551, 67349]


class Cases:
    """Arguments of `streams`, each with what the other program gave."""

    def __init__(self):
        self.arguments, self.wanted, self.kinds = [], [], []

    def add(self, kind, arguments, wanted):
        self.kinds.append(kind)
        self.arguments.append(" ".join(map(str, arguments)))
        self.wanted.append(wanted)

    def compare(self, program, name):
        """Asks the program for all; the number of differences."""
        run = subprocess.run([program, "streams", "lines"], input="\n".join(self.arguments) + "\n",
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
        if run.returncode:
            print("%s: streams lines ended with %d" % (name, run.returncode))
            return len(self.wanted)
        lines, place, differing = run.stdout.split("\n"), 0, collections.Counter()
        for kind, arguments, wanted in zip(self.kinds, self.arguments, self.wanted):
            count = int(arguments.split("--count ")[1].split()[0])
            found = lines[place:place + count]
            place += count
            if found[:len(wanted)] != wanted or not wanted and count:
                if not differing[kind]:
                    print("%s: 'streams %s' gives %s, not %s" % (name, arguments, found[:8], wanted[:8]))
                differing[kind] += 1
        left = len([line for line in lines[place:] if line])
        total = collections.Counter(self.kinds)
        print("%s: %d cases (%s), %d differ%s" % (
            name, len(self.kinds), ", ".join("%d %s" % (total[kind], kind) for kind in sorted(total)),
            sum(differing.values()), ", %d lines left over" % left if left else ""), flush=True)
        return sum(differing.values()) + left


def hexadecimal(values):
    """Binary32 numbers as the program prints them."""
    texts = []
    for value in values:
        sign = "-" if struct.pack(">f", value)[0] >> 7 else ""
        digits, exponent = abs(value).hex()[2:].split("p")
        lead, rest = (digits.split(".") + [""])[:2]
        rest = rest.rstrip("0")
        texts.append("%s0x%s%sp%s" % (sign, lead, "." + rest if rest else "", exponent))
    return texts


def seed_of(draw):
    return draw.choice([draw.randrange(2**32), draw.randrange(100), 2**32 - 1 - draw.randrange(5)])


def count_of(draw, large=True):
    if large and draw.random() < 0.01:
        return draw.choice(LARGE)
    return draw.choice([draw.randrange(1, 20), draw.randrange(1, 400), draw.randrange(1, 2000)])


def of_torch(profile, cases, number):
    """Loops, generators, masks and normal draws; with other draws before and between, told to the program."""
    import torch
    from torch.utils.data import DataLoader
    draw = random.Random(profile)
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    assert "torch/%d.%d" % version == profile, torch.__version__

    def other(words):
        """Draws so many words, an even number."""
        assert words % 2 == 0
        if words:
            torch.nn.functional.dropout(torch.ones(words // 2), 0.1)

    def evaluation():
        for _ in DataLoader(list(range(7)), batch_size=3):
            pass

    intel = is_intel() and profile != "torch/2.13"
    for index in range(number):
        seed = seed_of(draw)
        if draw.random() < 0.2:
            seed += draw.randrange(2**31) * 2**32
        count, epochs = count_of(draw), draw.randrange(1, 4)
        before, between = draw.choice([0, 2 * draw.randrange(500)]), draw.choice([0, 2 * draw.randrange(500)])
        if intel:
            before = between = 0
        loops = draw.choice([0, 1, 2])
        own = draw.random() < 0.5 and version > (1, 2)
        torch.manual_seed(seed)
        other(before)
        options = {"batch_size": draw.randrange(1, 60), "shuffle": True}
        if own:
            options["generator"] = torch.Generator()
            options["generator"].manual_seed(seed)
        if draw.random() < 0.3 and count > options["batch_size"]:
            options["drop_last"] = True
        loader, orders = DataLoader(list(range(count)), **options), []
        for _ in range(epochs):
            order = []
            for batch in loader:
                order += batch.tolist()
            orders.append([str(example) for example in order])
            other(between)
            for _ in range(loops):
                evaluation()
        for epoch, order in enumerate(orders):
            arguments = ["do", "--profile", profile + ("+generator" if own else ""), "--seed", seed, "--count", count,
                         "--epoch", epoch]
            if not own:
                arguments += ["--draws-before", before, "--draws-per-epoch", between + 2 * loops]
            cases.add("orders", arguments, order)

        count, before = draw.choice([draw.randrange(1, 40), draw.randrange(1, 1500)]), 2 * draw.randrange(300)
        if intel:
            before = 0
        torch.manual_seed(seed)
        other(before)
        weights = torch.empty(count).normal_(0, 0.02).tolist()
        cases.add("weights", ["wi", "--profile", profile, "--seed", seed, "--count", count, "--draws-before", before],
                  hexadecimal(weights))
        probability = draw.choice([0.1, 0.2, 0.5, 0.3, draw.random()])
        torch.manual_seed(seed)
        other(before)
        mask = torch.nn.functional.dropout(torch.ones(count), probability)
        arguments = ["dropout", "--profile", profile, "--seed", seed, "--count", count, "--draws-before", before,
                     "--probability", repr(probability)]
        if not is_intel() or profile in ("torch/1.13", "torch/2.13"):
            cases.add("masks", arguments + ["--processor", "intel" if is_intel() else "amd"],
                      [str(int(value != 0)) for value in mask.tolist()])


def is_intel():
    with open("/proc/cpuinfo") as file:
        return "GenuineIntel" in file.read()


class Recorder:
    """A model whose dropout draws as many words an example as it is told, and the orders that it was trained in."""

    def __init__(self, width):
        import torch
        self.seen = []
        recorder = self

        class Model(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.zeros(1))

            def forward(self, x, labels=None):
                if width and self.training:
                    torch.nn.functional.dropout(torch.ones(len(x), width), 0.1)
                return {"loss": ((self.weight - x) ** 2).mean(), "logits": x}

        class Data(torch.utils.data.Dataset):
            def __init__(self, lengths, trains=True):
                self.lengths, self.trains = lengths, trains

            def __len__(self):
                return len(self.lengths)

            def __getitem__(self, index):
                return {"input_ids": range(self.lengths[index]), "number": index if self.trains else -1}

        self.model, self.data = Model(), Data

        def collate(examples):
            recorder.seen += [example["number"] for example in examples if example["number"] >= 0]
            x = torch.tensor([[float(example["number"] % 7)] for example in examples])
            return {"x": x, "labels": x}

        self.collate = collate


def of_trainer(profile, cases, number):
    """Whole trainings of a model of one weight, with dropout and evaluations; and heads of from_pretrained."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    import transformers
    from transformers import Trainer, TrainingArguments
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    version = tuple(int(part) for part in transformers.__version__.split(".")[:2])
    assert "trainer/%d.%d" % version == profile, transformers.__version__
    names = {field.name for field in dataclasses.fields(TrainingArguments)}
    draw, folder = random.Random(profile), tempfile.mkdtemp()
    depends = version < (4, 38) and version not in ((4, 30), (4, 36))
    while len(cases.kinds) < number:
        grouped = draw.random() < 0.15
        seed, count, epochs = seed_of(draw), count_of(draw, False), draw.randrange(1, 4)
        if draw.random() < 0.02:
            count = draw.choice(LARGE)
        if grouped:
            count = min(count, 600)
        batch = draw.choice([count // 8 + 1, count // 3 + 1, count])
        width, evaluates = draw.choice([0, 3, 16]), draw.random() < 0.3
        data_seed = seed_of(draw) if draw.random() < 0.3 else None
        arguments = dict(
            output_dir=folder, seed=seed, data_seed=data_seed, num_train_epochs=epochs,
            per_device_train_batch_size=batch, per_device_eval_batch_size=8, report_to=[], disable_tqdm=True,
            save_strategy="no", logging_strategy="no", remove_unused_columns=False,
            dataloader_drop_last=draw.random() < 0.2 and count > batch)
        arguments["use_cpu" if "use_cpu" in names else "no_cuda"] = True
        if evaluates:
            arguments["eval_strategy" if "eval_strategy" in names else "evaluation_strategy"] = "epoch"
        if grouped and "group_by_length" in names:
            arguments["group_by_length"] = True
        elif grouped:
            arguments["train_sampling_strategy"] = "group_by_length"
        recorder = Recorder(width)
        lengths = [draw.randrange(1, 40) for _ in range(count)]
        trainer = Trainer(
            model=recorder.model, args=TrainingArguments(**arguments), data_collator=recorder.collate,
            train_dataset=recorder.data(lengths), eval_dataset=recorder.data([1] * 9, False) if evaluates else None)
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
        size = count // batch * batch if arguments["dataloader_drop_last"] else count
        # Some versions sort evaluations by length as well, and of these some draw a permutation for each.
        sampler = trainer._get_eval_sampler(trainer.eval_dataset) if evaluates else None
        pass_words = 2 + (8 if getattr(sampler, "lengths", None) and sampler.generator is None else 0)
        assert len(recorder.seen) == epochs * size, (len(recorder.seen), epochs, size)
        for epoch in range(epochs):
            order = [str(example) for example in recorder.seen[epoch * size:(epoch + 1) * size]]
            words = ["do", "--profile", profile + ("+group_by_length" if grouped else ""), "--seed", seed,
                     "--count", count, "--epoch", epoch]
            if data_seed is not None:
                words += ["--data-seed", data_seed]
            if grouped:
                path = os.path.join(folder, "lengths-%d" % len(cases.kinds))
                with open(path, "w") as file:
                    file.write("\n".join(map(str, lengths)))
                words += ["--lengths", path, "--update-size", batch]
            if depends or grouped and version > (4, 30):
                words += ["--draws-per-epoch", 2 * width * size + evaluates * pass_words]
            cases.add("orders by length" if grouped else "orders", words, order)
    heads(profile, cases, number // 5, version, draw)


def heads(profile, cases, number, version, draw):
    """Classifiers that from_pretrained draws right after the seed is set."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel
    for _ in range(8):
        hidden = draw.choice([16, 32, 48, 80])
        settings = dict(
            vocab_size=draw.randrange(30, 90), hidden_size=hidden, num_hidden_layers=draw.randrange(1, 3),
            num_attention_heads=2, intermediate_size=draw.randrange(8, 40), max_position_embeddings=16)
        folder = tempfile.mkdtemp()
        BertModel(BertConfig(**settings)).save_pretrained(folder)
        for _ in range(max(1, number // 8)):
            seed, labels = seed_of(draw), draw.randrange(2, 7)
            torch.manual_seed(seed)
            model = BertForSequenceClassification.from_pretrained(folder, num_labels=labels)
            skipped = 0
            if version < (4, 36):
                for module in model.modules():
                    if isinstance(module, torch.nn.Embedding):
                        skipped += module.weight.numel()
                    elif isinstance(module, torch.nn.Linear):
                        skipped += module.weight.numel() + module.bias.numel()
            cases.add("heads", ["wi", "--profile", profile, "--seed", seed, "--count", labels * hidden,
                                "--draws-before", skipped],
                      hexadecimal(model.classifier.weight.detach().flatten().tolist()))


def of_rules(profile, cases, number):
    """The rules as Python, where no wheel can be had."""
    sys.path.insert(0, os.path.join(ROOT, "Tests", "Fixtures", "Streams"))
    import published_rules as rules
    draw = random.Random(profile)
    for _ in range(number):
        seed, count, epoch = seed_of(draw), count_of(draw), draw.randrange(4)
        for variant in ("", "+generator") if profile.startswith("torch/") else ("",):
            name = profile + variant
            words = ["do", "--profile", name, "--seed", seed, "--count", count, "--epoch", epoch]
            if rules.depends_on_draws(name):
                words += ["--draws-per-epoch", 0]
            cases.add("orders", words, [str(example) for example in rules.order(name, seed, count, epoch)])
        if profile.startswith("torch/"):
            probability, size = draw.choice([0.1, 0.5, draw.random()]), draw.randrange(1, 300)
            words = ["dropout", "--profile", profile, "--seed", seed, "--count", size, "--processor", "amd",
                     "--probability", repr(probability)]
            cases.add("masks", words, [str(int(kept)) for kept in rules.mask(seed, size, probability)])


def main(kind, profile, program, number):
    cases = Cases()
    {"torch": of_torch, "trainer": of_trainer, "rules": of_rules}[kind](profile, cases, int(number))
    return 1 if cases.compare(program, profile + (" by the rules" if kind == "rules" else "")) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
