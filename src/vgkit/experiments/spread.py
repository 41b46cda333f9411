"""How far runs lie apart that differ by rounding alone: the same training from starting points
that differ in the last place of the first kernel's weights."""

import numpy as np

from vgkit import quiz
from vgkit.course.files import spreads
from vgkit.errors import VgkitError
from vgkit.experiments import kept
from vgkit.messages import say
from vgkit.training import fitting, records

REPLICAS = 4


def questions(exercise: str = None) -> dict:
    """The items that ask for a number of an exercise's run, or of any exercise's.

    Args:
        exercise: id in the course's table, or None for all.

    Returns:
        By question id the published item, or the robust one where there is no other; and by its
        own id a robust item that asks for another number than the published one.
    """
    found, known = {}, quiz.all_items()
    for item in known.values():
        question, _, edition = item.id.partition(".")
        if edition != "robust" or not item.measured or exercise not in (None, item.exercise):
            continue
        found[question] = known.get(f"{question}.published", item)
        if found[question].measured != item.measured:
            found[item.id] = item
    return found


def nudge(kernel: np.ndarray, replica: int) -> np.ndarray:
    """A copy of a kernel with every entry moved by one unit in the last place, up or down.

    Args:
        kernel: float32 array.
        replica: seeds the choice of directions; the same number gives the same ones.

    Returns:
        A float32 array of the same shape.
    """
    up = np.random.default_rng(replica).random(kernel.shape) < 0.5
    return np.nextafter(kernel, np.where(up, np.inf, -np.inf).astype(np.float32))


def train_replica(task: tuple) -> tuple[int, dict[str, float]]:
    """Train one replica as far as the exercise's questions ask. Keeps and shows nothing.

    Args:
        task: `(exercise, replica)`: id in the course's table; and a number, 0 for the reference,
            any other to move the first kernel (`nudge`).

    Returns:
        `(replica, values)`: for each question of the exercise a float.
    """
    from vgkit import course
    from vgkit.networks import starting_point
    from vgkit.networks.description import kernel_layers
    from vgkit.networks.mlp import submodels
    from vgkit.training import stages

    exercise, replica = task
    row = course.get(exercise)
    asked = questions(row.id)
    images = row.images()

    def move(model):
        if replica:
            kernel = kernel_layers(model)[0].kernel
            kernel.assign(nudge(kernel.numpy(), replica))

    epochs = max(item.measured.epoch for item in asked.values())
    if row.stages:
        plan = stages.plan(submodels(row.stages), last_epochs=epochs)
        runs = {}
        for number, (model, count) in enumerate(stages.stage_models(plan), start=1):
            if number == 1:
                move(model)
            runs[number] = fitting.fit(
                model, f"{exercise}.{number}", count, images, row, keep=False
            )
    else:
        model = row.compiled()
        starting_point.set_initial_weights(model, row.seed)
        move(model)
        runs = {None: fitting.fit(model, exercise, epochs, images, row, keep=False)}
    return replica, {
        question: runs[item.measured.part].at(item.measured.metric, item.measured.epoch)
        for question, item in asked.items()
    }


def measure(
    exercise: str, replicas: int = REPLICAS, jobs: int = -1, dask: str | None = None
) -> dict[str, list[float]]:
    """Train replicas of an exercise in parallel processes of one thread each.

    The reference is not trained again where the kit ships its record. Interrupted, the same call
    goes on with what is missing.

    Args:
        exercise: id in the course's table.
        replicas: how many besides the reference.
        jobs, dask: as in `parallel.run_all`.

    Returns:
        For each question of the exercise a list of values, the reference's first.

    Raises:
        VgkitError: the exercise has no question whose answer is a number.
    """
    if not questions(exercise):
        raise VgkitError(
            say(
                "No question of the quiz asks for a number of exercise {exercise}.",
                exercise=exercise,
            )
        )
    from vgkit.progress import progress_bar

    reference = {
        question: item.measured.of(exercise, records.load_reference)
        for question, item in questions(exercise).items()
    }
    known = None not in reference.values()
    tasks = [(exercise, replica) for replica in range(known, replicas + 1)]
    found = {0: reference}
    with progress_bar(total=len(tasks), unit="training", desc=exercise) as bar:
        for replica, values in kept.run_all(train_replica, tasks, "spread", jobs, dask):
            found[replica] = values
            bar.update()
    return {question: [found[k][question] for k in sorted(found)] for question in reference}


shipped = spreads  # as notebooks call it
