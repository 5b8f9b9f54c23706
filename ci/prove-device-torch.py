"""Updates of BERT-large's shape in PyTorch: prove-device-torch.py --device cuda:0|cpu --mode MODE [...] --seconds S

Prints a JSON line for each mode: float32 (strict: no TF32), tf32, bf16 (autocast). The layers are those of
torch.nn.TransformerEncoder, which are BERT's; dropout .1, global clipping, AdamW, 16 x 128 random tokens.
With --list it prints the version and the devices that PyTorch sees.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn


class Bert(nn.Module):
    def __init__(self, size, layers, heads):
        super().__init__()
        self.words = nn.Embedding(30522, size)
        self.positions = nn.Embedding(512, size)
        self.types = nn.Embedding(2, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        layer = nn.TransformerEncoderLayer(
            size, heads, 4 * size, dropout=0.1, activation="gelu", batch_first=True, layer_norm_eps=1e-12)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.pooler = nn.Linear(size, size)
        self.classifier = nn.Linear(size, 2)

    def forward(self, tokens):
        places = torch.arange(tokens.shape[1], device=tokens.device)
        x = self.words(tokens) + self.positions(places) + self.types(torch.zeros_like(tokens))
        x = self.encoder(self.dropout(self.norm(x)))
        return self.classifier(self.dropout(torch.tanh(self.pooler(x[:, 0]))))


def times(options, mode, deadline):
    """Seconds of updates, the first ones left out."""
    device = torch.device(options.device)
    is_gpu = device.type == "cuda"
    if mode == "tf32" and (not is_gpu or torch.version.hip or torch.cuda.get_device_capability(device) < (8, 0)):
        raise RuntimeError("the device has no TF32")
    torch.backends.cuda.matmul.allow_tf32 = mode == "tf32"
    torch.backends.cudnn.allow_tf32 = mode == "tf32"
    torch.manual_seed(1)
    model = Bert(options.size, options.layers, options.heads).to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.01, **({"fused": True} if is_gpu else {}))
    tokens = torch.randint(5, 30522, (options.batch, options.length), device=device)
    labels = torch.randint(0, 2, (options.batch,), device=device)
    found = []
    warm = 3 if is_gpu else 1
    while len(found) < options.updates + warm and (len(found) <= warm or time.monotonic() < deadline):
        start = time.perf_counter()
        optimizer.zero_grad()
        with torch.autocast(device.type, torch.bfloat16, enabled=mode == "bf16"):
            loss = nn.functional.cross_entropy(model(tokens).float(), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        if is_gpu:
            torch.cuda.synchronize()
        found.append(time.perf_counter() - start)
    return found[warm:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--mode", action="append", choices=["float32", "tf32", "bf16"])
    parser.add_argument("--seconds", type=float, default=60, help="for each mode, if it has begun in time")
    parser.add_argument("--updates", type=int, default=20)
    for name, value in (("layers", 24), ("size", 1024), ("heads", 16), ("batch", 16), ("length", 128)):
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    if options.list:
        names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
        print(json.dumps({"version": torch.__version__, "devices": names}))
        return
    for mode in options.mode:
        try:
            seconds = times(options, mode, time.monotonic() + options.seconds)
            line = {"mode": mode, "seconds": statistics.median(seconds), "updates": len(seconds)}
        except RuntimeError as error:  # also out of memory
            line = {"mode": mode, "reason": str(error).splitlines()[0][:200]}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
