"""The commands that train: one exercise, the records of all, spreads, sweeps."""

import contextlib
import json
import shutil
import sys
from pathlib import Path

import click

from vgkit import course, settings
from vgkit.cli.shared import DASK, JOBS, find_checkout, train_in_full
from vgkit.course.files import parse_numbers
from vgkit.errors import VgkitError
from vgkit.folders import check_output, lasting, locked, prepare_output, write_atomically
from vgkit.messages import say

_SORT = ("val_accuracy", "best_val_accuracy", "val_loss", "loss", "accuracy", "name")


@click.command()
@click.argument("exercise", metavar="ID")
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    help="Default: as many as the exercise has. In exercise 6: of each training.",
)
@click.option(
    "--training",
    type=click.IntRange(1, 7),
    help="Exercise 6 only: report this one of its seven trainings, and stop after it.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object on stdout: loss, accuracy, val_loss, val_accuracy and "
    "seconds, one entry an epoch, and environment. Progress goes to stderr.",
)
def train(exercise: str, epochs: int | None, training: int | None, as_json: bool) -> None:
    """Train the network of exercise ID from the published starting point.

    The network is the one in vgkit.models. An interrupted training goes on where it stopped when
    the same command is given again; a finished one is trained again. Exercise 6 is seven trainings,
    each built on the one before: all of them, or those up to --training, are run, and they are
    finished together. Exercises: see `vgkit list`.
    """
    train_in_full()
    row = course.get(exercise)
    from vgkit.figures import tables
    from vgkit.networks.mlp import submodels
    from vgkit.training import stages
    from vgkit.training.trainer import train as train_one

    if training and not row.stages:
        raise click.UsageError(f"--training goes with exercise {course.in_stages().id} only.")
    with contextlib.redirect_stdout(sys.stderr):
        if row.stages:
            counts = (epochs, epochs) if epochs else ()
            trainings = stages.plan(submodels(), *counts)[:training]
            runs = stages.train_in_stages(trainings, again=True)
        else:
            runs = [train_one(row.compiled(), row.id, epochs, again=True)]
    if as_json:
        last = runs[-1]
        result = {**last.metrics, "seconds": last.seconds, "environment": last.environment}
        click.echo(json.dumps(result))
    else:
        for run in runs:
            chosen = sorted({1, min(2, run.epochs), run.epochs})
            click.echo(tables.milestones({run.exercise: run}, chosen).text())


@click.command()
@click.argument("exercises", metavar="ID...", nargs=-1, required=True)
def record(exercises: tuple[str, ...]) -> None:
    """Train exercises in full and ship the result: writes src/vgkit/course/recorded/ID.json.

    Where the table of lessons asks for it, the trained weights, too: src/vgkit/course/trained/ID.npz.

    For maintainers. Every stored output that shows these numbers must be executed again afterwards:
    vgkit build --execute. Your own trainings are not taken up. Interrupted, the same command goes
    on with what it has trained itself, in runs/record/.
    """
    train_in_full()
    root = find_checkout()
    rows = list({row.id: row for row in map(course.get, exercises)}.values())
    folder = root / "src" / "vgkit" / "course" / "recorded"
    paths = [check_output(folder / f"{row.id}.json") for row in rows]
    weights = {
        row.id: prepare_output(folder.parent / "trained" / f"{row.id}.npz")
        for row in rows
        if row.ships_weights
    }
    from vgkit.networks.mlp import submodels
    from vgkit.training import records, stages, trained_weights, trainer

    with contextlib.ExitStack() as stack:
        places = [lasting(root / "runs" / "record" / row.id) for row in rows]
        homes = [stack.enter_context(place) for place in places]
        for row, path, home in zip(rows, paths, homes, strict=True):
            with settings.using(home=str(home)):
                if row.stages:
                    records.save_parts(stages.train_in_stages(stages.plan(submodels())), path)
                else:
                    found, model = trainer.train_reference(row)
                    records.save(found, path)
                    if row.ships_weights:
                        trained_weights.save(weights[row.id], model)
            click.echo(str(path.relative_to(root)))
        for home in homes:
            shutil.rmtree(home, ignore_errors=True)


@click.command()
@click.argument("exercises", metavar="[ID]...", nargs=-1)
@click.option(
    "--replicas",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help="How many trainings besides the reference.",
)
@JOBS
@DASK
@click.option("--ship", is_flag=True, help="Write src/vgkit/course/spread.json. For maintainers.")
def spread(
    exercises: tuple[str, ...], replicas: int, jobs: int, dask: str | None, ship: bool
) -> None:
    """Measure how far runs differ that differ by rounding alone.

    Trains each exercise from points next to its starting point, one unit in the last place of each
    weight of the first layer away, and prints the value that each quiz question asks for. About an
    hour for all on two cores.
    """
    train_in_full()
    path = find_checkout() / "src" / "vgkit" / "course" / "spread.json" if ship else None
    if path:
        check_output(path)
        _known(path)  # damaged, it is to be repaired before hours of training
    from vgkit import hardware
    from vgkit.experiments import spread as spreads

    for exercise in exercises or dict.fromkeys(q.exercise for q in spreads.questions().values()):
        measured = spreads.measure(course.get(exercise).id, replicas, jobs, dask)
        new = {}
        for question, values in measured.items():
            width = max(values) - min(values)
            shown = " ".join(f"{value:.5f}" for value in values)
            spread_word = say("spread")
            click.echo(f"{question}: {shown}  ({spread_word} {width:.2g})")
            new[question] = {"values": values, "environment": hardware.environment()}
        if path:
            _ship(new, path)


@click.command()
@click.argument("exercises", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many: 1, 2, 3 and so on.",
)
@JOBS
@DASK
@click.option("--ship", is_flag=True, help="Write src/vgkit/course/seeds/ID.json. For maintainers.")
def seeds(exercises: tuple[str, ...], seeds: int, jobs: int, dask: str | None, ship: bool) -> None:
    """Train exercises from several seeds: what is the network's, and what is luck.

    A seed decides the initial weights and the order of the batches. Prints the last validation accuracy
    of each training, the first seed's first.
    """
    train_in_full()
    from vgkit import hardware
    from vgkit.experiments import seeds as experiment

    rows = list({row.id: row for row in map(experiment.trainable, exercises)}.values())
    paths = [None] * len(rows)
    if ship:
        folder = find_checkout() / "src" / "vgkit" / "course" / "seeds"
        paths = [prepare_output(folder / f"{row.id}.json") for row in rows]
    for row, path in zip(rows, paths, strict=True):
        found = experiment.measure(row.id, tuple(range(1, seeds + 1)), jobs, dask)
        shown = " ".join(f"{value:.4f}" for value in experiment.last(found, "val_accuracy"))
        click.echo(f"{row.id}: {shown}")
        if path:
            text = experiment.to_json(found, hardware.environment_of_jobs())
            write_atomically(path, text.encode())


def _known(path):
    return parse_numbers(path.read_bytes(), path.name) if path.exists() else {}


def _ship(new, path):
    """Add spreads to the file, beside those that another process has added meanwhile."""
    with locked(path):
        known = dict(sorted({**_known(path), **new}.items()))
        write_atomically(path, (json.dumps(known, indent=1) + "\n").encode())


@click.command()
@click.argument(
    "table", metavar="TABLE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Results file, one JSON object a line. Default: TABLE with the ending .jsonl.",
)
@JOBS
@DASK
@click.option("--retry", is_flag=True, help="Train those again that failed before.")
@click.option(
    "--by",
    type=click.Choice(_SORT),
    default="val_accuracy",
    show_default=True,
    help="Sort the printed table by this column, best first.",
)
def sweep(table: Path, out: Path | None, jobs: int, dask: str | None, retry: bool, by: str) -> None:
    """Train every setting of TABLE, a TOML or JSON file, in parallel.

    Each result is in the results file the moment it is there. Interrupted or killed, the same
    command goes on with what is missing. A training that fails is kept as a row with its error.

    \b
    [[setting]]                      # one training for each combination of the lists
    activation = ["tanh", "relu"]
    initializer = "glorot_uniform"
    depth = [3, 7, 15]
    epochs = 5
    """
    from vgkit.experiments import sweep as sweeps
    from vgkit.figures.sweeps import variation_tables

    train_in_full()
    settings_of_table = sweeps.load_table(table)
    out = prepare_output(out or table.with_suffix(".jsonl"))
    rows = sweeps.sweep(settings_of_table, out, jobs, dask, retry)
    click.echo(variation_tables.results(rows, by).text())
    failed = [row for row in rows if row.failed]
    for row in failed:
        click.echo(f"{row.name}: {row.error}", err=True)
    click.echo(say("Rows: {out}", out=out))
    if failed:
        raise VgkitError(
            say(
                "{failed} of {total} trainings failed. Fix their settings, or try them again "
                "with --retry.",
                failed=len(failed),
                total=len(rows),
            )
        )


@click.command()
@JOBS
@DASK
@click.option(
    "--way",
    "ways",
    multiple=True,
    help="Only this way to train, such as frozen; several times for several. Default: all.",
)
@click.option("--ship", is_flag=True, help="Write src/vgkit/course/transfer.json. For maintainers.")
def transfer(jobs: int, dask: str | None, ways: tuple[str, ...], ship: bool) -> None:
    """Train a pretrained network on cats and dogs, in several ways and from five seeds.

    With 200, 1,000 and 2,000 labelled images: what exercise 16 compares. Prints the last validation
    accuracy of each training. Interrupted, the same command goes on with what is missing.
    """
    train_in_full()
    from vgkit import hardware
    from vgkit.data.dataset import one_of
    from vgkit.experiments import transfer_file, transfer_measuring
    from vgkit.experiments.transfer import WAYS

    for way in ways:
        one_of("way", way, WAYS)
    if ship and ways:
        raise click.UsageError("--ship writes all ways: leave out --way.")
    path = find_checkout() / "src" / "vgkit" / "course" / transfer_file.NAME if ship else None
    if path:
        check_output(path)
        trials = transfer_measuring.measure_trials()  # if they fail, before hours of training
    runs = transfer_measuring.measure_all(transfer_measuring.tasks(ways), jobs, dask)
    for way in dict.fromkeys(run.way for run in runs):
        for size in WAYS[way].sizes:
            values = transfer_file.last(runs, way, size)
            click.echo(f"{way}, {size}: " + " ".join(f"{value:.4f}" for value in values))
    if path:
        environment = hardware.environment_of_jobs()
        write_atomically(path, transfer_file.to_json(runs, trials, environment).encode())
