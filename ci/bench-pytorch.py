"""Times whole training steps of PyTorch and of seedproof on the same batches, alternating.

Called by ci/bench-pytorch. PyTorch pads each batch to its longest sequence (dynamic padding), runs
transformers' BertForSequenceClassification with dropout .1 and torch.optim.AdamW with global clipping;
the batches are those that seedproof draws for DO seed 1.
"""
import argparse
import csv
import json
import re
import statistics
import subprocess
import sys
import time

COLUMNS = {  # task: (file has a header, first, second, label)
    "RTE": (True, 1, 2, 3),
    "CoLA": (False, 3, None, 1),
    "SST-2": (True, 0, None, 1),
}


def read(folder, task):
    header, first, second, label = COLUMNS[task]
    with open(f"{folder}/{task}/train.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[header:]
    names = sorted({row[label] for row in rows})
    return [
        (row[first], row[second] if second is not None else None, names.index(row[label]))
        for row in rows]


def order(seedproof, count):
    text = subprocess.run(
        [seedproof, "streams", "do", "--seed", "1", "--count", str(count), "--json"],
        check=True, capture_output=True, text=True).stdout
    return json.loads(text)["values"]


class Torch:
    """One trial in PyTorch, run a few steps at a time."""

    def __init__(self, options, task, examples, indices):
        import torch
        from transformers import BertForSequenceClassification, BertTokenizerFast, logging

        logging.set_verbosity_error()
        logging.disable_progress_bar()

        torch.set_num_threads(options.threads)
        torch.manual_seed(1)
        self.torch = torch
        self.examples = examples
        self.indices = indices
        self.batch = options.batch
        self.tokenizer = BertTokenizerFast.from_pretrained(options.model)
        self.model = BertForSequenceClassification.from_pretrained(options.model, num_labels=2)
        self.model.train()
        plain = [p for n, p in self.model.named_parameters() if "bias" in n or "LayerNorm" in n]
        ids = {id(p) for p in plain}
        decayed = [p for p in self.model.parameters() if id(p) not in ids]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}],
            lr=2e-5)
        self.step = 0

    def run(self, count):
        times = []
        for _ in range(count):
            chosen = self.indices[self.step * self.batch:(self.step + 1) * self.batch]
            rows = [self.examples[i] for i in chosen]
            texts = [r[0] for r in rows]
            pairs = [r[1] for r in rows] if rows[0][1] is not None else None
            encoded = self.tokenizer(
                texts, pairs, truncation=True, max_length=128, padding=True, return_tensors="pt")
            labels = self.torch.tensor([r[2] for r in rows])
            start = time.perf_counter()
            self.optimizer.zero_grad()
            loss = self.model(**encoded, labels=labels).loss
            loss.backward()
            self.torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            times.append(time.perf_counter() - start)
            self.step += 1
        return times


def peak_memory():
    """MiB that this process held at most."""
    with open("/proc/self/status", encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s*(\d+)", file.read()).group(1)) / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seedproof", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--updates", type=int, default=12)
    parser.add_argument("--plan", required=True, help="where to write the experiment file")
    parser.add_argument("task", choices=sorted(COLUMNS))
    options = parser.parse_args()
    task = options.task
    examples = read(options.data, task)
    torch = Torch(options, task, examples, order(options.seedproof, len(examples)))
    with open(options.plan, "w", encoding="utf-8") as file:
        file.write(
            f"name: bench\ntask: glue/{task}\ndata: {options.data}\nmodel: {options.model}\n"
            f"protocol: {{batch_size: {options.batch}, evaluations_per_epoch: 1, "
            f"anchors_per_epoch: 1}}\nseeds: {{wi: 1, do: 1}}\n")
    theirs, ours, ratios, memory = [], [], [], 0
    torch.run(2)
    for _ in range(options.rounds):
        torch.step = 1  # the first update of the other side is not counted either
        a = torch.run(options.updates - 1)
        out = subprocess.run(
            [options.seedproof, "bench", options.plan, "--updates", str(options.updates), "--rounds",
             "1", "--no-openblas", "--threads", str(options.threads), "--json"],
            check=True, capture_output=True, text=True).stdout
        result = json.loads(out)["steps"][0]
        b = [milliseconds / 1000 for milliseconds in result["milliseconds"]]
        theirs += a
        ours += b
        ratios.append(statistics.median(a) / statistics.median(b))
        memory = max(memory, result["peakMemoryKiB"] / 1024)
    print(f"{task:6} {options.threads:7} {statistics.median(theirs) * 1000:11.1f} "
          f"{statistics.median(ours) * 1000:13.1f} {statistics.median(ratios):6.2f} "
          f"{peak_memory():12.0f} {memory:14.0f}   {' '.join(f'{r:.2f}' for r in ratios)}")


if __name__ == "__main__":
    sys.exit(main())
