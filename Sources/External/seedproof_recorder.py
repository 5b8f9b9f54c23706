"""Tells Seedproof what a training run does, bit for bit: one small file, standard library only.

Copy it beside a training script. A loop of one's own:

    recorder = Recorder(wi=args.wi, do=args.do, steps=len(loader), trial=vars(args))
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
    trainer.evaluate()
    recorder.end(state=model.state_dict())

It records where Seedproof started the script (SEEDPROOF_RUNNER is set); elsewhere it does nothing.
Of several ranks, rank 0 records. From its construction on, the recorder alone writes to the script's standard
output; what else is printed goes to standard error.
It never ends a training: what it cannot record it leaves out, and says so on standard error.
Source and protocol: the room External of Seedproof.
"""

import ctypes
import functools
import hashlib
import json
import math
import os
import re
import struct
import sys

PROTOCOL = "seedproof-runner/1"
# With named evaluations, scalars, skipped updates, digests of tensors and ranks, where Seedproof knows it.
WIDER_PROTOCOL = "seedproof-runner/2"
# Raised when the same training would be recorded otherwise. What changed: RecorderVersion.swift.
VERSION = 2
__version__ = "2.0"

# A line may have 4 MiB, and a logit of it up to 26 bytes.
_LOGIT_LIMIT = 150_000
_TRIAL_LIMIT = 60_000
# Metrics by these names are the share of right answers.
_ACCURACIES = ("accuracy", "acc", "overall_accuracy", "eval_accuracy")
_NAME = re.compile(r"(?!skipped$|tensors$|rank-)[A-Za-z][A-Za-z0-9_./-]{0,63}", re.ASCII)
# Of a Trainer's metrics those that say how long something took, or when it was.
_TIMES = ("_runtime", "_per_second", "_preparation_time", "_compilation_time", "_memory", "_flos")


def _careful(method):
    """A method of a recorder that does nothing where nothing is recorded, and never raises."""

    @functools.wraps(method)
    def guarded(self, *arguments, **options):
        if self._channel is None:
            return
        if self.ended:
            if method.__name__ != "end":
                self._say("'%s' after the end is not recorded" % method.__name__)
            return
        try:
            method(self, *arguments, **options)
        except Exception as error:
            self._say("%s after %d updates is not recorded: %s: %s" % (
                method.__name__, self.updates, type(error).__name__, error))
            if method.__name__ in ("step", "end", "resume"):
                self._give_up()

    return guarded


class Recorder:
    """Writes the records of one trial; updates are counted from 0."""

    def __init__(self, wi=None, do=None, steps=None, trial=None, channel=None, rank=None):
        """wi, do: the trial's seeds, which Seedproof compares with those it asked for.
        steps: how many updates are planned, for progress.
        trial: what else determines the trial (names, settings, digests): text, numbers, lists and
        objects of them. A rerun that declares another value is not compared.
        channel: a binary file to write to in place of standard output, whoever started the script.
        rank: this process's among those that train together; without it, what RANK and its like say."""
        self.updates = 0
        self.ended = False
        self._said = set()
        self._columns = None  # of the updates, once one was recorded
        self._is_finite = self._was_finite = True
        self._evaluation = None  # of this update: (updates, record)
        self._shape = self._set = None  # of all evaluations
        self._anchor = None  # of this update: (updates, record)
        self._parts = None  # names of the anchors' components, or () for a digest of all
        self._channel = channel
        runner = os.environ.pop("SEEDPROOF_RUNNER", None)
        if channel is None and runner is not None:
            channel = _take_standard_output()
            self._channel = channel if (_rank() if rank is None else rank) == 0 else None
        self.version = min(VERSION, _number(os.environ.get("SEEDPROOF_RECORDER"), VERSION))
        wanted = os.environ.get("SEEDPROOF_COLUMNS")
        self._wanted = None if wanted is None else wanted.split(",")
        self._is_wide = self.version > 1 and runner != PROTOCOL
        named = os.environ.get("SEEDPROOF_SERIES")
        self._series_wanted = None if named is None else named.split(",")
        self._series = {}  # by name: (form, updates, record) of the last one
        self._begin(wi, do, steps, trial)

    @property
    def is_recording(self):
        return self._channel is not None and not self.ended

    @_careful
    def _begin(self, wi, do, steps, trial):
        begin = {"protocol": WIDER_PROTOCOL if self._is_wide else PROTOCOL, "recorder": VERSION}
        for name, value in (("wi", wi), ("do", do), ("steps", steps)):
            if value is not None:
                begin[name] = int(value)
        if hasattr(trial, "__dict__") and not hasattr(trial, "items"):
            trial = vars(trial)
        trial = self._plain(dict(trial or {}), "trial")
        if len(json.dumps(trial)) > _TRIAL_LIMIT:
            self._say("'trial' is long: its digest is recorded in its place")
            trial = {"digest": digest(trial)}
        if self.version > 0:
            trial["seedproof-recorder"] = self.version
        if trial:
            begin["trial"] = trial
        self._write({"begin": begin})

    @_careful
    def resume(self, updates):
        """The trial is taken up where an earlier process left it, after so many updates."""
        self.updates = int(updates)

    @_careful
    def step(self, loss, gradient_norm=None, batch=None, skipped=False):
        """One update: the batch's loss before it, the gradient's norm, and what was trained on.
        Numbers or tensors of one element, rounded to binary32; of the batch four bytes of a digest.
        skipped: whether the optimizer did not take it, as in mixed precision where the norm is infinite: it is
        an update too. All updates have the columns of the first one."""
        record = {"step": self.updates, "loss": hex32(loss)}
        self._is_finite = _is_finite(record["loss"])
        self._was_finite = self._was_finite and self._is_finite
        if gradient_norm is not None:
            record["gradientNorm"] = hex32(gradient_norm)
            self._was_finite = self._was_finite and _is_finite(record["gradientNorm"])
        if batch is not None:
            known = self._digest("batch", batch, required=self._columns)
            if known is not None:
                record["batchDigest"] = known[:8]
        if self._columns is None:
            self._columns = [name for name in list(record)[1:] if self._wanted is None or name in self._wanted]
        for name in self._columns:
            if name not in record:
                self._say("update %d has no %s, unlike the first one" % (self.updates, name))
                record[name] = "nan" if name == "gradientNorm" else digest(None)[:8]
        fact = {"skipped": True} if skipped and self._has_series("skipped") else {}
        self._write({"step": self.updates, **{name: record[name] for name in self._columns}, **fact})
        self.updates += 1

    @_careful
    def scalar(self, name, value):
        """A number after the updates so far under a name, such as the loss on the development set or F1: kept as
        the binary64 that it is, or that its binary32 is."""
        self._add(name, "scalar", {
            "name": name, "step": self.updates, "binary64": hex64(value)}, None)

    @_careful
    def tensors(self, state):
        """A digest of each tensor of the state after the updates so far, so that the first one that differs is
        named: of a state_dict, or dicts of them, whose names are joined by dots."""
        digests = {name: digest(value) for name, value in _leaves("", state)}
        if not 0 < len(digests) <= 4096:
            raise ValueError("%d tensors, and not 1 to 4096" % len(digests))
        self._add("tensors", "tensors", {"step": self.updates, "digests": digests}, sorted(digests))

    @_careful
    def rank(self, number, loss=None, gradient_norm=None, batch_digest=None):
        """What process `number` (1, 2...) of a distributed run saw of the last update, as rank 0 gathered it."""
        record = {"rank": int(number), "step": self.updates - 1}
        for key, value in (("loss", loss), ("gradientNorm", gradient_norm)):
            if value is not None:
                record[key] = hex32(value)
        if batch_digest is not None:
            record["batchDigest"] = str(batch_digest)[:8]
        self._add("rank-%d" % record["rank"], "rank", record, sorted(record))

    def _has_series(self, name):
        return self._is_wide and (self._series_wanted is None or name in self._series_wanted)

    def _add(self, name, kind, record, shape):
        """Writes a record of a series where it may stand."""
        if not self._has_series(name):
            if not self._is_wide:
                self._say("'%s' is not recorded: the golden, or this Seedproof, knows no series" % name)
            return
        if kind in ("scalar", "evaluation") and not _NAME.fullmatch(name):
            return self._say("'%s' is not recorded: a name has up to 64 letters, digits and _ . / -" % name)
        known, place, earlier = self._series.get(name, ((kind, shape), None, None))
        if known != (kind, shape):
            self._say("'%s' is not recorded: it is of another form or size than at first" % name)
        elif place == self.updates:
            if record != earlier:
                self._say("a second '%s' after %d updates is not recorded" % (name, self.updates))
        else:
            self._write({kind: record})
            self._series[name] = (known, self.updates, record)

    @_careful
    def evaluation(self, correct=None, total=None, confusion=None, predictions=None, logits=None, name=None):
        """An evaluation after the updates so far: how many of how many are right; or the confusion matrix
        (rows: true classes), with it, if wanted, the class predicted for each example, and with these the
        logits, a row an example. name: of the set, where there are several: the first set is the one whose scores
        are analysed, the others are recorded under their names.
        There is one evaluation of a set after an update: the first is recorded."""
        record = {"step": self.updates}
        if confusion is None:
            record["correct"], record["total"] = int(correct), int(total)
            if not 0 <= record["correct"] <= record["total"] > 0:
                raise ValueError("%(correct)d of %(total)d are no counts" % record)
        else:
            record["counts"] = [int(count) for row in confusion for count in row]
            if predictions is not None:
                record["predictions"] = [int(label) for label in predictions]
            if predictions is not None and logits is not None:
                values = [value for row in logits for value in row]
                if len(values) <= _LOGIT_LIMIT:
                    record["logits"] = [hex32(value) for value in values]
                else:
                    self._say("%d logits are too many for a line: they are not recorded" % len(values))
        self._evaluate(record, name)

    def _evaluate(self, record, name):
        """Writes an evaluation where it may stand."""
        shape = [(key, len(value) if isinstance(value, list) else 0) for key, value in record.items()]
        shape.append(record.get("total", sum(record.get("counts", ()))))
        if self._evaluation is None:
            self._shape, self._set = shape, name
        if name != self._set and self._is_wide:
            name = name or "unnamed"
            return self._add(name, "evaluation", {"name": name, **record}, shape)
        if name != self._set:
            return self._say("evaluations of %s are not recorded, only those of %s" % (
                _set_name(name), _set_name(self._set)))
        earlier = self._evaluation
        if earlier is not None and earlier[0] == self.updates:
            if record != earlier[1]:
                self._say("another evaluation after %d updates is not recorded: the first one stands" % self.updates)
        elif shape != self._shape:
            self._say("an evaluation of other size or columns than the first is not recorded")
        elif self._anchor is not None and self._anchor[0] == self.updates:
            self._say("an evaluation after the anchor of %d updates is not recorded: evaluate first" % self.updates)
        else:
            self._write({"evaluation": record})
            self._evaluation = (self.updates, record)

    @_careful
    def anchor(self, state=None, **components):
        """A digest of the state after the updates so far: of all of it, or of named components,
        such as weights=model.state_dict(), optimizer=optimizer.state_dict()."""
        record = self._state(state, components)
        if record is not None:
            self._write({"anchor": {"step": self.updates, **record}})

    def _state(self, state, components):
        """The members of an anchor that may stand here; None if none may."""
        parts, record = self._parts, {}
        if components:
            digests = {name: self._digest(name, part, required=parts) for name, part in components.items()}
            record["components"] = {name: known for name, known in digests.items() if known is not None}
            if not record["components"]:
                return None
        else:
            record["digest"] = self._digest("state", state, required=parts)
            if record["digest"] is None:
                return None
        names = tuple(sorted(record.get("components", ())))
        earlier = self._anchor
        if parts is not None and names != parts:
            self._say("a digest of %s is not recorded: the first anchor was of %s" % (
                ", ".join(names) or "the whole state", ", ".join(parts) or "the whole state"))
        elif earlier is not None and earlier[0] == self.updates:
            if record != earlier[1]:
                self._say("a second anchor after %d updates is not recorded" % self.updates)
        else:
            self._parts, self._anchor = names, (self.updates, record)
            return record
        return None

    @_careful
    def end(self, state=None, outcome=None):
        """The trial is done. state: as for anchor, its last digest. outcome: completed, stopped or
        nonfinite; without it, nonfinite if the last loss was not finite, else completed."""
        finite = self._is_finite if self.version > 0 else self._was_finite
        record = {"outcome": outcome or ("completed" if finite else "nonfinite")}
        if state is not None:
            record.update(self._state(state, {}) or {})
        self._write({"end": record})
        self.ended = True
        if self._channel is not None:
            self._channel.close()

    def watch(self, trainer):
        """Records the updates and evaluations of a transformers.Trainer, of version 4 or 5: what train() and
        evaluate() do; predict() is passed over. The loss is the sum of what training_step returned for the
        micro-batches of an update, as in Trainer's own log; the batch is what it was given; the norm is that of
        the gradient as the optimizer gets it, after clipping. Right and wrong are counted from predictions and
        labels, and written only where they agree with an accuracy that the trainer's own metrics give."""
        if not self.is_recording:
            return
        try:
            _Watch(self, trainer)
        except Exception as error:
            self._say("the trainer cannot be watched: %s: %s" % (type(error).__name__, error))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        """Without an error the trial is done; with one it has no end, and Seedproof calls it failed."""
        if kind is None and not self.ended:
            self.end()

    def _digest(self, name, value, required):
        """The digest; of what has none, None at first, and later, where a column has begun, one of the reason."""
        try:
            return digest(value)
        except Exception as error:
            reason = "%s: %s" % (type(error).__name__, error)
            self._say("of '%s' no digest is recorded: %s" % (name, reason))
            return None if required is None else digest(type(error).__name__)

    def _plain(self, value, name, depth=6):
        """What a declaration may hold: fractions become their exact text, other things are left out."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if -(1 << 63) <= value < 1 << 63 else str(value)
        if isinstance(value, float):
            return value.hex()
        if isinstance(value, str):
            return value.encode("utf-8", "backslashreplace").decode()
        if depth > 0 and isinstance(value, (list, tuple)):
            return [self._plain(item, name, depth - 1) for item in value]
        if depth > 0 and hasattr(value, "items"):
            return {self._plain(str(key), name): self._plain(item, "%s.%s" % (name, key), depth - 1)
                    for key, item in value.items()}
        self._say("'%s' is not declared as it is: %s; give text, numbers, lists or dicts of them" % (
            name, "it nests too deep" if hasattr(value, "items") or isinstance(value, (list, tuple))
            else "a %s" % type(value).__name__))
        return "not recorded"

    def _say(self, text):
        """Tells people, once."""
        if text not in self._said:
            self._said.add(text)
            print("seedproof recorder: " + text, file=sys.stderr, flush=True)

    def _give_up(self):
        self._say("nothing is recorded from here on; the training goes on, and Seedproof will call the trial failed")
        self._channel = None

    def _write(self, record):
        line = json.dumps(record, separators=(",", ":"), allow_nan=False)
        try:
            self._channel.write(line.encode() + b"\n")
            self._channel.flush()
        except (OSError, ValueError) as error:
            self._say("its records cannot be written: %s" % error)
            self._give_up()


class _Watch:
    """What is recorded of a transformers.Trainer. Nothing of it raises, but what the trainer itself does."""

    def __init__(self, recorder, trainer):
        from transformers import TrainerCallback

        self.recorder, self.trainer = recorder, trainer
        self.losses, self.batches, self.norm = [], [], None
        self.right = self.total = self.own = self.reason = None
        self.is_whole = True
        if not hasattr(TrainerCallback, "on_pre_optimizer_step"):
            recorder._say("this version of transformers tells no gradient norm: none is recorded")
        training_step, metrics = trainer.training_step, trainer.compute_metrics

        def recorded_step(*arguments, **options):
            inputs = arguments[1] if len(arguments) > 1 else options.get("inputs")
            if recorder.version > 0 and inputs is not None:
                self.carefully(self.note_batch, inputs)
            loss = training_step(*arguments, **options)
            self.carefully(lambda: self.losses.append(loss.detach()))
            return loss

        def recorded_metrics(prediction, *arguments, **options):
            self.carefully(self.note, prediction, options.get("compute_result"))
            result = metrics(prediction, *arguments, **options) if metrics else {}
            self.carefully(self.note_own, result)
            return result

        class Callback(TrainerCallback):
            def on_pre_optimizer_step(callback, args, state, control, model=None, **options):
                self.carefully(self.note_norm, trainer.model if model is None else model)

            def on_step_end(callback, args, state, control, **options):
                self.carefully(self.end_step)

            def on_evaluate(callback, args, state, control, metrics=None, **options):
                self.carefully(self.end_evaluation, metrics or {})

            def on_predict(callback, args, state, control, *arguments, **options):
                self.carefully(self.forget)

        trainer.training_step = recorded_step
        name = type(trainer.model).__name__ if getattr(trainer, "model", None) is not None else "Classification"
        # To count, the trainer must gather all predictions, which those of other models may be too many for.
        if metrics is not None or "Classification" in name and "Token" not in name:
            trainer.compute_metrics = recorded_metrics
        else:
            recorder._say("without compute_metrics the evaluations of a %s are not recorded" % name)
        trainer.add_callback(Callback())

    def carefully(self, body, *arguments):
        try:
            if self.recorder.is_recording:
                body(*arguments)
        except Exception as error:
            self.recorder._say("%s is not recorded: %s: %s" % (
                getattr(body, "__name__", "a record"), type(error).__name__, error))

    def note_batch(self, inputs):
        self.batches.append(self.recorder._digest("batch", inputs, required=self.recorder._columns))

    def note_norm(self, model):
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        self.norm = norm(gradients) if gradients else None

    def end_step(self):
        batches = [known for known in self.batches if known is not None]
        loss = sum(loss.item() for loss in self.losses) if self.losses else None
        accelerator = getattr(self.trainer, "accelerator", None)
        skipped = getattr(accelerator, "optimizer_step_was_skipped", False) is True
        self.recorder.step(loss, self.norm, batches or None, skipped=skipped)
        self.losses, self.batches, self.norm = [], [], None

    def note(self, prediction, is_last):
        """Counts what is right in one call of compute_metrics; is_last is None where there is one call in all."""
        if self.is_whole or self.total is None:
            self.right, self.total, self.reason = 0, 0, None
        self.is_whole = is_last is not False
        right, total, reason = count(prediction.predictions, prediction.label_ids, self.trainer.model)
        self.right, self.total, self.reason = self.right + right, self.total + total, self.reason or reason

    def note_own(self, result):
        """The accuracy in the trainer's own metrics, if there is one."""
        found = [value for key, value in (result or {}).items() if key in _ACCURACIES]
        self.own = float(found[0]) if found else None

    def end_evaluation(self, metrics):
        right, total, own, reason = self.right, self.total, self.own, self.reason
        self.forget()
        self.note_metrics(metrics)
        if total is None:
            return
        # The keys begin with the set's prefix: eval_loss, or eval_matched_loss of a dict of sets.
        prefix = next((key[:-8] for key in metrics if key.endswith("_runtime")), "eval")
        name = None if prefix == "eval" else prefix[5:] if prefix.startswith("eval_") else prefix
        advice = "; give the counts by recorder.evaluation(correct=..., total=...)"
        if reason or total == 0:
            self.recorder._say("evaluations are not recorded: %s%s" % (reason or "no label is known", advice))
        elif own is not None and abs(own * total - right) > max(0.5, 1e-4 * total):
            self.recorder._say("an evaluation is not recorded: the trainer's accuracy is %r, but %d of %d are right%s"
                               % (own, right, total, advice))
        else:
            self.recorder.evaluation(correct=right, total=total, name=name)

    def note_metrics(self, metrics):
        """The trainer's own numbers, but those of the clock."""
        for key, value in metrics.items():
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if is_number and key != "epoch" and not key.endswith(_TIMES) and self.recorder._is_wide:
                self.recorder.scalar(key, value)

    def forget(self):
        self.right = self.total = self.own = self.reason = None
        self.is_whole = True


def count(predictions, labels, model=None):
    """How many labels are met, of how many, and why that cannot be told, or None.

    Predictions are classes where they have as many dimensions as the labels, and logits where they have one more.
    A label of -100 does not count."""
    predictions = predictions[0] if isinstance(predictions, tuple) else predictions
    kind = type(model).__name__
    if not hasattr(labels, "shape"):
        return 0, 0, "there is not one array of labels"
    if "CausalLM" in kind or "LMHead" in kind or "ConditionalGeneration" in kind:
        return 0, 0, "a %s answers with other tokens than those at the labels' places" % kind
    here, there = tuple(predictions.shape), tuple(labels.shape)
    if len(here) == len(there) + 1 and here[:-1] == there and here[-1] > 1:
        predictions = predictions.argmax(-1)
    elif here != there:
        return 0, 0, "predictions of shape %s do not fit labels of shape %s" % (list(here), list(there))
    pairs = list(zip(_flat(predictions.tolist()), _flat(labels.tolist())))
    if any(isinstance(value, float) for pair in pairs[:1] for value in pair):
        return 0, 0, "predictions or labels are fractions and no classes"
    pairs = [(guess, label) for guess, label in pairs if label != -100]
    return sum(guess == label for guess, label in pairs), len(pairs), None


def _flat(values):
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, list):
            yield from _flat(value)
        else:
            yield value


def hex32(value):
    """The exact text of a number, rounded to binary32."""
    value = float(value.item() if hasattr(value, "item") else value)
    try:
        value = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        value = math.copysign(math.inf, value)
    return value.hex()


def hex64(value):
    """The exact text of a number in binary64."""
    return float(value.item() if hasattr(value, "item") else value).hex()


def _leaves(prefix, value):
    """What lies in dicts, by the names that lead to it; a list or number is a leaf."""
    if hasattr(value, "items"):
        for key, item in value.items():
            name = re.sub("[^!-~]", "_", str(key))
            yield from _leaves("%s.%s" % (prefix, name) if prefix else name, item)
    else:
        yield prefix[:128], value


def norm(gradients):
    """The Euclidean norm of tensors together, the sum of squares in binary64."""
    return math.sqrt(sum(float(g.detach().double().pow(2).sum().item()) for g in gradients))


def digest(value):
    """SHA-256, in hexadecimal, of numbers, text, bytes, tensors, arrays, and lists and dicts of them."""
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
        if getattr(value.dtype, "hasobject", False):
            # Its bytes are the addresses of the objects, which are others in each process.
            _feed(state, value.tolist())
        else:
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


def _is_finite(text):
    return text.lstrip("-") not in ("nan", "inf")


def _number(text, default):
    return int(text) if text and text.isdigit() else default


def _set_name(name):
    return "the unnamed set" if name is None else "the set '%s'" % name


def _rank():
    """This process's number among those that train together, as torchrun and MPI tell it."""
    return next((_number(os.environ.get(name), 0) for name in ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK")
                 if os.environ.get(name)), 0)


def _take_standard_output():
    """A file of our own on standard output, to which from now on nobody else writes."""
    sys.stdout.flush()
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel
