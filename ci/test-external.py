"""Fine-tunes a small BERT of transformers on generated sentences and tells Seedproof about it; see ci/test-external.

    test-external.py --wi N --do N [--threads N] [--steps N] [--trainer loop|transformers]
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Sources", "External"))
sys.dont_write_bytecode = True

import torch
from seedproof_recorder import Recorder
from transformers import BertConfig, BertForSequenceClassification

BATCH, LENGTH, VOCABULARY, TRAIN, DEVELOPMENT = 32, 64, 1000, 1280, 128


def sentences(count, seed):
    """Token ids and labels: 1 where tokens of the upper half are the more frequent ones."""
    source = torch.Generator().manual_seed(seed)
    ids = torch.randint(5, VOCABULARY, (count, LENGTH), generator=source)
    ids[:, 0] = 2
    return ids, (ids > VOCABULARY // 2).sum(1).gt(LENGTH // 2).long()


def make_model(wi):
    torch.manual_seed(wi)
    return BertForSequenceClassification(BertConfig(
        vocab_size=VOCABULARY, hidden_size=256, num_hidden_layers=3, num_attention_heads=4,
        intermediate_size=1024, max_position_embeddings=LENGTH, num_labels=2))


def evaluate(model, recorder):
    ids, labels = sentences(DEVELOPMENT, seed=2)
    model.eval()
    with torch.no_grad():
        logits = model(input_ids=ids).logits
    model.train()
    predictions = logits.argmax(1)
    confusion = [[int(((labels == gold) & (predictions == found)).sum()) for found in range(2)]
                 for gold in range(2)]
    recorder.evaluation(confusion=confusion, predictions=predictions.tolist(), logits=logits.tolist())


def loop(options, recorder):
    """A loop as people write it."""
    model = make_model(options.wi)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    ids, labels = sentences(TRAIN, seed=1)
    order = torch.randperm(TRAIN, generator=torch.Generator().manual_seed(options.do))
    torch.manual_seed(options.do)  # dropout
    model.train()
    for step in range(options.steps):
        rows = order[(step * BATCH) % TRAIN:][:BATCH]
        loss = model(input_ids=ids[rows], labels=labels[rows]).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        recorder.step(loss, gradient_norm=norm, batch=ids[rows])
        if (step + 1) % 10 == 0:
            evaluate(model, recorder)
            recorder.anchor(weights=model.state_dict(), optimizer=optimizer.state_dict())
    recorder.end()


def with_trainer(options, recorder):
    """The same by transformers' own loop."""
    import tempfile
    from transformers import Trainer, TrainingArguments

    def data(count, seed):
        return [{"input_ids": row, "labels": label} for row, label in zip(*sentences(count, seed))]

    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            folder, per_device_train_batch_size=BATCH, learning_rate=5e-5, max_steps=options.steps,
            seed=options.do, data_seed=options.do, use_cpu=True, report_to=[], disable_tqdm=True,
            save_strategy="no", eval_strategy="steps", eval_steps=10, logging_steps=10)
        trainer = Trainer(make_model(options.wi), arguments, train_dataset=data(TRAIN, 1),
                          eval_dataset=data(DEVELOPMENT, 2))
        recorder.watch(trainer)
        trainer.train()
        recorder.end(state=trainer.model.state_dict())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wi", type=int, required=True)
    parser.add_argument("--do", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--trainer", choices=("loop", "transformers"), default="loop")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recorder = Recorder(wi=options.wi, do=options.do, steps=options.steps, trial={
        "torch": torch.__version__, "trainer": options.trainer, "train": "generated, seed 1",
        "model": "BERT, 3 layers of 256, from WI"})
    (loop if options.trainer == "loop" else with_trainer)(options, recorder)


main()
