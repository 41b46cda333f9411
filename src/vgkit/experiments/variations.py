"""Networks of one's own choice: built and trained as a `Setting` says."""

import itertools
import math
import statistics

from vgkit import course, data
from vgkit.backend import keras
from vgkit.errors import VgkitError
from vgkit.experiments.setting import Setting, read
from vgkit.experiments.sweep_row import SweepRow
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import NORMALIZATIONS, PIXELS, UNITS, output_layer
from vgkit.networks.objective import compiled
from vgkit.training import epoch_graph, fitting, stages

__all__ = ["Setting", "build", "read", "train"]


class _Group:
    """Layers that are frozen and freed together, as a submodel is."""

    def __init__(self, blocks):
        self.blocks = blocks

    @property
    def trainable(self) -> bool:
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


def build(setting: Setting) -> keras.Model:
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


def train(setting: Setting) -> SweepRow:
    """Train one setting. Keeps no backup and no record.

    Args:
        setting: a `Setting`.

    Returns:
        A `SweepRow` without a key.

    Raises:
        VgkitError: a loss became NaN.
    """
    images = data.prepare(data.load(), setting.pixels, setting.validation)
    for model in _models(setting):
        run = fitting.fit(
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
    tested = None
    if setting.validation != "test":
        images_of_test = data.prepare(data.load(), setting.pixels)
        _, validate = epoch_graph.epoch_functions(model, images_of_test, course.OWN.batch_size)
        tested = validate()["accuracy"]
    return SweepRow(
        setting=setting.to_dict(),
        dataset=images.name,
        metrics=run.metrics,
        gradient_ratio=ratio if 0 <= ratio < float("inf") else None,
        seconds=round(statistics.median(run.seconds), 4),
        test_accuracy=tested,
    )
