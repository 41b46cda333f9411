"""A table of settings, trained in parallel; each result is on disk the moment it is there."""

import contextlib
import dataclasses
import functools
import hashlib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from vgkit import parallel
from vgkit.course.files import read_shipped
from vgkit.errors import TrainingInterrupted, VgkitError
from vgkit.experiments import sweep_file
from vgkit.experiments.sweep_row import SweepRow
from vgkit.folders import user_folder
from vgkit.messages import say
from vgkit.texts import read_text

if TYPE_CHECKING:
    from vgkit.experiments.setting import Setting

LIVE_TOLERANCE = 0.02


def load_table(path: "str | Path") -> "list[Setting]":
    """Read a table of settings from a file.

    Args:
        path: a TOML file with one `[[setting]]` for each row, or a JSON file with a list of
            objects; fields and values as `setting.read` takes them.

    Returns:
        A list of `setting.Setting`.

    Raises:
        VgkitError: it cannot be read, or is no such table.
    """
    from vgkit.experiments.setting import read

    path = Path(path)
    try:
        text = read_text(path)
        table = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)["setting"]
        if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
            raise TypeError("not a list of rows")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise VgkitError(
            say(
                "{path} is no table of settings ({error}). Write a TOML file with one "
                '[[setting]] for each row, such as: [[setting]] activation = "relu"',
                path=path,
                error=error,
            )
        ) from None
    return read(table)


def key(setting: "Setting", dataset: str) -> str:
    """Sixteen hexadecimal digits that say which training a row holds, whatever it is called."""
    content = {k: v for k, v in setting.to_dict().items() if k != "name"} | {"dataset": dataset}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def sweep(
    settings: "list[Setting]",
    path: "str | Path",
    jobs: int = -1,
    dask: str | None = None,
    retry: bool = False,
    keep_diverged: bool = False,
) -> list[SweepRow]:
    """Train every setting that the results file does not have yet, and add it there.

    Killed or interrupted, the same call goes on with what is missing. A training that fails is kept
    as a row with its error, and the others go on. Where another process sweeps into the same file,
    its end is waited for.

    Args:
        settings: a list of `setting.Setting`.
        path: of the results file: JSON lines, one row for each setting, in the order of finishing.
        jobs, dask: as in `parallel.run_all`.
        retry: train those again that failed before.
        keep_diverged: but not those that diverged, which is a result.

    Returns:
        The `SweepRow`s in the order of `settings`.

    Raises:
        TrainingInterrupted: Ctrl-C; the finished rows are kept.
        VgkitError: the file holds something else, or the Dask cluster does not answer.
    """
    from vgkit import data
    from vgkit.progress import progress_bar

    path = Path(path)
    tasks = _tasks(settings, data.load())
    keys = dict.fromkeys(k for k, _, _ in tasks)
    rows = sweep_file.read(path)
    again = retry, keep_diverged
    try:
        if _missing(tasks, rows, *again):
            with sweep_file.sole_writer(path) as (rows, add):
                todo = _missing(tasks, rows, *again)  # another sweep may have been at work
                done = len(keys) - len(todo)
                with (
                    progress_bar(total=len(keys), initial=done, unit="training") as bar,
                    # Left to the garbage collector, an interrupted notebook would train on.
                    contextlib.closing(_rows(todo, jobs, dask)) as found,
                ):
                    for row in found:
                        add(row)
                        bar.set_postfix_str(row.name, refresh=False)
                        bar.update()
    except KeyboardInterrupt:
        rows = sweep_file.read(path)  # the last one may have been written and not counted yet
        done = sum(k in rows for k in keys)
        raise TrainingInterrupted(
            say(
                "The sweep was interrupted. {done} of {total} trainings are kept in {path}: run "
                "the same call again and it goes on with the others.",
                done=done,
                total=len(keys),
                path=path,
            )
        ) from None
    return [rows[k].named(setting.name) for k, setting, _ in tasks]


def _tasks(settings, images):
    """For each setting its key, itself, and the name of the data set that it is trained on."""
    from vgkit import data

    names = {}
    for view in {(setting.pixels, setting.validation) for setting in settings}:
        names[view] = data.prepare(images, *view).name  # which may look at every pixel
    found = []
    for setting in settings:
        dataset = names[setting.pixels, setting.validation]
        found.append((key(setting, dataset), setting, dataset))
    return found


def _missing(tasks, rows, retry, keep_diverged):
    """One task for each key that has no row yet, or a failed one that is to be tried again."""

    def is_wanted(row):
        return row is None or (retry and row.failed and not (keep_diverged and row.diverged))

    return list({task[0]: task for task in tasks if is_wanted(rows.get(task[0]))}.values())


def _rows(tasks, jobs, dask):
    return parallel.run_all(_attempt, tasks, jobs, dask, name=lambda task: task[1].name)


def _attempt(task):
    """One row: what the training measured, or what went wrong with it."""
    from vgkit import data
    from vgkit.experiments import variations

    key, setting, dataset = task
    try:
        here = data.load().name
        if here != dataset.partition("-")[0]:
            raise VgkitError(
                say(
                    "This sweep is of {dataset}, but its worker has {here}. Set VGKIT_DATASET "
                    "alike on both.",
                    dataset=dataset,
                    here=here,
                )
            )
        return dataclasses.replace(variations.train(setting), key=key)
    except TrainingInterrupted:
        raise
    except Exception as error:  # whatever it is, the other trainings go on
        return SweepRow(setting.to_dict(), dataset, key, error=f"{type(error).__name__}: {error}")


def load_reference(name: str) -> dict[str, SweepRow] | None:
    """The rows of a sweep that the kit ships, by key, or None where it ships none of that name."""
    text = read_shipped("swept", f"{name}.jsonl")
    return None if text is None else sweep_file.parse(text.encode(), f"{name}.jsonl")


def run(settings: "list[Setting]", name: str, jobs: int = -1) -> list[SweepRow]:
    """A sweep of a notebook: kept in the user's folder, or shown from what the kit ships.

    A training that failed, of too little memory for instance, is tried again when it is asked for
    again; one that diverged is not.

    With `VGKIT_PROFILE=quick` the first setting that has no `stages` and did not fail is trained
    for two epochs (once a session) and held against the shipped row, and the shipped rows are
    returned.

    Args:
        settings: a list of `setting.Setting`.
        name: of the sweep.
        jobs: how many processes; −1 for one a core.

    Returns:
        Rows as `sweep` gives them.

    Raises:
        VgkitError: as in `sweep`; or (quick profile) a setting is not among the shipped rows, or
            the two epochs disagree with them.
    """
    from vgkit import data
    from vgkit.training import trainer

    trainer.check_name(name)
    images = data.load()
    if trainer.profile() == "full" or images.is_synthetic:
        path = user_folder("sweeps", f"{name}.jsonl")
        return sweep(settings, path, jobs, retry=True, keep_diverged=True)
    rows = load_reference(name) or {}
    found = []
    for k, setting, _ in _tasks(settings, images):
        row = rows.get(k)
        if row is None:
            what = f"{setting.name!r} ({name!r})"
            raise trainer.no_record(say("of {what}", what=what))
        found.append(row.named(setting.name))
    for setting, row in zip(settings, found, strict=True):
        if not setting.stages and not row.failed:
            _hold_against(setting, row, images.name)
            break
    return found


@functools.cache
def _live_metrics(setting, dataset):
    """What a training measures here and now. Once a session: again, it would give the same."""
    from vgkit.experiments import variations

    return variations.train(setting).metrics


def _hold_against(setting, row, dataset):
    """Train the first epochs and compare them with the row.

    Raises:
        VgkitError: they lie further apart than rounding would have them.
    """
    from vgkit.training import trainer

    few = min(trainer.QUICK_EPOCHS, setting.epochs)
    live = _live_metrics(dataclasses.replace(setting, epochs=few), dataset)
    for metric, values in live.items():
        recorded = row.metrics[metric][:few]
        if any(abs(a - b) > LIVE_TOLERANCE for a, b in zip(values, recorded, strict=True)):
            raise VgkitError(
                say(
                    "{name}: {metric} is {values} here and {recorded} in what vgkit ships, "
                    "further apart than {tolerance}.",
                    name=setting.name,
                    metric=metric,
                    values=values,
                    recorded=recorded,
                    tolerance=LIVE_TOLERANCE,
                )
            )
