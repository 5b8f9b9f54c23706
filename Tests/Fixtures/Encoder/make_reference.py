#!/usr/bin/env python3
"""Writes the encoder's reference values: forward, backward and 20 AdamW steps by PyTorch.

    .venv-oracle/bin/python Tests/Fixtures/Encoder/make_reference.py

in a virtual environment with torch 2.13.0 (the CPU build), transformers 5.23.0, safetensors 0.8.0
and numpy 2.4.6.

Weights, batches and labels come from fixed seeds, dropout is off, one thread computes. README.md
beside this file says what each file holds. Prints how far the same numbers in binary64 are away, so
that a tolerance can be judged.
"""

import json
import math
import pathlib

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForSequenceClassification

FOLDER = pathlib.Path(__file__).parent
STEPS, RATE, WARMUP, DECAY, CLIP = 20, 1e-3, 0.1, 0.01, 1.0

VARIANTS = {
    # Sizes that fill no vector register; names with the prefix.
    "two-labels": dict(
        seed=1, labels=2, hidden=48, heads=3, layers=2, intermediate=100, prefix=True,
        batches=[[1, 23, 7, 16, 12], [9, 2, 23, 3, 17], [5, 5, 21, 8, 1], [14]]),
    # Names without the prefix, and the position_ids that old checkpoints carry.
    "three-labels": dict(
        seed=2, labels=3, hidden=24, heads=2, layers=1, intermediate=52, prefix=False,
        batches=[[4, 11, 1, 23], [8, 2, 19], [13, 6, 6, 3]]),
}


def configuration(v):
    return BertConfig(
        vocab_size=97, hidden_size=v["hidden"], num_hidden_layers=v["layers"],
        num_attention_heads=v["heads"], intermediate_size=v["intermediate"],
        max_position_embeddings=40, type_vocab_size=2, num_labels=v["labels"],
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, attn_implementation="eager")


def randomise(model, generator):
    """Weights large enough that every gradient is far from rounding noise."""
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.empty_like(p).normal_(generator=generator)
            if "LayerNorm.weight" in name:
                p.copy_(1 + 0.2 * noise)
            elif "embeddings" in name:
                p.copy_(0.3 * noise)
            else:
                p.copy_((0.2 if name.endswith("bias") else 0.15) * noise)


def make_batches(v, generator):
    def draw(low, high):
        return int(torch.randint(low, high, (1,), generator=generator))

    batches = []
    for lengths in v["batches"]:
        batch = []
        for length in lengths:
            ids = [draw(1, 97) for _ in range(length)]
            first = draw(1, length + 1)  # a pair where first < length
            types = [0] * first + [1] * (length - first)
            batch.append({"ids": ids, "types": types, "label": draw(0, v["labels"])})
        batches.append(batch)
    return batches


def run(model, batch):
    """Logits and mean loss of one batch, padded on the right and masked."""
    T = max(len(s["ids"]) for s in batch)

    def pad(key, value):
        return torch.tensor([s[key] + [value] * (T - len(s[key])) for s in batch])

    mask = torch.tensor([[1] * len(s["ids"]) + [0] * (T - len(s["ids"])) for s in batch])
    logits = model(
        input_ids=pad("ids", 0), token_type_ids=pad("types", 0), attention_mask=mask).logits
    labels = torch.tensor([s["label"] for s in batch])
    return logits, torch.nn.functional.cross_entropy(logits, labels)


def rate(t):
    W = math.ceil(WARMUP * STEPS)
    return RATE * min(t / W, (STEPS - t) / (STEPS - W))


def train(model, batches):
    """Losses and norms before clipping, update by update."""
    plain = [p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    decayed = [p for n, p in model.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}],
        lr=RATE, betas=(0.9, 0.999), eps=1e-8, foreach=False)
    losses, norms = [], []
    for t in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = rate(t)
        optimizer.zero_grad()
        _, loss = run(model, batches[t % len(batches)])
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP, foreach=False)))
        losses.append(loss.item())
        optimizer.step()
    return losses, norms


def text(x):
    """A binary32 number as exact hexadecimal text."""
    return float(torch.tensor(x, dtype=torch.float32)).hex()


def file_name(name, v):
    return name if v["prefix"] else name.removeprefix("bert.")


def make(folder, v):
    folder.mkdir(exist_ok=True)
    generator = torch.Generator().manual_seed(v["seed"])
    model = BertForSequenceClassification(configuration(v)).eval()
    randomise(model, generator)
    batches = make_batches(v, generator)
    start = {n: p.detach().clone() for n, p in model.named_parameters()}

    weights = {file_name(n, v): p for n, p in start.items()}
    if not v["prefix"]:
        weights["embeddings.position_ids"] = torch.arange(40).unsqueeze(0)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config = model.config.to_dict()
    config["architectures"] = ["BertForSequenceClassification"]
    for key in ("transformers_version", "dtype", "_name_or_path"):
        config.pop(key, None)
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [f"word{i}" for i in range(5, 97)]
    (folder / "vocab.txt").write_text("".join(piece + "\n" for piece in pieces))

    logits, loss = run(model, batches[0])
    loss.backward()
    gradients = {file_name(n, v): p.grad.detach().clone() for n, p in model.named_parameters()}
    save_file(gradients, folder / "gradients.safetensors")
    losses, norms = train(model, batches)

    # The same in binary64, to see how much is rounding.
    wide = BertForSequenceClassification(configuration(v)).eval().double()
    wide.load_state_dict({n: p.double() for n, p in start.items()}, strict=True)
    wide_logits, wide_loss = run(wide, batches[0])
    wide_loss.backward()
    print(folder.name, "loss", loss.item(), "logits differ by",
          (wide_logits - logits).abs().max().item())
    for n, p in wide.named_parameters():
        g = gradients[file_name(n, v)].double()
        relative = float((p.grad - g).norm() / p.grad.norm())
        note = "  <- zero but for rounding" if float(p.grad.norm()) < 1e-6 else ""
        print(f"  {n:60} norm {float(p.grad.norm()):.3e} relative {relative:.1e}{note}")
    wide.load_state_dict({n: p.double() for n, p in start.items()}, strict=True)
    wide_losses, wide_norms = train(wide, batches)
    print("  losses", [round(x, 4) for x in losses])
    print("  norms", [round(x, 3) for x in norms])
    print("  losses differ by", max(abs(a - b) for a, b in zip(losses, wide_losses)),
          "norms by", max(abs(a - b) / b for a, b in zip(norms, wide_norms)))

    reference = {
        "labels": v["labels"],
        "batches": batches,
        "logits": [[text(x) for x in row] for row in logits.tolist()],
        "loss": text(loss.item()),
        "training": {
            "learningRate": RATE.hex(), "weightDecay": DECAY.hex(), "clipNorm": CLIP.hex(),
            "steps": STEPS, "warmupSteps": math.ceil(WARMUP * STEPS),
            "rates": [rate(t).hex() for t in range(STEPS)],
            "losses": [text(x) for x in losses], "gradientNorms": [text(x) for x in norms],
        },
    }
    (folder / "reference.json").write_text(
        json.dumps(reference, separators=(",", ":")).replace('{"', '\n{"').strip() + "\n")


def make_types(folder):
    """The same small tensors in three storage types, and what they are as binary32."""
    folder.mkdir(exist_ok=True)
    generator = torch.Generator().manual_seed(3)
    # Bit patterns of every kind: normal, subnormal, zeros, infinities, the largest.
    special16 = torch.tensor(
        [0x0000, -0x8000, 0x0001, 0x03FF, 0x0400, 0x7BFF, 0x7C00, -0x0400, 0x3C00, 0x3C01, -0x7FFF],
        dtype=torch.int16)
    special_bf = torch.tensor(
        [0x0000, -0x8000, 0x0001, 0x007F, 0x0080, 0x7F7F, 0x7F80, -0x0080, 0x3F80, 0x3F81, -0x7FFF],
        dtype=torch.int16)
    matrix = torch.empty(5, 7).normal_(generator=generator)
    for name, dtype, bits in (
            ("f16", torch.float16, special16), ("bf16", torch.bfloat16, special_bf)):
        stored = {"matrix": matrix.to(dtype), "special": bits.view(dtype),
                  "counts": torch.arange(3), "empty": torch.empty(0, 4, dtype=dtype)}
        save_file(stored, folder / f"{name}.safetensors", metadata={"format": "pt"})
        save_file({"matrix": stored["matrix"].float(), "special": stored["special"].float()},
                  folder / f"{name}-as-f32.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name, v in VARIANTS.items():
        make(FOLDER / name, v)
    make_types(FOLDER / "types")
