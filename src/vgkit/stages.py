"""Exercise 6: a network trained in stages, each stage a new model around the same submodels."""

from dataclasses import dataclass

from vgkit import course, data, protocol, records
from vgkit.errors import VgkitError
from vgkit.language import say
from vgkit.models import chain
from vgkit.structure import flat_layers
from vgkit.training import QUICK_EPOCHS, fit, profile, where_from

EXERCISE = "6"


@dataclass(frozen=True)
class Training:
    """One stage.

    Attributes:
        submodels: built submodels, first one first.
        frozen: those among them that this training must not change.
        epochs: how many.
    """

    submodels: tuple
    frozen: tuple = ()
    epochs: int = 100


def plan(subs, epochs=100, last_epochs=300):
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


def train_in_stages(trainings, again=False):
    """Train submodels stage by stage from the published starting point.

    Every training gets a new output layer, a newly compiled model and a new optimizer; Keras would
    otherwise go on training layers that were frozen after compiling, without a word. New layers
    take their initial weights when they are first used, in the order of 2022. Each training is
    backed up on its own: stopped anywhere, the same call goes on there.

    With `VGKIT_PROFILE=quick` the first training's first epochs are trained and held against the
    shipped record, and the record is returned.

    Args:
        trainings: a list of `Training`, as `plan` makes it.
        again: train anew even what was finished before.

    Returns:
        A list of `records.Record`, one for each training, named `6.1`, `6.2`, …

    Raises:
        VgkitError: as in `training.train`; or something is frozen that the training does not use.
        TrainingInterrupted: as in `training.train`.
    """
    _check_frozen(trainings)
    images = data.load()
    quick = profile() == "quick" and not images.is_synthetic
    row = course.get(EXERCISE)
    draws, known, runs = protocol.draw_seeds(), set(), []
    for number, training in enumerate(trainings, start=1):
        for sub in training.submodels:
            sub.trainable = sub not in training.frozen
        model = row.compile(chain(training.submodels))
        new = [layer for layer in flat_layers(model) if id(layer) not in known]
        protocol.initialize(new, draws)
        known.update(map(id, new))
        name = f"{EXERCISE}.{number}"
        if quick:
            return _quick(model, name, images, row.tolerance, trainings)
        run = fit(model, name, training.epochs, images, again=again)
        print(f"{name}: {where_from(run)}")
        runs.append(run)
    return runs


def _check_frozen(trainings):
    for number, training in enumerate(trainings, start=1):
        strangers = [sub.name for sub in training.frozen if sub not in training.submodels]
        if strangers:
            raise VgkitError(
                say(
                    en=f"Training {number} freezes {', '.join(strangers)}, which it does not use.",
                    vi=f"Lần train {number} đóng băng {', '.join(strangers)}, nhưng không dùng đến.",
                )
            )


def _quick(model, name, images, tolerance, trainings):
    """Hold the first epochs of the first training against the record; return the record."""
    recorded = records.shipped_parts(EXERCISE)
    wanted = [training.epochs for training in trainings]
    if recorded is None or [run.epochs for run in recorded] != wanted:
        raise VgkitError(
            say(
                en=f"The quick profile shows recorded epochs, and vgkit ships no record of "
                f"trainings with {wanted} epochs. Unset VGKIT_PROFILE to train them.",
                vi=f"Chế độ quick dùng các epoch đã ghi sẵn, mà vgkit không có record của các lần "
                f"train với {wanted} epoch. Hãy bỏ biến VGKIT_PROFILE để train thật.",
            )
        )
    live = fit(model, name, QUICK_EPOCHS, images, keep=False)
    records.compare(live, recorded[0], QUICK_EPOCHS, tolerance)
    for run in recorded:
        run.live = QUICK_EPOCHS if run is recorded[0] else 0
        print(f"{run.exercise}: {where_from(run)}")
    return recorded
