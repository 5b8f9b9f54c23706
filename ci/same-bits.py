"""Trains one trial in PyTorch and in Seedproof and prints the SHA-256 of its weights; see ci/same-bits.

    same-bits.py --program PROGRAM --folder DIR    both, with several settings, as a table
    same-bits.py --torch THREADS                   one trial in PyTorch: the last loss and the digest

Weights, sentences, order and rates come from golden/second_*.py, the second implementation.
"""

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "golden"))
EPOCHS, BATCH, RATE, WARMUP, DECAY, CLIP, HEADS, WI, DO = 1, 16, 1e-3, 0.1, 0.01, 1.0, 4, 1, 1
PLAN = f"""name: same-bits
task: embedded/acceptability
model: embedded/tiny
protocol: {{ epochs: {EPOCHS}, batch_size: {BATCH}, learning_rate: {RATE}, warmup: {WARMUP}, weight_decay: {DECAY},
  clip_norm: {CLIP}, dropout: 0, max_length: 32, evaluations_per_epoch: 1 }}
seeds: {{ wi: {WI}, do: {DO} }}
"""
# Instruction sets as Seedproof, PyTorch and its matrix library MKL call them.
SETS = {"avx512": ("avx512", "AVX512"), "avx2": ("avx2", "AVX2"), "generic": ("default", "SSE4_2")}


# PyTorch


def network(torch, weights, ids, types, mask):
    """BERT's logits; `mask` is True where there is a token."""
    def linear(name, x):
        return torch.nn.functional.linear(x, weights[name + ".weight"], weights[name + ".bias"])

    def norm(name, x):
        return torch.nn.functional.layer_norm(
            x, x.shape[-1:], weights[name + ".weight"], weights[name + ".bias"], 1e-12)

    def split(x):
        return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)

    table = {kind: weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")}
    x = norm("embeddings.LayerNorm", table["word"][ids] + table["token_type"][types] + table["position"][:ids.shape[1]])
    for layer in range(2):
        name = f"encoder.layer.{layer}."
        q, k, v = (split(linear(name + "attention.self." + part, x)) for part in ("query", "key", "value"))
        context = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        context = linear(name + "attention.output.dense", context.transpose(1, 2).flatten(2))
        x = norm(name + "attention.output.LayerNorm", context + x)
        inner = torch.nn.functional.gelu(linear(name + "intermediate.dense", x))
        x = norm(name + "output.LayerNorm", linear(name + "output.dense", inner) + x)
    return linear("classifier", torch.tanh(linear("pooler.dense", x[:, 0])))


def train_in_torch(threads):
    """The last loss, and the SHA-256 of all weights after the last update."""
    import torch
    import second_sentences
    from second_implementation import canonical_names, read_tensors
    from second_streams import normals, permutation

    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    with open(os.path.join(ROOT, "Sources", "CEmbedded", "tiny.safetensors"), "rb") as file:
        tensors = read_tensors(file.read())
    tensors["classifier.weight"] = normals(2 * 64, WI, 0).reshape(2, 64)
    tensors["classifier.bias"] = tensors["classifier.weight"][:, 0] * 0
    weights = {name: torch.from_numpy(tensors[name]).requires_grad_() for name in canonical_names(2)}
    plain = [p for name, p in weights.items() if name.endswith(".bias") or "LayerNorm" in name]
    decayed = [p for name, p in weights.items() if not (name.endswith(".bias") or "LayerNorm" in name)]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}], lr=RATE)
    numbers = {piece: number for number, piece in enumerate(second_sentences.vocabulary())}
    rows = [(second_sentences.encoded(text, None, numbers), label)
            for label, text in second_sentences.acceptability()[second_sentences.TRAINING]]
    updates = math.ceil(len(rows) / BATCH)
    total, rising = EPOCHS * updates, math.ceil(WARMUP * EPOCHS * updates)
    for t in range(total):
        epoch, place = divmod(t, updates)
        if place == 0:
            order = permutation(len(rows), DO, epoch)
        chosen = [rows[example] for example in order[BATCH * place:BATCH * (place + 1)]]
        longest = max(len(ids) for (ids, _), _ in chosen)
        ids, types = (torch.tensor([text[part] + [0] * (longest - len(text[part])) for text, _ in chosen])
                      for part in (0, 1))
        mask = torch.tensor([[place < len(text[0]) for place in range(longest)] for text, _ in chosen])
        optimizer.zero_grad()
        logits = network(torch, weights, ids, types, mask)
        loss = torch.nn.functional.cross_entropy(logits, torch.tensor([label for _, label in chosen]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(weights.values()), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = RATE * (t / rising if t < rising else (total - t) / (total - rising))
        optimizer.step()
    digest = hashlib.sha256()
    for tensor in weights.values():
        digest.update(tensor.detach().numpy().tobytes())
    return loss.item(), digest.hexdigest()


def torch_trial(threads, name):
    """As a process of its own, since PyTorch chooses its instructions when it is loaded."""
    kernels, library = SETS[name]
    environment = dict(os.environ, ATEN_CPU_CAPABILITY=kernels, MKL_ENABLE_INSTRUCTIONS=library)
    out = subprocess.run([sys.executable, "-B", __file__, "--torch", str(threads)], env=environment, check=True,
                         capture_output=True, text=True).stdout
    return tuple(json.loads(out))


# Seedproof


def seedproof_trial(program, folder, threads, name):
    model = os.path.join(folder, f"model-{threads}-{name}")
    out = subprocess.run(
        [program, "train", os.path.join(folder, "plan.yaml"), "--wi", str(WI), "--do", str(DO), "--threads",
         str(threads), "--instruction-set", name, "--save-model", model, "--quiet", "--json"],
        check=True, capture_output=True, text=True).stdout
    with open(os.path.join(model, "model.safetensors"), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return float.fromhex(json.loads(out)["evaluations"][-1]["loss"]), digest


def settings():
    """Numbers of threads with the best instruction set of this machine, then the other sets with one thread."""
    with open("/proc/cpuinfo", encoding="ascii") as file:
        flags = file.read().split()
    sets = [name for name, flag in (("avx512", "avx512bw"), ("avx2", "avx2"), ("generic", "fpu")) if flag in flags]
    return [(threads, sets[0]) for threads in (1, 2, 3, 4)] + [(1, name) for name in sets[1:]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--torch", type=int)
    parser.add_argument("--program")
    parser.add_argument("--folder")
    options = parser.parse_args()
    if options.torch:
        print(json.dumps(train_in_torch(options.torch)))
        return 0
    with open(os.path.join(options.folder, "plan.yaml"), "w", encoding="utf-8") as file:
        file.write(PLAN)
    print("| threads | instruction set | PyTorch: last loss | SHA-256 of the weights | Seedproof: last loss | "
          "SHA-256 of the weights |\n|---|---|---|---|---|---|")
    theirs, ours = set(), set()
    for threads, name in settings():
        torch_loss, torch_digest = torch_trial(threads, name)
        loss, digest = seedproof_trial(options.program, options.folder, threads, name)
        theirs.add(torch_digest)
        ours.add(digest)
        print(f"| {threads} | {name} | {torch_loss:.7f} | `{torch_digest[:8]}` | {loss:.7f} | `{digest[:8]}` |",
              flush=True)
    print(f"\nPyTorch: {len(theirs)} different weights; Seedproof: {len(ours)}")
    return len(ours) != 1


if __name__ == "__main__":
    sys.exit(main())
