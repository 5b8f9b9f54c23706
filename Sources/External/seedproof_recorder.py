"""Tells Seedproof what a training run does, bit for bit: one small file, standard library only.

Copy it beside a training script. A loop of one's own:

    recorder = Recorder(wi=args.wi, do=args.do, steps=len(loader), trial={"model": "bert-tiny"})
    for batch in loader:
        loss = model(**batch).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        recorder.step(loss, gradient_norm=norm, batch=batch)
        optimizer.zero_grad()
    recorder.evaluation(correct=214, total=277)
    recorder.end(state=[model.state_dict(), optimizer.state_dict()])

A transformers.Trainer:

    recorder = Recorder(wi=args.wi, do=args.do)
    recorder.watch(trainer)
    trainer.train()
    recorder.end(state=model.state_dict())

From its construction on, the recorder alone writes to the script's standard output; what else is
printed goes to standard error. Source and protocol: the room External of Seedproof.
"""

import ctypes
import hashlib
import json
import math
import os
import struct
import sys

PROTOCOL = "seedproof-runner/1"


class Recorder:
    """Writes the records of one trial; updates are counted from 0."""

    def __init__(self, wi=None, do=None, steps=None, trial=None, channel=None):
        """wi, do: the trial's seeds, which Seedproof compares with those it asked for.
        steps: how many updates are planned, for progress.
        trial: what else determines the trial (names, settings, digests): text, integers, lists and
        objects of them. A rerun that declares another value is not compared.
        channel: a binary file to write to in place of standard output."""
        self.updates = 0
        self.ended = False
        self._losses = []
        self._norm = None
        self._finite = True
        self._channel = _take_standard_output() if channel is None else channel
        begin = {"protocol": PROTOCOL}
        for name, value in (("wi", wi), ("do", do), ("steps", steps), ("trial", trial)):
            if value is not None:
                begin[name] = value
        self._write({"begin": begin})

    def resume(self, updates):
        """The trial is taken up where an earlier process left it, after so many updates."""
        self.updates = int(updates)

    def step(self, loss, gradient_norm=None, batch=None):
        """One update: the batch's mean loss before it, the gradient's norm, and what was trained on.
        Numbers or tensors of one element, rounded to binary32; of the batch four bytes of a digest."""
        record = {"step": self.updates, "loss": self._float(loss)}
        if gradient_norm is not None:
            record["gradientNorm"] = self._float(gradient_norm)
        if batch is not None:
            record["batchDigest"] = digest(batch)[:8]
        self._write(record)
        self.updates += 1

    def evaluation(self, correct=None, total=None, confusion=None, predictions=None, logits=None):
        """An evaluation after the updates so far: how many of how many are right; or the confusion matrix
        (rows: true classes), with it, if wanted, the class predicted for each example, and with these the
        logits, a row an example."""
        record = {"step": self.updates}
        if confusion is None:
            record["correct"], record["total"] = int(correct), int(total)
        else:
            record["counts"] = [int(count) for row in confusion for count in row]
            if predictions is not None:
                record["predictions"] = [int(label) for label in predictions]
            if logits is not None:
                record["logits"] = [hex32(value) for row in logits for value in row]
        self._write({"evaluation": record})

    def anchor(self, state=None, **components):
        """A digest of the state after the updates so far: of all of it, or of named components,
        such as weights=model.state_dict(), optimizer=optimizer.state_dict()."""
        record = {"step": self.updates}
        if components:
            record["components"] = {name: digest(part) for name, part in components.items()}
        else:
            record["digest"] = digest(state)
        self._write({"anchor": record})

    def end(self, state=None, outcome=None):
        """The trial is done. state: as for anchor, its last digest. outcome: completed, stopped or
        nonfinite; without it, nonfinite if a loss or norm was not finite, else completed."""
        if self.ended:
            return
        self.ended = True
        record = {"outcome": outcome or ("completed" if self._finite else "nonfinite")}
        if state is not None:
            record["digest"] = digest(state)
        self._write({"end": record})
        self._channel.close()

    def watch(self, trainer):
        """Records the updates and evaluations of a transformers.Trainer. The loss is the mean over the
        micro-batches of an update; the norm is that of the gradient as the optimizer gets it; right and
        wrong are counted from the logits, where the trainer computes metrics or not."""
        from transformers import TrainerCallback

        recorder, training_step, metrics = self, trainer.training_step, trainer.compute_metrics
        counts = []

        def recorded_step(*arguments, **options):
            loss = training_step(*arguments, **options)
            recorder._losses.append(loss.detach())
            return loss

        def recorded_metrics(prediction):
            logits = prediction.predictions
            logits = logits[0] if isinstance(logits, tuple) else logits
            right = (logits.argmax(-1) == prediction.label_ids).sum()
            counts.append((int(right), len(prediction.label_ids)))
            return metrics(prediction) if metrics else {}

        class Callback(TrainerCallback):
            def on_pre_optimizer_step(self, args, state, control, model=None, **options):
                recorder._norm = norm(p.grad for p in model.parameters() if p.grad is not None)

            def on_step_end(self, args, state, control, **options):
                # The trainer has divided by the number of micro-batches already.
                recorder.step(sum(loss.item() for loss in recorder._losses), recorder._norm)
                recorder._losses.clear()

            def on_evaluate(self, args, state, control, **options):
                if counts:
                    recorder.evaluation(*counts.pop())

        trainer.training_step = recorded_step
        trainer.compute_metrics = recorded_metrics
        trainer.add_callback(Callback())

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """Without an error the trial is done; with one it has no end, and Seedproof calls it failed."""
        if kind is None:
            self.end()

    def _float(self, value):
        text = hex32(value)
        self._finite = self._finite and text.lstrip("-") not in ("nan", "inf")
        return text

    def _write(self, record):
        line = json.dumps(record, separators=(",", ":"), allow_nan=False)
        self._channel.write(line.encode() + b"\n")
        self._channel.flush()


def hex32(value):
    """The exact text of a number, rounded to binary32."""
    value = float(value.item() if hasattr(value, "item") else value)
    try:
        value = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        value = math.copysign(math.inf, value)
    return value.hex()


def norm(gradients):
    """The Euclidean norm of tensors together, the sum of squares in binary64."""
    return math.sqrt(sum(float(g.detach().double().pow(2).sum().item()) for g in gradients))


def digest(value):
    """SHA-256, in hexadecimal, of numbers, text, bytes, tensors, and lists and dicts of them."""
    state = hashlib.sha256()
    _feed(state, value)
    return state.hexdigest()


def _feed(state, value):
    def head(kind, size=0):
        state.update(b"%s %d\n" % (kind, size))

    if hasattr(value, "detach") and hasattr(value, "data_ptr"):
        tensor = value.detach().cpu().contiguous()
        head(("tensor %s %s" % (tensor.dtype, list(tensor.shape))).encode(), tensor.numel())
        state.update(ctypes.string_at(tensor.data_ptr(), tensor.numel() * tensor.element_size()))
    elif hasattr(value, "tobytes") and hasattr(value, "dtype"):
        head(("array %s %s" % (value.dtype, list(value.shape))).encode(), value.size)
        state.update(value.tobytes())
    elif hasattr(value, "items"):
        head(b"dict", len(value))
        for key in sorted(value, key=lambda key: (str(type(key)), key)):
            _feed(state, key)
            _feed(state, value[key])
    elif isinstance(value, (list, tuple)):
        head(b"list", len(value))
        for item in value:
            _feed(state, item)
    elif isinstance(value, (bytes, bytearray)):
        head(b"bytes", len(value))
        state.update(value)
    elif value is None or isinstance(value, (bool, int, float, str)):
        text = value.hex() if isinstance(value, float) else str(value)
        encoded = text.encode("utf-8", "surrogatepass")
        head(type(value).__name__.encode(), len(encoded))
        state.update(encoded)
    else:
        raise TypeError("no digest of a %s; give its state as lists, dicts and tensors" % type(value))


def _take_standard_output():
    """A file of our own on standard output, to which from now on nobody else writes."""
    sys.stdout.flush()
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel
