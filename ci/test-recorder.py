"""Trainers that the recorder watches, on tiny models; see ci/test-recorder.

    test-recorder.py train MODE --wi N --do N [--log FOLDER] [--order N]
    test-recorder.py compare FOLDER LOGS

MODE is `loop`, `jax`, `lightning`, or for transformers one of the modes in TRAINER_MODES. With --log a trainer writes
the accuracies of its own log there, which `compare` finds again in the goldens. With --order it takes the data in
another order than its seed says, and does not tell.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

TRAIN, DEVELOPMENT, OTHER, LENGTH, WORDS = 64, 20, 30, 8, 60
UPDATES = 12

# What the arguments of run_glue.py and its like may ask for beside train, evaluate and predict.
TRAINER_MODES = {
    "glue": {}, "sets": {}, "argmax": {}, "batches": {"batch_eval_metrics": True}, "start": {"eval_on_start": True},
    "accumulation": {"gradient_accumulation_steps": 2}, "bf16": {"bf16": True},
    "early": {"load_best_model_at_end": True, "metric_for_best_model": "accuracy", "save_strategy": "steps",
              "save_steps": 4},
}


def sentences(count, seed):
    import torch
    source = torch.Generator().manual_seed(seed)
    ids = torch.randint(5, WORDS, (count, LENGTH), generator=source)
    return ids, (ids > WORDS // 2).sum(1).gt(LENGTH // 2 - 1).long()


def trainer(options, recorder):
    """The flow of run_glue.py with two development sets: train, evaluate each, predict."""
    import numpy
    import torch
    from transformers import (BertConfig, BertForSequenceClassification, EarlyStoppingCallback, Trainer,
                              TrainingArguments)

    def data(count, seed):
        return [{"input_ids": row, "labels": label} for row, label in zip(*sentences(count, seed))]

    def metrics(prediction):
        guesses = prediction.predictions
        guesses = guesses if options.mode == "argmax" else numpy.argmax(guesses, axis=1)
        return {"accuracy": float((guesses == prediction.label_ids).mean())}

    sums = [0, 0]

    def batch_metrics(prediction, compute_result=False):
        sums[0] += int((prediction.predictions.argmax(-1) == prediction.label_ids).sum())
        sums[1] += len(prediction.label_ids)
        if not compute_result:
            return {}
        result = {"accuracy": sums[0] / sums[1]}
        sums[:] = [0, 0]
        return result

    torch.manual_seed(options.wi)
    model = BertForSequenceClassification(BertConfig(
        vocab_size=WORDS, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=LENGTH, num_labels=2))
    sets = {"matched": data(DEVELOPMENT, 2), "mismatched": data(OTHER, 3)}
    more = {}
    if options.mode == "argmax":
        more["preprocess_logits_for_metrics"] = lambda logits, labels: logits.argmax(-1)
    if options.mode == "early":
        more["callbacks"] = [EarlyStoppingCallback(2)]
    with tempfile.TemporaryDirectory() as folder:
        arguments = dict(
            per_device_train_batch_size=4, per_device_eval_batch_size=8, learning_rate=1e-2, max_steps=UPDATES,
            seed=options.do, data_seed=options.order, use_cpu=True, report_to=[], save_strategy="no",
            eval_strategy="steps", eval_steps=4, logging_steps=4)
        arguments.update(TRAINER_MODES[options.mode])
        watched = Trainer(
            model, TrainingArguments(folder, **arguments), train_dataset=data(TRAIN, 1),
            eval_dataset=sets if options.mode == "sets" else sets["matched"],
            compute_metrics=batch_metrics if options.mode == "batches" else metrics, **more)
        recorder.watch(watched)
        watched.train()
        if options.mode == "sets":
            watched.evaluate()
        else:
            for chosen in sets.values():
                watched.evaluate(eval_dataset=chosen)
        watched.predict(sets["mismatched"])
        recorder.end(state=watched.model.state_dict())
        key = "eval_matched_accuracy" if options.mode == "sets" else "eval_accuracy"
        history = watched.state.log_history
        scalars = [[entry["step"], name, value] for entry in history for name, value in entry.items()
                   if name.startswith("eval_") and not name.endswith(("_runtime", "_per_second"))]
        return [[entry["step"], entry[key]] for entry in history if key in entry], scalars


def loop(options, recorder):
    import torch
    torch.manual_seed(options.wi)
    model = torch.nn.Sequential(torch.nn.Embedding(WORDS, 8), torch.nn.Flatten(), torch.nn.Linear(8 * LENGTH, 2))
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    ids, labels = sentences(TRAIN, 1)
    order = torch.randperm(TRAIN, generator=torch.Generator().manual_seed(options.order))
    for update in range(UPDATES):
        rows = order[4 * update:][:4]
        loss = torch.nn.functional.cross_entropy(model(ids[rows]), labels[rows])
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        recorder.step(loss, gradient_norm=norm, batch=[ids[rows], labels[rows]])
    ids, labels = sentences(DEVELOPMENT, 2)
    right = int((model(ids).argmax(1) == labels).sum())
    recorder.evaluation(correct=right, total=len(labels))
    recorder.end(state=[model.state_dict(), optimizer.state_dict()])
    return [[UPDATES, right / len(labels)]]


def jax(options, recorder):
    import jax
    import jax.numpy
    from seedproof_callbacks import recorded_update

    def loss(state, rows, answers):
        return jax.numpy.mean((rows @ state - answers) ** 2)

    @jax.jit
    def update(state, rows, answers):
        value, slope = jax.value_and_grad(loss)(state, rows, answers)
        return state - 0.1 * slope, value, jax.numpy.sqrt(jax.numpy.sum(slope ** 2))

    state = jax.random.normal(jax.random.key(options.wi), (LENGTH,))
    rows = jax.random.normal(jax.random.key(99), (TRAIN, LENGTH))
    answers = rows.sum(1)
    order = jax.random.permutation(jax.random.key(options.order), TRAIN)
    recorded = recorded_update(
        recorder, update, loss=lambda result: result[1], gradient_norm=lambda result: result[2])
    for step in range(UPDATES):
        chosen = order[4 * step:4 * step + 4]
        state = recorded(state, rows[chosen], answers[chosen])[0]
    recorder.end(state={"state": state})
    return []


def lightning(options, recorder):
    import lightning.pytorch as pl
    import torch
    from seedproof_callbacks import lightning_callback
    log = []

    class Module(pl.LightningModule):
        def __init__(self):
            super().__init__()
            self.layers = torch.nn.Sequential(
                torch.nn.Embedding(WORDS, 8), torch.nn.Flatten(), torch.nn.Linear(8 * LENGTH, 2))

        def training_step(self, batch, place):
            return torch.nn.functional.cross_entropy(self.layers(batch[0]), batch[1])

        def on_validation_epoch_start(self):
            self.right = self.total = 0

        def validation_step(self, batch, place):
            self.right += int((self.layers(batch[0]).argmax(1) == batch[1]).sum())
            self.total += len(batch[1])

        def configure_optimizers(self):
            return torch.optim.AdamW(self.parameters(), lr=1e-2)

    def counts(trainer, module):
        log.append([trainer.global_step, module.right / module.total])
        return {"correct": module.right, "total": module.total}

    torch.manual_seed(options.wi)
    module = Module()
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*sentences(TRAIN, 1)), batch_size=4, shuffle=True,
        generator=torch.Generator().manual_seed(options.order))
    other = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*sentences(DEVELOPMENT, 2)), batch_size=8)
    pl.Trainer(
        accelerator="cpu", max_epochs=2, accumulate_grad_batches=4, logger=False, enable_checkpointing=False,
        gradient_clip_val=1.0, callbacks=[lightning_callback(recorder, evaluation=counts)],
    ).fit(module, loader, other)
    recorder.end(state=module.state_dict())
    return log


def train(options):
    # Before anything else writes to standard output.
    from seedproof_recorder import Recorder
    recorder = Recorder(wi=options.wi, do=options.do, trial={"mode": options.mode, "rate": 1e-2})
    print("this line is for people")
    if options.mode != "jax":
        import torch
        torch.set_num_threads(1)
    options.order = options.do if options.order is None else options.order
    run = {"loop": loop, "jax": jax, "lightning": lightning}.get(options.mode, trainer)
    log = run(options, recorder)
    scores, scalars = log if isinstance(log, tuple) else (log, [])
    if options.log:
        with open(os.path.join(options.log, "%d-%d.json" % (options.wi, options.do)), "w") as file:
            json.dump({"scores": scores, "scalars": scalars}, file)


def compare(options):
    """The accuracies in goldens are those of the trainer's own log, and no evaluation of the log's first kind lacks;
    and so are all its metrics, bit for bit."""
    count = scalars = 0
    for path in sorted(pathlib.Path(options.folder, "trials").glob("*.golden")):
        shown = subprocess.run(
            [os.environ["SEEDPROOF"], "show", str(path), "--json"], check=True, stdout=subprocess.PIPE).stdout
        found, named = {}, {}
        for line in shown.splitlines():
            entry = json.loads(line).get("series", {})
            if "value" in entry:
                named[entry["step"], entry["name"]] = float.fromhex(entry["value"])
            entry = json.loads(line).get("evaluation")
            if entry:
                right, wrong = entry["counts"]
                found[entry["step"]] = right / (right + wrong)
        wi, do = (int(part.split("=")[1]) for part in path.stem.split(","))
        log = json.loads(pathlib.Path(options.logs, "%d-%d.json" % (wi, do)).read_text())
        first, own = {}, {}
        for step, value in log["scores"]:
            first.setdefault(step, value)
        for step, name, value in log["scalars"]:
            own.setdefault((step, name), value)
        if named != own:
            raise SystemExit("ci/test-recorder: %s has %s, the trainer's metrics are %s" % (path, named, own))
        scalars += len(own)
        if found.keys() != first.keys() or any(abs(found[step] - first[step]) > 1e-6 for step in first):
            raise SystemExit("ci/test-recorder: %s has %s, the trainer's log %s" % (path, found, first))
        count += len(found)
    print("   %d evaluations and %d scalars are those of the trainer's log" % (count, scalars))


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train")
    command.add_argument("mode", choices=["loop", "jax", "lightning", *TRAINER_MODES])
    command.add_argument("--wi", type=int, required=True)
    command.add_argument("--do", type=int, required=True)
    command.add_argument("--log")
    command.add_argument("--order", type=int)
    command.set_defaults(run=train)
    command = commands.add_parser("compare")
    command.add_argument("folder")
    command.add_argument("logs")
    command.set_defaults(run=compare)
    options = parser.parse_args()
    options.run(options)


main()
