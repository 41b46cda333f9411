"""One training from the weights that a model has to its last epoch: what Keras' `fit` does."""

import inspect
import time
from collections.abc import Collection

from vgkit import course, parallel
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.diagnostics import gradients
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.training import epoch_graph
from vgkit.training.bookkeeping import Bookkeeper
from vgkit.training.records import Record


def fit(
    model: keras.Model,
    name: str,
    epochs: int,
    images: Dataset,
    row: course.Exercise = course.OWN,
    again: bool = False,
    keep: bool = True,
    for_quiz: bool = True,
    look_at: Collection[int] = gradients.EPOCHS,
    seed: int | None = None,
    stage: tuple[int, int] | None = None,
) -> Record:
    """Train a compiled model from the weights that it has, or from its backup, to the end.

    Args:
        model: a built, compiled model; its optimizer is replaced by a fresh one of the same kind.
        name: of the training, for its backup and its record.
        epochs: how many.
        images: a `data.Dataset`.
        row: the `course.Exercise` whose batch size and seed are taken.
        again: train even if a backup says that this training is finished.
        keep: whether to write backups, to go on from them, and to keep the record.
        for_quiz: whether its record, where it is kept, is a run that the quiz takes up.
        look_at: after which epochs the gradients are measured, 0 for before the first.
        seed: of the order in which the images are visited, where it is not the row's; such a
            training cannot be kept.
        stage: `(number, count)` where this training is one of several, for its heading.

    Returns:
        A `records.Record`.

    Raises:
        VgkitError: the model does not measure accuracy, the optimizer does not tell its settings, or
            the loss became NaN.
        TrainingInterrupted: as in `train`.
    """
    if keep and seed not in (None, row.seed):  # no record tells one order from another
        raise ValueError(f"With seed={seed}, keep must be False: only seed={row.seed} is kept")
    _check_accuracy(model, images)
    gradients.mark_begun(model, False)
    model.optimizer = _renewed(model.optimizer)
    model.train_function = model.test_function = None  # Keras' would go on with the old optimizer
    bookkeeper = Bookkeeper(model, name, epochs, images, keep, look_at, stage)
    try:
        first_epoch = bookkeeper.take_up(again) if keep else 0
        if first_epoch == 0:
            bookkeeper.look_inside(epoch=0)
        train_epoch, validate = epoch_graph.epoch_functions(model, images, row.batch_size)
        orders = starting_point.batch_orders(
            len(images.x_train), first_epoch, row.seed if seed is None else seed
        ).prefetch(1)
        for epoch, order in zip(range(first_epoch + 1, epochs + 1), orders, strict=False):
            started = time.perf_counter()
            metrics = train_epoch(order)
            metrics |= {f"val_{metric}": value for metric, value in validate().items()}
            bookkeeper.note(epoch, metrics, time.perf_counter() - started)
            if not parallel.is_wanted():  # a Dask worker cannot be sent a Ctrl-C
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        raise TrainingInterrupted(bookkeeper.interrupted()) from None
    finally:
        bookkeeper.bar.close()
    if keep and for_quiz:
        bookkeeper.keep_record()
    return bookkeeper.record


def _check_accuracy(model, images):
    """A record needs it, after each epoch."""
    epoch_graph.build_metrics(model, images)
    measured = model.get_metrics_result()
    if "accuracy" not in measured:
        raise VgkitError(
            say(
                "The model does not measure accuracy: compile it with metrics=['accuracy'], or with "
                "a metric that has name='accuracy'. Received: {names}.",
                names=", ".join(measured),
            )
        )


def _renewed(optimizer):
    """An optimizer of the same kind and with the same settings that has not trained yet."""
    kind = type(optimizer)
    try:
        # Not by Keras' registry: an optimizer of the student's own need not stand in it.
        fresh = kind.from_config(optimizer.get_config())
    except TypeError as error:
        raise VgkitError(
            say(
                "A fresh {kind} cannot be made from its own settings ({error}). Let __init__ "
                "take **kwargs and hand them on to super().__init__(…), and get_config return "
                "them together with each setting of your own.",
                kind=kind.__name__,
                error=error,
            )
        ) from None
    plain = (bool, int, float, str)
    for name in inspect.signature(kind.__init__).parameters:
        before, after = (vars(each).get(name) for each in (optimizer, fresh))
        if isinstance(before, plain) and isinstance(after, plain) and before != after:
            raise VgkitError(
                say(
                    "{kind} has {name}={before!r}, but its get_config does not say so: a fresh "
                    "one gets {name}={after!r}. Write get_config(self): return "
                    '{{**super().get_config(), "{name}": self.{name}}}.',
                    kind=kind.__name__,
                    name=name,
                    before=before,
                    after=after,
                )
            )
    return fresh
