"""Recorders for the loops of others: Lightning, and update functions of JAX.

Beside seedproof_recorder.py, which this needs; for transformers see Recorder.watch there. Lightning:

    recorder = Recorder(wi=args.wi, do=args.do)
    trainer = Trainer(callbacks=[lightning_callback(recorder, evaluation=lambda trainer, module: {
        "correct": module.correct, "total": module.total})])
    trainer.fit(module)
    recorder.end(state=module.state_dict())

JAX, or any function that does one update:

    update = recorded_update(recorder, update, loss=lambda result: result[1])
    for batch in batches:
        state, loss = update(state, batch)

As the recorder itself, neither ever ends a training, nor does anything where Seedproof did not start the script.
"""

from seedproof_recorder import norm


def lightning_callback(recorder, evaluation=None):
    """A Callback of Lightning 2 that records updates with their losses, norms and batches.

    An update is recorded when the optimizer has done it, so that accumulated batches are one: the loss is the sum of
    what training_step returned, as Lightning divides it, and the norm is that of the gradient before clipping.
    evaluation(trainer, module): the counts after a validation, as arguments of Recorder.evaluation; without it, or
    where it gives None, no evaluation is recorded, since metrics by themselves have no counts. The sanity check
    before the training is passed over."""
    try:
        from lightning.pytorch import Callback
    except ImportError:
        from pytorch_lightning import Callback

    class SeedproofCallback(Callback):
        def __init__(self):
            self.losses, self.batches, self.norm, self.updates = [], [], None, 0

        def on_train_start(self, trainer, module):
            self.updates = trainer.global_step

        def on_train_batch_start(self, trainer, module, batch, *place):
            # Before the update: a module may change what it was given.
            _carefully(recorder, lambda: self.batches.append(
                recorder._digest("batch", batch, required=recorder._columns)))

        def on_before_optimizer_step(self, trainer, module, *optimizer):
            def measure():
                gradients = [p.grad for p in module.parameters() if p.grad is not None]
                self.norm = norm(gradients) if gradients else None
            _carefully(recorder, measure)

        def on_train_batch_end(self, trainer, module, outputs, *place):
            def record():
                loss = outputs["loss"] if isinstance(outputs, dict) else outputs
                self.losses.append(loss.detach())
                if trainer.global_step > self.updates:
                    self.updates = trainer.global_step
                    batches = [known for known in self.batches if known is not None]
                    recorder.step(sum(loss.item() for loss in self.losses), self.norm, batches or None)
                    self.losses, self.batches, self.norm = [], [], None
            _carefully(recorder, record)

        def on_validation_end(self, trainer, module):
            if trainer.sanity_checking or evaluation is None:
                return

            def evaluate():
                counts = evaluation(trainer, module)
                if counts is not None:
                    recorder.evaluation(**counts)
            _carefully(recorder, evaluate)

    return SeedproofCallback()


def recorded_update(recorder, update, loss, gradient_norm=None, batch=lambda *arguments: arguments[1:]):
    """The function `update` that records each of its calls as one update.

    loss(result), gradient_norm(result): a number or array of one element in what update returned.
    batch(*arguments): what it was trained on; without it, all arguments but the first, which is the state."""

    def recorded(*arguments, **options):
        known = []
        _carefully(recorder, lambda: known.append(
            recorder._digest("batch", list(batch(*arguments)), required=recorder._columns)))
        result = update(*arguments, **options)
        _carefully(recorder, lambda: recorder.step(
            loss(result), None if gradient_norm is None else gradient_norm(result), known[0] if known else None))
        return result

    return recorded


def _carefully(recorder, body):
    """Whatever goes wrong is said, and the training goes on."""
    try:
        if recorder.is_recording:
            body()
    except Exception as error:
        recorder._say("a record is left out: %s: %s" % (type(error).__name__, error))
