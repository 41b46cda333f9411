"""Exercise 4a with a seventh normalization, which works forwards and backwards: each way by itself."""

from collections.abc import Collection

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks.mlp import normalized_mlp

FORWARDS, BACKWARDS = "forwards", "backwards"
WAYS = {
    "six": (),
    "seven": (FORWARDS, BACKWARDS),
    "the seventh forwards only": (FORWARDS,),
    "the seventh backwards only": (BACKWARDS,),
}
HALF = 0.35, 0.65  # about half of a gain
LITTLE = 0.25  # of a gain


def with_a_seventh(ways: Collection[str]) -> keras.Model:
    """Exercise 4a's network with a seventh normalization, before the output layer: not compiled.

    Args:
        ways: in which it works. Without `FORWARDS` the output layer gets hidden 7's outputs as they
            are; without `BACKWARDS` they get the gradient as it comes from the output layer.
    """
    six = normalized_mlp("batch")
    *layers, output = six.layers
    inputs = h = keras.Input(six.input_shape[1:])
    for layer in layers:
        h = layer(h)
    return keras.Model(inputs, output(_seventh(h, ways)))


def _seventh(h, ways):
    """What the output layer gets of hidden 7's outputs."""
    if not ways:
        return h
    learns = len(ways) == 2  # γ and β; a single way leaves them at 1 and 0
    n = keras.layers.BatchNormalization(scale=learns, center=learns)(h)
    if FORWARDS not in ways:
        return n + keras.ops.stop_gradient(h - n)
    if BACKWARDS not in ways:
        return h + keras.ops.stop_gradient(n - h)
    return n


def measure_two_ways() -> Numbers:
    """The training loss of epoch 1, by the ways in which the seventh normalization works."""
    row = course.get("4a")
    images = row.images()

    def loss(ways, seed):
        model = row.compile(with_a_seventh(ways))
        return metrics_of_training(model, row.id, images, 1, seed)["loss"][0]

    return {name: [loss(ways, seed) for seed in SEEDS] for name, ways in WAYS.items()}


def decide_two_ways(numbers: Numbers) -> str:
    """The option of Q5's why that holds for every seed: what each way brings of the gain."""
    six, seven, *alone = (np.array(numbers[name]) for name in WAYS)
    forwards, backwards = ((six - loss) / (six - seven) for loss in alone)

    def all_of(share):
        return bool(np.all(share > 1 - LITTLE))

    def half_of(share):
        return bool(np.all((share > HALF[0]) & (share < HALF[1])))

    def none_of(share):
        return bool(np.all(share < LITTLE))

    return the_one_that_holds(
        numbers,
        A=half_of(forwards) and half_of(backwards),
        B=all_of(forwards) and none_of(backwards),
        C=none_of(forwards) and all_of(backwards),
        D=none_of(forwards) and none_of(backwards),
    )


Q5 = Case(
    lambda: say("Training loss in epoch 1, by the ways in which a seventh normalization works"),
    measure_two_ways,
    decide_two_ways,
    quick=False,
)
