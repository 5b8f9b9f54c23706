"""Fine-tunes a small transformer of PyTorch on generated sentences and tells Seedproof about it; see ci/test-certify.

    test-certify.py --wi N --do N [--resume FOLDER] [--steps N] [--forget] [--ignore-do]
    test-certify.py --table REPORT.json
    test-certify.py --shows REPORT.json NAME=VERDICT...
"""

import argparse
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "External"))
sys.dont_write_bytecode = True

BATCH, LENGTH, VOCABULARY, TRAIN, WIDTH = 16, 32, 500, 320, 128


def train(options):
    import torch
    from seedproof_recorder import Recorder

    recorder = Recorder(wi=options.wi, do=options.do, steps=options.steps, trial={"torch": torch.__version__})
    source = torch.Generator().manual_seed(1)
    ids = torch.randint(VOCABULARY, (TRAIN, LENGTH), generator=source)
    labels = (ids > VOCABULARY // 2).sum(1).gt(LENGTH // 2).long()
    torch.manual_seed(options.wi)
    layer = torch.nn.TransformerEncoderLayer(WIDTH, 4, 4 * WIDTH, dropout=0.0, batch_first=True)
    model = torch.nn.ModuleDict({
        "words": torch.nn.Embedding(VOCABULARY, WIDTH), "encoder": torch.nn.TransformerEncoder(layer, 2),
        "answer": torch.nn.Linear(WIDTH, 2)})
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    seed = 0 if options.ignore_do else options.do
    order = torch.randperm(TRAIN, generator=torch.Generator().manual_seed(seed))
    place = os.path.join(options.resume, "state.pt") if options.resume else None
    first = 0
    if place and os.path.exists(place):
        state = torch.load(place)
        first = state["step"]
        recorder.resume(first)
        model.load_state_dict(state["model"])
        if not options.forget:
            optimizer.load_state_dict(state["optimizer"])
    for step in range(first, options.steps):
        rows = order[(step * BATCH) % TRAIN:][:BATCH]
        hidden = model["encoder"](model["words"](ids[rows])).mean(1)
        loss = torch.nn.functional.cross_entropy(model["answer"](hidden), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        recorder.step(loss, gradient_norm=norm, batch=ids[rows])
        if (step + 1) % 10 == 0:
            recorder.anchor(weights=model.state_dict(), optimizer=optimizer.state_dict())
        if place and (step + 1) % 3 == 0:
            torch.save({"step": step + 1, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, place + ".new")
            os.rename(place + ".new", place)
    recorder.end()


def table(path):
    with open(path) as file:
        report = json.load(file)
    for variation in report["variations"]:
        first = variation.get("firstDivergence")
        what = "step %d, %s" % (first["step"], first["column"]) if first else variation.get("reason", "")
        print("  %-9s %-24s %4s  %s" % (
            variation["verdict"], variation["name"], variation.get("steps", ""),
            "; ".join(filter(None, [what, variation.get("detail", "")]))))
    controls = report["controls"]
    print("  controls: %d caught, missed %s, not run %s" % (
        len(controls["caught"]), controls["missed"], controls["notRun"]))
    print("  %s: %d ran, %d differ. %s" % (
        report["verdict"], report["ran"], report["differing"], report["conclusion"]))


def shows(path, wanted):
    with open(path) as file:
        report = json.load(file)
    found = {variation["name"]: variation["verdict"] for variation in report["variations"]}
    for kind, names in report["controls"].items():
        found.update({name.split(":")[0]: kind for name in names})
    wrong = [text for text in wanted if found.get(text.rsplit("=", 1)[0]) != text.rsplit("=", 1)[1]]
    for text in wrong:
        print("ci/test-certify: %s is wanted, found %s" % (text, found.get(text.rsplit("=", 1)[0])), file=sys.stderr)
    sys.exit(1 if wrong else 0)


def main():
    if sys.argv[1:2] == ["--table"]:
        return table(sys.argv[2])
    if sys.argv[1:2] == ["--shows"]:
        return shows(sys.argv[2], sys.argv[3:])
    parser = argparse.ArgumentParser()
    parser.add_argument("--wi", type=int, required=True)
    parser.add_argument("--do", type=int, required=True)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--resume")
    parser.add_argument("--forget", action="store_true")
    parser.add_argument("--ignore-do", action="store_true")
    train(parser.parse_args())


main()
