"""Exercise 6: a network trained in stages, each stage a new model around the same submodels."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from numbers import Integral

from vgkit import course, settings
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.errors import VgkitError
from vgkit.messages import say, tell
from vgkit.networks import starting_point
from vgkit.networks.description import fingerprint, flat_layers
from vgkit.networks.mlp import chain
from vgkit.training import comparison, records
from vgkit.training.checkpoints import Checkpoint
from vgkit.training.fitting import fit
from vgkit.training.trainer import QUICK_EPOCHS, check_name, no_record, profile, where_from


@dataclass(frozen=True)
class Training:
    """One stage.

    Attributes:
        submodels: built submodels, first one first.
        frozen: those among them that this training must not change.
        epochs: how many, a whole number.

    Raises:
        VgkitError: `submodels` or `frozen` is no tuple, or `epochs` no whole number.
    """

    submodels: tuple
    frozen: tuple = ()
    epochs: int | None = 100

    def __post_init__(self):
        for name in ("submodels", "frozen"):
            value = getattr(self, name)
            if inspect.isroutine(value):
                raise VgkitError(
                    say(
                        "{name} is given the function {function} itself. Call it: its name, and in "
                        "brackets what it takes.",
                        name=name,
                        function=value.__name__,
                    )
                )
            if not isinstance(value, tuple | list):
                kind = type(value).__name__
                raise VgkitError(
                    say(
                        "{name} must be a tuple of submodels; a tuple of one needs its comma: "
                        "(sub,). Received: {kind}.",
                        name=name,
                        kind=kind,
                    )
                )
        if self.epochs is not None and not isinstance(self.epochs, Integral):
            raise VgkitError(
                say(
                    "epochs must be a whole number, such as 100. Received: {value!r}.",
                    value=self.epochs,
                )
            )


def plan(
    subs: list[keras.Model], epochs: int | None = 100, last_epochs: int = 300
) -> list[Training]:
    """The seven trainings of the exercise: each new submodel first alone, then all together.

    Args:
        subs: four built submodels.
        epochs: of each training but the last.
        last_epochs: of the last.

    Returns:
        A list of seven `Training`s.
    """
    trainings = [Training(tuple(subs[:1]), (), epochs)]
    for count in range(2, len(subs) + 1):
        used = tuple(subs[:count])
        trainings.append(Training(used, used[:-1], epochs))
        trainings.append(Training(used, (), epochs))
    trainings[-1] = Training(trainings[-1].submodels, (), last_epochs)
    return trainings


def train_in_stages(
    trainings: list[Training], exercise: str | None = None, again: bool = False
) -> list[records.Record]:
    """Train submodels stage by stage from the published starting point.

    Every training gets a new output layer, a newly compiled model and a new optimizer; Keras would
    otherwise go on training layers that were frozen after compiling, without a word. New layers
    take their initial weights when they are first used, in the order of 2022. Each training is
    backed up on its own: stopped anywhere, the same call goes on there.

    With `VGKIT_PROFILE=quick` the first training's first epochs are trained and held against the
    shipped record, and the record is returned.

    Args:
        trainings: a list of `Training`, as `plan` makes it.
        exercise: with a name, a plan of your own, which leaves the exercise's records and
            backups alone.
        again: train even a plan that was finished before. One that was interrupted goes on
            where it was.

    Returns:
        A list of `records.Record`, one for each training, named `6.1`, `6.2`, …

    Raises:
        VgkitError: as in `trainer.train`; or something is frozen that the training does not use.
        TrainingInterrupted: as in `trainer.train`.
    """
    row = course.in_stages()
    exercise = row.id if exercise is None else exercise
    check_name(exercise)
    _check_frozen(trainings)
    images = row.images()
    quick = profile() == "quick" and not images.is_synthetic
    again = again and not (quick or _interrupted(trainings, exercise, images, row.seed))
    runs = []
    for number, (model, epochs) in enumerate(stage_models(trainings, seed=row.seed), start=1):
        name = f"{exercise}.{number}"
        if quick and exercise == row.id:
            return _quick(model, row, images, trainings)
        run = fit(model, name, epochs, images, row, again=again, stage=(number, len(trainings)))
        print(f"{name}: {where_from(run)}")
        runs.append(run)
    return runs


def _interrupted(trainings, exercise, images, seed):
    """Whether some of the trainings are finished, from the first on, and others are not.

    A training's checkpoint is found by the weights that it starts from, which are those that the
    training before it ended with: so each is put at its end to look for the next one.
    """
    for number, (model, epochs) in enumerate(stage_models(trainings, seed=seed), start=1):
        start = records.Record(f"{exercise}.{number}", images.name, fingerprint(model))
        if not Checkpoint(start, model).finish(model, epochs):
            return number > 1
    return False


def stage_models(
    trainings: list[Training], model_of: Callable | None = None, seed: int = starting_point.SEED
) -> Iterator[tuple[keras.Model, int]]:
    """The model of each training, made when its turn has come.

    Ask for the next one only when the last one is trained: the submodels are shared, and their
    freezing is set again each time.

    Args:
        trainings: a list of `Training`.
        model_of: makes a compiled model with a new output layer around submodels; the exercise's
            own if left out.
        seed: of the initial weights; 1 is the published one.

    Yields:
        `(model, epochs)`: a compiled model with its new layers at their initial weights.
    """
    # Layers, not their ids: an output layer that is gone may leave its id to a later one.
    draws, known = starting_point.draw_seeds(seed), []
    model_of = model_of or (lambda subs: course.in_stages().compile(chain(subs)))
    for training in trainings:
        for sub in training.submodels:
            sub.trainable = sub not in training.frozen
        model = model_of(training.submodels)
        new = [layer for layer in flat_layers(model) if layer not in known]
        starting_point.initialize(new, draws, seed)
        known += new
        yield model, training.epochs


def _check_frozen(trainings):
    for number, training in enumerate(trainings, start=1):
        strangers = [sub.name for sub in training.frozen if sub not in training.submodels]
        if strangers:
            raise VgkitError(
                say(
                    "Training {number} freezes {submodels}, which it does not use.",
                    number=number,
                    submodels=", ".join(strangers),
                )
            )


def _quick(model, row, images, trainings):
    """Hold the first epochs of the first training against the record; return the record."""
    recorded = records.load_reference_parts(row.id)
    wanted = [training.epochs for training in trainings]
    if recorded is None or [run.epochs for run in recorded] != wanted:
        raise no_record(say("of trainings with {wanted} epochs", wanted=wanted))
    live = fit(model, f"{row.id}.1", QUICK_EPOCHS, images, row, keep=False)
    comparison.compare(live, recorded[0], QUICK_EPOCHS, row.tolerance, row.gradient_tolerance)
    for submodel in (submodel for training in trainings for submodel in training.submodels):
        gradients.mark_begun(submodel)
    for run in recorded:
        run.live = QUICK_EPOCHS if run is recorded[0] else 0
        print(f"{run.exercise}: {where_from(run)}")
    if not settings.current().static:
        tell(
            say(
                "Quick profile: the curves are the record's, the weights are not. Only training 1 "
                "was begun, for {epochs} epochs; the other submodels are untrained. For what you "
                "compute with trained submodels, unset VGKIT_PROFILE and train.",
                epochs=QUICK_EPOCHS,
            )
        )
    return recorded
