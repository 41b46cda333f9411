"""The same training from several seeds: what of a result is the network's, and what is luck.

A seed decides the initial weights and the order of the batches. Seed 1 is the course's own, and its
training is the record.
"""

import json
import statistics
from dataclasses import asdict, dataclass

from vgkit import course
from vgkit.course.files import damaged, parse_numbers, read_shipped
from vgkit.errors import VgkitError
from vgkit.experiments import kept
from vgkit.messages import say
from vgkit.training import fitting, records, trained_weights

SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class SeedRun:
    """One training of an exercise's network.

    Attributes:
        seed: of initial weights and batch order.
        metrics: for each of `records.METRICS` one float an epoch, as in a record.
        layers: names of the layers with kernels.
        gradient_norm: L2 norm of the gradient of each of those kernels before training.
        tested: accuracy, 0 to 1, on the test images as the row's `tested_on` changes them, by the
            name of the change.
    """

    seed: int
    metrics: dict[str, list[float]]
    layers: list[str]
    gradient_norm: list[float]
    tested: dict[str, float]


def train_seed(task: tuple[str, int]) -> SeedRun:
    """Train an exercise's network from one seed. Keeps and shows nothing.

    Of the course's own seed the kit ships the record, and the trained weights where the images are
    to be changed; where it does, nothing is trained.

    Args:
        task: `(exercise, seed)`, the id as it stands in the table.
    """
    from vgkit import data
    from vgkit.networks import starting_point
    from vgkit.training import epoch_graph

    exercise, seed = task
    row = course.get(exercise)
    images = row.images()
    model = row.compiled()
    run = records.load_reference(exercise) if seed == row.seed else None
    if run and row.ships_weights:
        trained_weights.load_reference(model, row)
    elif run is None or row.tested_on:
        starting_point.set_initial_weights(model, seed)
        run = fitting.fit(model, exercise, row.epochs, images, row, keep=False, seed=seed)
    tested = {}
    for name in row.tested_on:
        _, validate = epoch_graph.epoch_functions(
            model, data.change_test_images(images, name), row.batch_size
        )
        tested[name] = validate()["accuracy"]
    norms = run.snapshot(0)["gradient_norm"]
    return SeedRun(seed, run.metrics, run.diagnostics["layers"], norms, tested)


def train_as_numbers(task: tuple[str, int]) -> dict:
    """What `train_seed` gives, as JSON holds it."""
    return asdict(train_seed(task))


def trainable(exercise: str) -> course.Exercise:
    """The row of an exercise that is one training.

    Raises:
        VgkitError: it is several, or there is no such exercise.
    """
    row = course.get(exercise)
    if row.stages:
        raise VgkitError(say("Exercise {exercise} is several trainings in a row.", exercise=row.id))
    return row


def measure(
    exercise: str,
    seeds: tuple[int, ...] = SEEDS,
    jobs: int = -1,
    dask: str | None = None,
) -> list[SeedRun]:
    """Train an exercise's network from several seeds, in parallel processes of one thread each.

    Interrupted, the same call goes on with what is missing.

    Args:
        exercise: id in the course's table, of an exercise that is one training.
        seeds: which ones.
        jobs, dask: as in `parallel.run_all`.

    Returns:
        A `SeedRun` for each seed, in their order.

    Raises:
        VgkitError: as in `trainable`, or a loss became NaN.
    """
    from vgkit.progress import progress_bar

    row = trainable(exercise)
    found = {}
    with progress_bar(total=len(seeds), unit="training", desc=row.id) as bar:
        tasks = [(row.id, seed) for seed in seeds]
        for numbers in kept.run_all(train_as_numbers, tasks, "seeds", jobs, dask):
            run = SeedRun(**numbers)
            found[run.seed] = run
            bar.update()
    return [found[seed] for seed in seeds]


def to_json(runs: list[SeedRun], environment: dict) -> str:
    """What the kit ships of an exercise's seeds."""
    content = {"runs": [asdict(run) for run in runs], "environment": environment}
    return json.dumps(content, indent=1) + "\n"


def load_reference(exercise_id: str) -> list[SeedRun]:
    """The kit's own trainings of an exercise from several seeds, in the order of the seeds.

    Raises:
        VgkitError: the kit ships none, or the file is damaged.
    """
    name = f"{course.get(exercise_id).id}.json"
    text = read_shipped("seeds", name)
    if text is None:
        raise VgkitError(
            say(
                "vgkit ships no trainings of exercise {exercise} from several seeds.",
                exercise=exercise_id,
            )
        )
    try:
        return [SeedRun(**run) for run in parse_numbers(text, name)["runs"]]
    except (KeyError, TypeError) as error:
        raise damaged(name, f"{type(error).__name__}: {error}") from None


def last(runs: list[SeedRun], metric: str) -> list[float]:
    """The last epoch's value of a metric, for each run."""
    if metric not in records.METRICS:
        raise VgkitError(
            say(
                "There is no metric {metric!r}. Choose one of: {known}.",
                metric=metric,
                known=", ".join(records.METRICS),
            )
        )
    return [run.metrics[metric][-1] for run in runs]


def median(runs: list[SeedRun], metric: str) -> float:
    """The median over the seeds of the last epoch's value."""
    return statistics.median(last(runs, metric))
