#!/usr/bin/env python3
"""Trains the models of make_reference.py as the code of Dodge et al. 2020 does, by PyTorch and the real BertAdam.

    pip download --no-deps pytorch-pretrained-bert==0.4.0 && unzip pytorch_pretrained_bert-0.4.0-*.whl
    .venv-oracle/bin/python make_bert_adam.py pytorch_pretrained_bert/optimization.py

in the environment of make_reference.py. That file has BertAdam, which clips each tensor by its own norm and applies the
linear schedule to all updates, and the schedule itself, which the training loop applies before it to the updates of the
epoch. Numbers of examples are such that the last rates are 0 and below. Writes bert_adam.json.
"""

import importlib.util
import json
import sys
import warnings

import torch
from safetensors.torch import load_file
from transformers import BertForSequenceClassification

from make_reference import DECAY, FOLDER, VARIANTS, configuration, file_name, run, text

EPOCHS, RATE, WARMUP = 6, 1e-3, 0.1
# Examples and batch size, which give as many batches as the folder has.
SIZES = {"two-labels": (14, 4), "three-labels": (8, 3)}


def train(model, batches, package, total):
    """Losses and norms before clipping, update by update."""
    plain = [p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    decayed = [p for n, p in model.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = package.BertAdam(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}],
        lr=RATE, warmup=WARMUP, t_total=total)
    losses, norms = [], []
    for _ in range(EPOCHS):
        for count, batch in enumerate(batches):
            _, loss = run(model, batch)
            loss.backward()
            squares = sum(float((p.grad.double() ** 2).sum()) for p in model.parameters())
            norms.append(squares ** 0.5)
            losses.append(loss.item())
            for group in optimizer.param_groups:
                group["lr"] = RATE * package.warmup_linear(count / total, WARMUP)
            optimizer.step()
            optimizer.zero_grad()
    return losses, norms


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    place = importlib.util.spec_from_file_location("optimization", sys.argv[1])
    package = importlib.util.module_from_spec(place)
    place.loader.exec_module(package)
    found = {}
    for name, v in VARIANTS.items():
        model = BertForSequenceClassification(configuration(v)).eval()
        stored = load_file(FOLDER / name / "model.safetensors")
        model.load_state_dict({n: stored[file_name(n, v)] for n, _ in model.named_parameters()}, strict=False)
        batches = json.loads((FOLDER / name / "reference.json").read_text())["batches"]
        examples, size = SIZES[name]
        assert -(-examples // size) == len(batches)
        losses, norms = train(model, batches, package, int(examples / size * EPOCHS))
        print(name, [round(x, 4) for x in losses])
        found[name] = {
            "examples": examples, "batch_size": size, "epochs": EPOCHS, "learningRate": RATE.hex(),
            "warmup": WARMUP.hex(), "losses": [text(x) for x in losses],
            "gradientNorms": [text(x) for x in norms]}
    (FOLDER / "bert_adam.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


main()
