"""A `Setting` is one row of a table of experiments, and says all about a training."""

import collections
import dataclasses
import itertools
import json
import math
from dataclasses import dataclass

from vgkit import course, data
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks.mlp import NORMALIZATIONS

ACTIVATIONS = ("sigmoid", "tanh", "relu", "elu", "selu", "gelu", "swish", "linear")
INITIALIZERS = (
    "normal",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "orthogonal",
)
OPTIMIZERS = ("SGD", "Adam", "AdamW", "Nadam", "RMSprop", "Adagrad", "Lion")
MOST_LAYERS = 100
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Setting:
    """One training. What is left out is as in the course's baseline, but for 10 epochs.

    Attributes:
        name: for figures and tables; made from what differs from the baseline if left out.
        activation: of the hidden layers, one of `ACTIVATIONS`.
        initializer: of the hidden kernels, one of `INITIALIZERS`; `"normal"` is the course's.
        stddev: of `"normal"`; the others choose theirs by the number of inputs and units.
        depth: number of hidden layers.
        normalization: kinds out of `mlp.NORMALIZATIONS`, put before each hidden layer but the
            first, in this order.
        skips: pairs (a, b): the output of hidden layer a is added to that of b.
        stages: sizes of submodels that are trained one after the other, as in exercise 6; none for
            one training of the whole network.
        optimizer: one of `OPTIMIZERS`.
        learning_rate: None for the optimizer's own.
        pixels, validation: as `data.prepare` takes them.
        epochs: of the training; with `stages`, of each of the trainings.
        seed: of initial weights and batch order; 1 is the published one.

    Raises:
        VgkitError: a value means nothing; the message lists those that do.
    """

    name: str = ""
    activation: str = "sigmoid"
    initializer: str = "normal"
    stddev: float = 0.05
    depth: int = 7
    normalization: tuple = ()
    skips: tuple = ()
    stages: tuple = ()
    optimizer: str = "SGD"
    learning_rate: float | None = 0.01
    pixels: str = "0-255"
    validation: str = "test"
    epochs: int = 10
    seed: int = course.OWN.seed

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name.isprintable():
            raise _wrong("name", self.name, say("text on one line"))
        if isinstance(self.normalization, str):
            object.__setattr__(self, "normalization", (self.normalization,))
        for field in ("normalization", "skips", "stages"):
            value = getattr(self, field)
            if not isinstance(value, list | tuple):
                raise _wrong(field, value, "[…]")
            value = tuple(tuple(v) if isinstance(v, list) else v for v in value)
            object.__setattr__(self, field, value)
        for field, known in (
            ("activation", ACTIVATIONS),
            ("initializer", INITIALIZERS),
            ("optimizer", OPTIMIZERS),
            ("pixels", data.PIXEL_SCALES),
            ("validation", data.VALIDATIONS),
        ):
            if getattr(self, field) not in known:
                raise _wrong(field, getattr(self, field), ", ".join(known))
        for kind in self.normalization:
            if kind not in tuple(NORMALIZATIONS):
                raise _wrong("normalization", kind, ", ".join(NORMALIZATIONS))
        for field, most in (("depth", MOST_LAYERS), ("epochs", 10_000), ("seed", 2**31 - 1)):
            if not _whole(getattr(self, field), 1, most):
                raise _wrong(field, getattr(self, field), f"1…{most}")
        for field, nothing in (("stddev", ()), ("learning_rate", (None,))):
            value = getattr(self, field)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if value not in nothing and not (number and 0 < value < 1e6):
                raise _wrong(field, value, say("a number > 0"))
            if number:  # 1 and 1.0 are the same training
                object.__setattr__(self, field, float(value))
        for pair in self.skips:
            fits = isinstance(pair, tuple) and len(pair) == 2
            fits = fits and all(_whole(end, 1, self.depth) for end in pair) and pair[0] < pair[1]
            if not fits:
                raise _wrong("skips", pair, f"[a, b], 1 ≤ a < b ≤ {self.depth}")
        if self.stages and not (
            all(_whole(size, 1, self.depth) for size in self.stages)
            and sum(self.stages) == self.depth
        ):
            raise _wrong("stages", self.stages, f"sum {self.depth}")
        if not self.name:
            object.__setattr__(self, "name", self._differences())

    def _differences(self):
        parts = []
        for field in dataclasses.fields(self)[1:]:
            value = getattr(self, field.name)
            if value == field.default or field.name in ("epochs", "validation"):
                continue
            if field.name in ("activation", "initializer", "optimizer", "pixels"):
                parts.append(str(value))
            elif field.name == "normalization":
                parts += [f"{kind} norm" for kind in value]
            elif field.name == "skips":
                parts.append("skips " + " ".join(f"{a}-{b}" for a, b in value))
            elif field.name == "stages":
                parts.append("stages " + "-".join(map(str, value)))
            elif value is None:
                parts.append("default learning rate")
            else:
                shown = f"{value:g}" if isinstance(value, float) else value
                parts.append(f"{field.name.replace('_', ' ')} {shown}")
        return ", ".join(parts) or "baseline"

    def to_dict(self) -> dict:
        """The setting as JSON knows it."""
        return json.loads(json.dumps(dataclasses.asdict(self)))


def _whole(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _wrong(field, value, known):
    return VgkitError(
        say(
            "A setting's {field} must be: {known}. Received: {value!r}.",
            field=field,
            known=known,
            value=value,
        )
    )


def read(table: list[dict]) -> list[Setting]:
    """Make settings of a table: a list of dicts, one for each row.

    A value that is a list stands for several rows, one for each entry; several lists, for all
    their combinations. (In `normalization`, `skips` and `stages`, which are lists themselves, it
    takes a list of lists of one level more: see the example.)

    Args:
        table: a list of dicts from fields of `Setting` to values.

    Returns:
        A list of `Setting`, in the order of the table.

    Raises:
        VgkitError: the table has a field or a value that means nothing, one name twice, or stands
            for more than `MOST_ROWS` trainings.

    Example:

    >>> [s.name for s in read([{"activation": ["tanh", "relu"], "depth": 3}])]
    ['tanh, depth 3', 'relu, depth 3']
    """
    fields = [field.name for field in dataclasses.fields(Setting)]
    found = []
    for row in table:
        if unknown := [name for name in row if name not in fields]:
            raise VgkitError(
                say(
                    "A setting has no field {field!r}. Its fields: {fields}.",
                    field=unknown[0],
                    fields=", ".join(fields),
                )
            )
        choices = [_choices(name, value) for name, value in row.items()]
        _check_number(len(found) + math.prod(map(len, choices)))
        for values in itertools.product(*choices):
            found.append(Setting(**dict(zip(row, values, strict=True))))
    names = collections.Counter(setting.name for setting in found)
    if twice := [name for name, times in names.items() if times > 1]:
        raise VgkitError(
            say(
                "Two settings have the name {name!r}. Give each a name of its own.", name=min(twice)
            )
        )
    return found


def _check_number(rows):
    if rows > MOST_ROWS:
        raise VgkitError(
            say(
                "This table stands for {rows} trainings or more; a sweep takes {most} at most. "
                "Lists in one row are combined: give fewer values, or several rows.",
                rows=rows,
                most=MOST_ROWS,
            )
        )


def _choices(field, value):
    """The values that a table's entry stands for."""
    if not isinstance(value, list | tuple):
        return [value]
    if not value and field not in ("normalization", "skips", "stages"):
        raise _wrong(field, value, say("a value or several"))
    if field == "normalization" and all(isinstance(entry, str) for entry in value):
        return [value]
    if field == "stages" and not any(isinstance(entry, list | tuple) for entry in value):
        return [value]
    if field == "skips" and not any(
        isinstance(end, list | tuple) for pair in value for end in _entries(pair)
    ):
        return [value]
    return value


def _entries(value):
    return value if isinstance(value, list | tuple) else ()
