"""`train`: what Keras' `fit` does, under the 2022 protocol, with progress, resume and a record.

Read `train` from top to bottom; the rest of the file is what it calls, in that order.
"""

import re
from dataclasses import replace

from vgkit import course, settings
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.messages import say, tell
from vgkit.networks import starting_point
from vgkit.networks.description import describe
from vgkit.training import comparison, records, trained_weights
from vgkit.training.fitting import fit
from vgkit.training.records import Record

QUICK_EPOCHS = 2


def profile() -> str:
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


def train(
    model: keras.Model,
    exercise: str,
    epochs: int | None = None,
    again: bool = False,
    like: str | None = None,
) -> Record:
    """Train a compiled model from the published starting point, on the exercise's images.

    The model's weights are *set* first (`starting_point.set_initial_weights`), its optimizer is renewed,
    and the batches come in the published order: the same call gives the same numbers, whatever ran
    before. After every epoch the state is backed up: interrupt the training, restart the kernel or
    lose power, call `train` again, and it goes on where it was, to the same bits. A training that
    is already finished is restored from its backup in a second.

    With `VGKIT_PROFILE=quick` the first epochs, or one on a few images, are trained and held against
    the shipped record, and so much of the record as was asked for is returned. The model stays at
    those first epochs, unless its trained weights are shipped, too.

    Args:
        model: a built, compiled model from images (float32, on the scale of the exercise's row) to
            logits, of the shapes in that row, with the metric accuracy.
        exercise: id in the course's table; with another name, a run of your own.
        epochs: how many; where it is left out, the exercise's own number, or that of `like`. A run
            of your own that is like none needs it.
        again: train even if this training was finished before.
        like: of a run of your own, the id of the exercise whose images, batch size and seed it
            gets; part one's where it is left out.

    Returns:
        A `records.Record` with one entry per epoch.

    Raises:
        VgkitError: the model cannot be trained like this, there is no such exercise, the loss became
            NaN, or (quick profile) the live epochs disagree with the record.
        TrainingInterrupted: Ctrl-C or the stop button; the finished epochs are kept.
    """
    row, exercise = course.find(exercise), course.run_name(exercise)
    conditions = _conditions(row, like)
    check_name(exercise)
    if epochs is None and (row or like):
        epochs = conditions.epochs
    epochs = _checked_epochs(epochs)
    _check_trainable(model, conditions)
    if row and describe(model) != describe(row.build()):
        tell(
            say(
                "This is not the network of exercise {exercise}: run vgkit.check(model, "
                '"{exercise}") before you spend time on training.',
                exercise=row.id,
            )
        )
    images = conditions.images()
    if profile() == "quick" and not images.is_synthetic:
        return _quick(model, row, exercise, epochs, images, again)
    starting_point.set_initial_weights(model, conditions.seed)
    record = fit(model, exercise, epochs, images, conditions, again=again)
    print(where_from(record))
    return record


def _conditions(row, like):
    """The row whose images, batch size and seed a training gets."""
    if like is None:
        return row or course.OWN
    if row:
        raise VgkitError(
            say(
                "{exercise} is an exercise of the course, trained on its own terms. Give a training "
                "like exercise {like} another name.",
                exercise=row.id,
                like=like,
            )
        )
    return course.get(like)


def where_from(record: Record) -> str:
    """One line on where the epochs of a record come from: trained here, or from the record."""
    if record.live is not None and record.live < record.epochs:
        if record.trial:
            return say(
                "Quick profile: a short training on a few images agrees with the record's; "
                "epochs 1–{epochs} are from the record.",
                epochs=record.epochs,
            )
        live = say(
            "epochs 1–{live} were trained here and agree with the record; ", live=record.live
        )
        return say(
            "Quick profile: {trained}epochs {following}–{epochs} are from the record.",
            trained=live if record.live else "",
            following=record.live + 1,
            epochs=record.epochs,
        )
    drawn = record.dataset.startswith("synthetic")
    note = say(" On SYNTHETIC images, not on Fashion-MNIST.") if drawn else ""
    return say("All {epochs} epochs were trained here.{note}", epochs=record.epochs, note=note)


def check_name(exercise: str) -> None:
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
    ends = (None, *row.input_shape), (None, row.logits)
    if (model.input_shape, model.output_shape) != ends:
        message = say(
            "The model must go from {pixels} pixels to {logits} logits. Received: input "
            "{inputs}, output {outputs}.",
            pixels=row.image_size,
            logits=row.logits,
            inputs=model.input_shape,
            outputs=model.output_shape,
        )
        if row is course.OWN:
            message += " " + say('For the images of another exercise, name it: like="12".')
        raise VgkitError(message)


def no_record(what: str) -> VgkitError:
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


def _quick(model, row, exercise, epochs, images, again):
    """Train the first epochs, compare them with the record, return the record."""
    recorded = records.load_reference(row.id) if row else None
    if recorded is None or epochs > recorded.epochs:
        raise no_record(
            say("of {epochs} epochs for {exercise!r}", epochs=epochs, exercise=exercise)
        )
    if row.trial and recorded.trial is None:
        raise no_record(say("of a short training for {exercise!r}", exercise=exercise))
    live_epochs = 0 if row.trial else min(QUICK_EPOCHS, epochs)
    if row.trial:
        compared, expected = trial(model, row, images, again), recorded.of_trial()
    else:
        starting_point.set_initial_weights(model, row.seed)
        name = f"{row.id}-quick"
        compared = fit(model, name, live_epochs, images, row, again, for_quiz=False)
        expected = recorded
    comparison.compare(compared, expected, compared.epochs, row.tolerance, row.gradient_tolerance)
    shown = _first(recorded, epochs)
    shown.live = live_epochs
    print(where_from(shown))
    if row.ships_weights and epochs == recorded.epochs:
        trained_weights.load_reference(model, row)
        return shown
    if live_epochs < epochs:
        gradients.mark_begun(model)
    if live_epochs < epochs and not settings.current().static:
        tell(
            say(
                "Quick profile: the curves are the record's, the weights are not. The model was "
                "trained for {epochs} epochs only, and a record holds no weights: for what you "
                "compute with the trained model, unset VGKIT_PROFILE and train.",
                epochs=compared.epochs,
            )
        )
    return shown


def trial(model: keras.Model, row: course.Exercise, images: Dataset, again: bool = False) -> Record:
    """Train one epoch on the first few images, from the starting point; or take it up, done before.

    Args:
        model: built and compiled.
        row: its `trial` says on how many training images; a fifth as many test images are validated.
        images: the row's.
        again: train even if this was done before.

    Returns:
        A `records.Record` of one epoch.
    """
    few = replace(
        images,
        x_train=images.x_train[: row.trial],
        y_train=images.y_train[: row.trial],
        x_test=images.x_test[: row.trial // 5],
        y_test=images.y_test[: row.trial // 5],
    )
    starting_point.set_initial_weights(model, row.seed)
    name = f"{row.id}-quick-{row.trial}"
    return fit(model, name, 1, few, row, again, for_quiz=False, look_at=(0,))


def train_reference(row: course.Exercise) -> tuple[Record, keras.Model]:
    """Train an exercise's own network in full, with its trial: what the kit ships of it.

    Args:
        row: of an exercise that is one training.

    Returns:
        Its record, and the model as it was trained.
    """
    model = row.compiled()
    record = train(model, row.id)
    if row.trial:
        found = trial(row.compiled(), row, row.images(), again=True)
        record = replace(record, trial={name: values[0] for name, values in found.metrics.items()})
    return record, model


def _first(record, epochs):
    """The record as it was after so many epochs."""
    taken = sum(epoch <= epochs for epoch in record.diagnostics["epochs"])
    diagnostics = {name: values[:taken] for name, values in record.diagnostics.items()}
    diagnostics["layers"] = record.diagnostics["layers"]
    metrics = {name: values[:epochs] for name, values in record.metrics.items()}
    seconds = record.seconds[:epochs]
    return replace(record, metrics=metrics, seconds=seconds, diagnostics=diagnostics)
