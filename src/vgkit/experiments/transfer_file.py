"""The trainings of a pretrained network that the kit ships: read, found, written."""

import hashlib
import json
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from vgkit.course.files import damaged, parse_numbers, read_shipped
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.training.records import Record

NAME = "transfer.json"
_KEPT = ("metrics", "seconds", "diagnostics", "fingerprint", "dataset")


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        way: a key of `transfer.WAYS`.
        images: how many were labelled.
        seed: which of them, the head's start, the order of the batches, dropout.
        record: what each epoch measured; the gradients before and after, where they were taken.
        logits: of the first validation images, where they are kept.
    """

    way: str
    images: int
    seed: int
    record: Record
    logits: list[float] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """Validation accuracy of the last epoch, 0 to 1."""
        return self.record.metrics["val_accuracy"][-1]


def _rounded(value):
    """Numbers with as many digits as anybody reads: the file is a tenth as large."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value


def to_json(runs: Iterable[Run], trials: dict, environment: dict) -> str:
    """What the kit ships. `sha256` covers the rest, so that an edit by hand is noticed."""
    rows = []
    for run in runs:
        record = {name: _rounded(getattr(run.record, name)) for name in _KEPT}
        own = {"way": run.way, "images": run.images, "seed": run.seed}
        rows.append({**own, "logits": _rounded(run.logits), "record": record})
    content = {"runs": rows, "trials": _rounded(trials), "environment": environment}
    lines = ",\n ".join(json.dumps(row) for row in rows)
    rest = json.dumps({"trials": content["trials"], "environment": environment})[1:-1]
    return f'{{"runs": [\n {lines}\n],\n{rest},\n"sha256": "{_digest(content)}"}}\n'


def _digest(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def parse(text: str) -> tuple[list[Run], dict]:
    """Read what `to_json` wrote.

    Returns:
        The runs; and for each way that the notebook trains the metrics of its trial.

    Raises:
        VgkitError: it is damaged, or was changed since it was measured.
    """
    content = parse_numbers(text, NAME)
    stated = content.pop("sha256", None)
    if stated != _digest(content):
        raise damaged(NAME, say("the checksum does not match"))
    known = {each.name for each in fields(Record)}
    try:
        environment = content["environment"]
        runs = [
            Run(
                row["way"],
                row["images"],
                row["seed"],
                Record(
                    f"16_{row['way']}",
                    environment=environment,
                    **{name: value for name, value in row["record"].items() if name in known},
                ),
                row["logits"],
            )
            for row in content["runs"]
        ]
    except (KeyError, TypeError) as error:
        raise damaged(NAME, f"{type(error).__name__}: {error}") from None
    return runs, content["trials"]


def load_reference() -> list[Run]:
    """All trainings that the kit ships.

    Raises:
        VgkitError: there are none, or the file is damaged.
    """
    return _shipped()[0]


def trials() -> dict[str, dict]:
    """For each way that the notebook trains, the metrics of one epoch on a few images."""
    return _shipped()[1]


def _shipped():
    text = read_shipped(NAME)
    if text is None:
        raise VgkitError(say("vgkit ships no {name}.", name=NAME))
    return parse(text)


def find(way: str, images: int, seed: int) -> Run:
    """One of the trainings that the kit ships.

    Raises:
        VgkitError: it is not among them.
    """
    for run in load_reference():
        if (run.way, run.images, run.seed) == (way, images, seed):
            return run
    raise VgkitError(
        say(
            "vgkit ships no training {way!r} with {images} images and seed {seed}.",
            way=way,
            images=images,
            seed=seed,
        )
    )


def last(runs: Iterable[Run], way: str, images: int) -> list[float]:
    """Validation accuracy of the last epoch, for each seed."""
    return [run.accuracy for run in runs if (run.way, run.images) == (way, images)]


def median(runs: Iterable[Run], way: str, images: int) -> float:
    """The median of `last`."""
    return statistics.median(last(runs, way, images))
