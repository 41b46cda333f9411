"""A recorded run: what every epoch measured, on which machine. Saved, loaded, compared."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from vgkit import course
from vgkit.course.files import read_shipped
from vgkit.errors import VgkitError
from vgkit.folders import locked, set_aside, user_folder, write_atomically
from vgkit.messages import say

FORMAT = 1
METRICS = ("loss", "accuracy", "val_loss", "val_accuracy")
DIAGNOSTICS = ("gradient_norm", "weight_change", "weight_rms", "near_zero", "saturation")


class RecordError(VgkitError):
    """A record cannot be read, or is not what was measured, or disagrees with a live run."""


@dataclass
class Record:
    """One training, epoch by epoch.

    Attributes:
        exercise: id in the course's table, or another name for a run of the user's own.
        dataset: the name of the images, such as `"fashion_mnist"` or `"cifar10-0-1"`.
        fingerprint: of the compiled model (`description.fingerprint`).
        metrics: for each of `METRICS` one float per epoch; losses in nats, accuracies in 0…1.
        seconds: wall time of each epoch with its validation.
        diagnostics: `epochs` (0 is before training), `layers`, and for each of `DIAGNOSTICS` one
            list per such epoch with one number per layer (None where it has no meaning).
        environment: versions and processor, see `hardware.environment()`; in `resumed`, for each
            time that the training went on under another one, what differed.
        trial: the same four metrics, a number each, of one epoch on a few images
            (`course.Exercise.trial`), where quick runs train that; else None.
        live: how many of the first epochs were trained by this very session; None means all.
    """

    exercise: str
    dataset: str
    fingerprint: str
    metrics: dict = field(default_factory=lambda: {name: [] for name in METRICS})
    seconds: list = field(default_factory=list)
    diagnostics: dict = field(
        default_factory=lambda: {"epochs": [], "layers": []} | {k: [] for k in DIAGNOSTICS}
    )
    environment: dict = field(default_factory=dict)
    trial: dict | None = None
    live: int | None = None

    def __repr__(self):
        what = f"{self.exercise!r}, {self.dataset!r}, {last_values(self.metrics)}"
        return f"{type(self).__name__}({what})"

    @property
    def epochs(self) -> int:
        return len(self.metrics["loss"])

    def at(self, metric: str, epoch: int) -> float:
        """The value of a metric at an epoch, counted from 1.

        Raises:
            RecordError: the run is not that long.
        """
        if not 1 <= epoch <= self.epochs:
            raise RecordError(
                say(
                    "This run of exercise {exercise} has {epochs} epochs; there is no epoch "
                    "{epoch}.",
                    exercise=self.exercise,
                    epochs=self.epochs,
                    epoch=epoch,
                )
            )
        return self.metrics[metric][epoch - 1]

    def snapshot(self, epoch: int) -> dict[str, list]:
        """The diagnostics taken after that epoch: a dict of `DIAGNOSTICS`, one value per layer."""
        row = self.diagnostics["epochs"].index(epoch)
        return {name: self.diagnostics[name][row] for name in DIAGNOSTICS}

    def of_trial(self) -> "Record":
        """The record of the trial, as far as it is kept: with the diagnostics of before training."""
        return replace(self, metrics={name: [value] for name, value in self.trial.items()})

    def to_json(self) -> str:
        """The record as text. `sha256` covers the rest, so that an edit by hand is noticed."""
        content = asdict(self)
        del content["live"]
        if content["trial"] is None:  # as before there were any
            del content["trial"]
        content = {"format": FORMAT, **content}
        return json.dumps({**content, "sha256": _digest(content)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str, name: str = "record") -> "Record":
        """Read what `to_json` wrote.

        Args:
            text: the JSON.
            name: what to call it in an error.

        Raises:
            RecordError: not JSON, not a record, or changed since it was written.
        """
        try:
            content = json.loads(text)
            stated = content.pop("sha256")
            if (found := content.pop("format")) != FORMAT:
                raise ValueError(f"format {found}, expected {FORMAT}")
            if stated != _digest({"format": FORMAT, **content}):
                raise RecordError(
                    say(
                        "{name}: its numbers are not those that were measured (the checksum does "
                        "not match). Restore the file, or train again.",
                        name=name,
                    )
                )
            record = cls(**content)
            lengths = {len(record.metrics[metric]) for metric in METRICS} | {len(record.seconds)}
            if len(lengths) != 1:
                raise ValueError(f"lengths {sorted(lengths)}")
        except _NO_RECORD as error:
            raise _not_a_record(name, error) from None
        return record


def last_values(metrics: dict) -> str:
    """How many epochs some metrics have, and what each ended with, on one line."""
    values = {name: found for name, found in metrics.items() if isinstance(found, list)}
    epochs = max(map(len, values.values()), default=0)
    ends = (f"{name}={found[-1]:.4f}" for name, found in values.items() if found)
    return ", ".join([f"epochs={epochs}", *ends])


# What reading raises when text is no JSON, is nested too deeply, or holds something else.
_NO_RECORD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _not_a_record(name, error):
    why = f"{type(error).__name__}: {error}"
    return RecordError(
        say(
            "{name} is not a record of vgkit ({why}). Restore the file, or train again.",
            name=name,
            why=why,
        )
    )


def _digest(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def load_reference(exercise_id: str) -> "Record | None":
    """The kit's own record of an exercise, or None where it ships none.

    Args:
        exercise_id: as in the course's table; `"6.3"` for the third training of exercise 6.

    Raises:
        RecordError: the file was changed since it was written.
    """
    name = course.run_name(exercise_id)
    exercise, _, part = name.partition(".")
    if part:
        parts = load_reference_parts(exercise) or []
        return next((run for run in parts if run.exercise == name), None)
    text = read_shipped("recorded", f"{name}.json")
    return None if text is None else Record.from_json(text, f"{name}.json")


shipped = load_reference  # as notebooks call it


def load_reference_parts(exercise_id: str) -> "list[Record] | None":
    """The kit's own records of an exercise that is several trainings, or None.

    Raises:
        RecordError: the file was changed since it was written.
    """
    name = f"{course.run_name(exercise_id)}.json"
    text = read_shipped("recorded", name)
    if text is None:
        return None
    try:
        return [Record.from_json(json.dumps(part), name) for part in json.loads(text)["parts"]]
    except _NO_RECORD as error:
        raise _not_a_record(name, error) from None


def save_parts(runs: list[Record], path: "str | Path") -> None:
    """Write the records of several trainings as one file, atomically. Raises `OSError`."""
    parts = [json.loads(run.to_json()) for run in runs]
    write_atomically(path, (json.dumps({"parts": parts}, indent=1) + "\n").encode())


def _user_path(exercise_id, dataset, home=None):
    folder = user_folder("runs") if home is None else Path(home, "runs")
    return folder / f"{exercise_id}-{dataset}.json"


def load_user_run(exercise_id: str, home: str | None = None) -> "Record | None":
    """The user's own finished run of an exercise on its data set, or None.

    Args:
        exercise_id: as in the course's table.
        home: where it was kept, if not in the user's folder.

    Raises:
        RecordError: the file was changed since it was written, or may not be read.
    """
    name = course.run_name(exercise_id)
    row = course.find(name.partition(".")[0]) or course.OWN
    path = _user_path(name, row.images_name, home)
    try:
        return _read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise RecordError(
            say(
                "{path} cannot be read ({reason}). Make it readable, or name a folder of your own "
                "in VGKIT_HOME.",
                path=path,
                reason=error.strerror,
            )
        ) from None


def _read(path):
    return Record.from_json(path.read_bytes().decode("utf-8", "replace"), str(path))


def keep_user_run(record: Record) -> Record:
    """Keep a finished run for `load_user_run`, unless a better one is kept already.

    Of two runs of one network the longer is better, else the later. Of two networks the exercise's
    own is better, however long its run; else the later.

    Returns:
        The run that is kept from here on: `record`, or the better one.

    Raises:
        OSError: it could not be written.
    """
    path = _user_path(record.exercise, record.dataset)
    with locked(path):  # another process may finish a training of this exercise at this moment
        try:
            kept = _read(path)
        except RecordError:
            set_aside(path)  # damaged or edited: neither trusted nor deleted
        except (FileNotFoundError, NotADirectoryError):
            pass  # there is none yet; or saving will say why not
        else:
            if _is_better(kept, record):
                return kept
        save(record, path)
    return record


def _is_better(kept, new):
    if kept.fingerprint == new.fingerprint:
        return kept.epochs > new.epochs
    try:
        reference = load_reference(kept.exercise)
    except RecordError:  # a name such as "5.1", which is a run of the user's own
        return False
    return reference is not None and reference.fingerprint == kept.fingerprint


def save(record: Record, path: "str | Path") -> None:
    """Write a record, atomically. Raises `OSError` when the disk is full or read-only."""
    write_atomically(path, record.to_json().encode())
