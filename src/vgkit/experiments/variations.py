"""Networks of one's own choice: a `Setting` is one row of a table, and says all about a training."""

import dataclasses
import itertools
import json
import math
import statistics
from dataclasses import dataclass

from vgkit import data
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import NORMALIZATIONS, PIXELS, UNITS, compiled, output_layer
from vgkit.training import epoch_graph, stages, trainer

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
    seed: int = starting_point.SEED

    def __post_init__(self):
        if not isinstance(self.name, str):
            raise _wrong("name", self.name, say("text"))
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
            ("pixels", data.PIXELS),
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
                raise _wrong(field, value, "> 0")
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

    def to_dict(self):
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


def read(table):
    """Make settings of a table: a list of dicts, one for each row.

    A value that is a list stands for several rows, one for each entry; several lists, for all
    their combinations. (In `normalization`, `skips` and `stages`, which are lists themselves, it
    takes a list of lists of one level more: see the example.)

    Args:
        table: a list of dicts from fields of `Setting` to values.

    Returns:
        A list of `Setting`, in the order of the table.

    Raises:
        VgkitError: the table has a field or a value that means nothing, or one name twice.

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
        for values in itertools.product(*choices):
            found.append(Setting(**dict(zip(row, values, strict=True))))
    names = [setting.name for setting in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise VgkitError(
            say(
                "Two settings have the name {name!r}. Give each a name of its own.", name=min(twice)
            )
        )
    return found


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


class _Group:
    """Layers that are frozen and freed together, as a submodel is."""

    def __init__(self, blocks):
        self.blocks = blocks

    @property
    def trainable(self):
        return self.blocks[0][-1].trainable

    @trainable.setter
    def trainable(self, value):
        for layer in itertools.chain(*self.blocks):
            layer.trainable = value


def _blocks(setting):
    """For each hidden layer a list of Keras layers: its normalizations, and the layer itself."""
    blocks = []
    for number in range(1, setting.depth + 1):
        kinds = setting.normalization if number > 1 else ()
        dense = keras.layers.Dense(
            UNITS,
            activation=setting.activation,
            kernel_initializer=_initializer(setting),
            name=f"hidden_{number}",
        )
        blocks.append([*(NORMALIZATIONS[kind]() for kind in kinds), dense])
    return blocks


def _initializer(setting):
    # One for each layer: shared, it would give them identical kernels.
    if setting.initializer == "normal":
        return keras.initializers.RandomNormal(mean=0.0, stddev=setting.stddev)
    return keras.initializers.get(setting.initializer)


def _assemble(blocks, skips):
    """A network around hidden layers, with a new output layer."""
    inputs = keras.Input((PIXELS,))
    x, outputs = inputs, [None]
    for number, block in enumerate(blocks, start=1):
        for layer in block:
            x = layer(x)
        outputs.append(x)
        added = [outputs[source] for source, target in skips if target == number]
        if added:
            x = keras.layers.add([x, *added])
    return keras.Model(inputs, output_layer()(x))


def build(setting):
    """The whole network of a setting, built and not compiled.

    Returns:
        A `keras.Model`: float32 `(batch, 784)` → logits `(batch, 10)`.
    """
    return _assemble(_blocks(setting), setting.skips)


def _models(setting):
    """Yield the model of each training, compiled and at its initial weights, when its turn comes."""
    if not setting.stages:
        model = compiled(build(setting), setting.optimizer, setting.learning_rate)
        starting_point.set_initial_weights(model, setting.seed)
        yield model
        return
    blocks = iter(_blocks(setting))
    groups = [_Group(list(itertools.islice(blocks, size))) for size in setting.stages]

    def model_of(groups):
        used = list(itertools.chain(*(group.blocks for group in groups)))
        network = _assemble(used, setting.skips)
        return compiled(network, setting.optimizer, setting.learning_rate)

    for model, _ in stages.stage_models(stages.plan(groups), model_of, setting.seed):
        yield model


def train(setting):
    """Train one setting. Keeps no backup and no record.

    Args:
        setting: a `Setting`.

    Returns:
        A dict that JSON can hold: `setting`; `dataset`; `metrics`, one entry an epoch (of the last
        training, where there are `stages`); `gradient_ratio`, the gradient norm of hidden 1
        divided by the output layer's before (that) training, None where it is no number;
        `seconds`, the median of an epoch; and, where validation is not by the test images,
        `test_accuracy`.

    Raises:
        VgkitError: a loss became NaN.
    """
    images = data.prepare(data.load(), setting.pixels, setting.validation)
    for model in _models(setting):
        run = trainer.fit(
            model, setting.name, setting.epochs, images, keep=False, seed=setting.seed
        )
    for name, values in run.metrics.items():
        if not math.isfinite(values[-1]):  # `fit` looks at the training's loss only
            raise VgkitError(
                say(
                    "{name} is {last} after epoch {epochs}. Usual reasons: a learning rate that "
                    "is too large, or weights that start too large.",
                    name=name,
                    last=values[-1],
                    epochs=setting.epochs,
                )
            )
    norms = run.snapshot(0)["gradient_norm"]
    ratio = norms[0] / norms[-1] if norms[-1] else float("nan")
    row = {
        "setting": setting.to_dict(),
        "dataset": images.name,
        "metrics": run.metrics,
        "gradient_ratio": ratio if 0 <= ratio < float("inf") else None,
        "seconds": round(statistics.median(run.seconds), 4),
    }
    if setting.validation != "test":
        tested = epoch_graph.epoch_functions(model, data.prepare(data.load(), setting.pixels))[1]()
        row["test_accuracy"] = tested["accuracy"]
    return row
