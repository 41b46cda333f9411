"""`train`: what Keras' `fit` does, under the 2022 protocol, with progress, resume and a record.

Read `train` from top to bottom; the rest of the file is what it calls, in that order.
"""

import inspect
import math
import re
import time

from tqdm import auto, tqdm

from vgkit import course, data, hardware, settings
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.folders import user_folder
from vgkit.messages import say, tell
from vgkit.networks import starting_point
from vgkit.networks.description import describe, fingerprint, layer_names
from vgkit.training import checkpoints, epoch_graph, records

QUICK_EPOCHS = 2


def profile():
    """`"full"`, or `"quick"` where `VGKIT_PROFILE` says so.

    Raises:
        VgkitError: `VGKIT_PROFILE` is something else.
    """
    value = settings.current().profile or "full"
    if value not in ("full", "quick"):
        raise VgkitError(
            say("VGKIT_PROFILE is {value!r}. Set it to 'full' or 'quick'.", value=value)
        )
    return value


def train(model, exercise, epochs=None, again=False):
    """Train a compiled model from the published starting point, on the exercise's images.

    The model's weights are *set* first (`starting_point.set_initial_weights`), its optimizer is renewed,
    and the batches come in the published order: the same call gives the same numbers, whatever ran
    before. After every epoch the state is backed up: interrupt the training, restart the kernel or
    lose power, call `train` again, and it goes on where it was, to the same bits. A training that
    is already finished is restored from its backup in a second.

    With `VGKIT_PROFILE=quick` the first epochs are trained and held against the shipped record,
    and the record is returned.

    Args:
        model: a built, compiled model from images (float32, pixels 0…255) to logits, of the shapes
            in the exercise's row, with the metric accuracy.
        exercise: id in the course's table; with another name, a run of your own.
        epochs: how many; the exercise's own number where it is left out.
        again: train anew even if this training was finished before.

    Returns:
        A `records.Record` with one entry per epoch.

    Raises:
        VgkitError: the model cannot be trained like this, the loss became NaN, or (quick profile)
            the live epochs disagree with the record.
        TrainingInterrupted: Ctrl-C or the stop button; the finished epochs are kept.
    """
    row = course.EXERCISES.get(str(exercise))
    conditions = row or course.OWN
    check_name(exercise)
    epochs = _checked_epochs(epochs if epochs is not None else row and row.epochs)
    _check_trainable(model, conditions)
    if row and describe(model) != describe(row.build()):
        tell(
            say(
                "This is not the network of exercise {exercise}: run vgkit.check(model, "
                '"{exercise}") before you spend time on training.',
                exercise=row.id,
            )
        )
    images = data.load(conditions.dataset)
    if profile() == "quick" and not images.is_synthetic:
        return _quick(model, row, exercise, epochs, images)
    starting_point.set_initial_weights(model, conditions.seed)
    record = fit(model, str(exercise), epochs, images, conditions, again=again)
    print(where_from(record))
    return record


def where_from(record):
    """One line on where the epochs of a record come from: trained here, or from the record."""
    if record.live is not None:
        live = say(
            "epochs 1–{live} were trained here and agree with the record; ", live=record.live
        )
        return say(
            "Quick profile: {trained}epochs {following}–{epochs} are from the record.",
            trained=live if record.live else "",
            following=record.live + 1,
            epochs=record.epochs,
        )
    note = (
        ""
        if record.dataset == "fashion_mnist"
        else say(" On SYNTHETIC images, not on Fashion-MNIST.")
    )
    return say("All {epochs} epochs were trained here.{note}", epochs=record.epochs, note=note)


def check_name(exercise):
    """The name becomes part of file names: none that leads out of the kit's folder."""
    if not re.fullmatch(r"\w[\w .-]*", str(exercise)):
        raise VgkitError(
            say(
                "A run is named with letters, digits, '_', '-', '.'. Received: {exercise!r}.",
                exercise=exercise,
            )
        )


def _checked_epochs(epochs):
    if isinstance(epochs, bool) or not isinstance(epochs, int) or epochs < 1:
        raise VgkitError(
            say("epochs must be a whole number, 1 or more. Received: {epochs!r}.", epochs=epochs)
        )
    return epochs


def _check_trainable(model, row):
    if not isinstance(model, keras.Model) or not model.built:
        raise VgkitError(
            say(
                "train needs a built Keras model: one that starts with keras.Input({shape}). "
                "Received: {model!r}.",
                shape=row.input_shape,
                model=model,
            )
        )
    if not model.compiled:
        raise VgkitError(
            say(
                "The model is not compiled yet: call model.compile(optimizer=…, loss=…, "
                "metrics=['accuracy']) before train."
            )
        )
    ends = (None, *row.input_shape), (None, row.classes)
    if (model.input_shape, model.output_shape) != ends:
        raise VgkitError(
            say(
                "The model must go from {pixels} pixels to {classes} logits. Received: input "
                "{inputs}, output {outputs}.",
                pixels=row.pixels,
                classes=row.classes,
                inputs=model.input_shape,
                outputs=model.output_shape,
            )
        )


def no_record(what):
    """The error of a quick run that asks for what vgkit ships no record of.

    Args:
        what: names it, in the session's language, such as `"of 5 epochs for 'mine'"`.

    Returns:
        A `VgkitError`, to be raised.
    """
    return VgkitError(
        say(
            "The quick profile shows recorded trainings, and vgkit ships no record {what}. Unset "
            "VGKIT_PROFILE to train.",
            what=what,
        )
    )


def _quick(model, row, exercise, epochs, images):
    """Train the first epochs, compare them with the record, return the record."""
    recorded = records.load_reference(row.id) if row else None
    if recorded is None or epochs > recorded.epochs:
        raise no_record(
            say("of {epochs} epochs for {exercise!r}", epochs=epochs, exercise=exercise)
        )
    live_epochs = min(QUICK_EPOCHS, epochs)
    starting_point.set_initial_weights(model, row.seed)
    live = fit(model, row.id, live_epochs, images, row, keep=False)
    records.compare(live, recorded, live_epochs, row.tolerance, row.gradient_tolerance)
    recorded.live = live_epochs
    print(where_from(recorded))
    return recorded


def fit(model, name, epochs, images, row=course.OWN, again=False, keep=True, seed=None):
    """Train a compiled model from the weights that it has, or from its backup, to the end.

    Args:
        model: a built, compiled model; its optimizer is replaced by a fresh one of the same kind.
        name: of the training, for its backup and its record.
        epochs: how many.
        images: a `data.Dataset`.
        row: the `course.Exercise` whose batch size and seed are taken.
        again: train anew even if a backup says that this training is finished.
        keep: whether to write backups and keep the record.
        seed: of the order in which the images are visited, where it is not the row's; such a
            training cannot be kept.

    Returns:
        A `records.Record`.

    Raises:
        VgkitError: the optimizer does not tell its settings, or the loss became NaN.
        TrainingInterrupted: as in `train`.
    """
    if keep and seed not in (None, row.seed):  # no record tells one order from another
        raise ValueError(f"With seed={seed}, keep must be False: only seed={row.seed} is kept")
    model.optimizer = _renewed(model.optimizer)
    model.train_function = model.test_function = None  # Keras' would go on with the old optimizer
    bookkeeper = _Bookkeeper(model, name, epochs, images, keep)
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
    except KeyboardInterrupt:
        raise TrainingInterrupted(bookkeeper.interrupted()) from None
    finally:
        bookkeeper.bar.close()
    if keep:
        bookkeeper.keep_record()
    return bookkeeper.record


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


def progress_bar(**options):
    """A bar for a notebook or a terminal; `VGKIT_PROGRESS` turns it off or names a file for it."""
    target = settings.current().progress
    if target in (None, "off"):
        return auto.tqdm(disable=target == "off", **options)
    return tqdm(file=open(target, "w"), **options)


class _Bookkeeper:
    """What happens at the end of every epoch: note, look inside, back up, show progress."""

    def __init__(self, model, name, epochs, images, keep):
        self.name, self.epochs = name, epochs
        self.probe = gradients.probe(images)
        self.model = model
        self.initial_kernels = gradients.kernels(model)
        self.record = records.Record(name, images.name, fingerprint(model))
        self.record.diagnostics["layers"] = layer_names(model)
        self.record.environment = hardware.environment()
        self.backup = checkpoints.Backup(self.record, model) if keep else None
        self.bar = progress_bar(total=epochs, unit="epoch", desc=name, dynamic_ncols=True)

    def take_up(self, again):
        """Go on from this training's backup where there is one. Returns the epochs already done."""
        state = self.backup.take_up(self.model, self.epochs, again)
        if state is None:
            return 0
        for name in ("metrics", "seconds", "diagnostics"):
            setattr(self.record, name, state[name])
        self.bar.update(state["epochs"])
        self.bar.unpause()  # the time left is reckoned from here on
        return state["epochs"]

    def look_inside(self, epoch):
        found = gradients.measure(self.model, *self.probe, self.initial_kernels)
        self.record.diagnostics["epochs"].append(epoch)
        for name, values in found.items():
            self.record.diagnostics[name].append(values)

    def note(self, epoch, metrics, seconds):
        """Take down what an epoch measured, counted from 1, and back it up.

        Raises:
            VgkitError: the loss is no longer a number.
        """
        # Of both: the last batch may destroy the weights after its own loss was taken.
        bad = [metrics[m] for m in ("loss", "val_loss") if not math.isfinite(metrics[m])]
        if bad:
            raise VgkitError(
                say(
                    "The loss became {loss} in epoch {epoch}: training is stopped. Usual "
                    "reasons: a learning rate that is too large, weights that start too large, "
                    "or a division by a standard deviation of 0.",
                    loss=bad[0],
                    epoch=epoch,
                )
            )
        for metric in records.METRICS:
            self.record.metrics[metric].append(metrics[metric])
        self.record.seconds.append(round(seconds, 4))
        if epoch in gradients.EPOCHS:
            self.look_inside(epoch)
        if self.backup:
            self.backup.save(self.model, self.record)
        self.bar.set_postfix(
            loss=f"{metrics['loss']:.4f}",
            val_accuracy=f"{metrics['val_accuracy']:.4f}",
            refresh=False,
        )
        self.bar.update()

    def interrupted(self):
        done, kept = self.record.epochs, self.backup.epochs() if self.backup else 0
        if kept == 0:
            return say("Training was interrupted; nothing is kept.")
        if kept >= self.epochs:
            return say(
                "Training was interrupted. Its backup has {kept} epochs and stays as it is.",
                kept=kept,
            )
        if kept < done:
            return say(
                "Training was interrupted. Of its {done} finished epochs, the backup "
                "holds the first {kept}: run the same call again and it goes on with "
                "epoch {following}.",
                done=done,
                kept=kept,
                following=kept + 1,
            )
        return say(
            "Training was interrupted. The {kept} finished epochs are kept: run the same "
            "call again and it goes on with epoch {following}.",
            kept=kept,
            following=kept + 1,
        )

    def keep_record(self):
        """Keep the finished run where the quiz looks for it."""
        try:
            records.keep_user_run(self.record)
        except OSError as error:
            tell(
                say(
                    "The record of this run could not be kept ({reason}: {folder}); the quiz "
                    "will not know it.",
                    reason=error.strerror,
                    folder=user_folder("runs"),
                )
            )
