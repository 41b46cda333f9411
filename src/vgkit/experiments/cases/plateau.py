"""The plateau of lesson 6's training 2, and what changes to its fresh layers do to it."""

from itertools import islice

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_plan import compiled_for_short, weights_of_training_1
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.mlp import CLASSES, PIXELS, hidden_layer, output_layer, submodels
from vgkit.training import fitting

EPOCHS = 6  # of the shortened plan: 30 of the exercise's own
CHANGES = ("inputs - 0.5", "zero output kernel", "hidden 3 still", "old output layer")  # A to D
SETTINGS = ("as it is", *CHANGES)
FRESH = ("hidden_3", "hidden_4", "output")
START = float(np.log(CLASSES))  # the height of the plateau
ALIKE, APART = 1.5, 2.0  # ratios of how far two losses have come down from there


def second_network(setting: str, seed: int) -> keras.Sequential:
    """Training 2's network on what training 1 has left, with one change, compiled.

    Args:
        setting: one of `SETTINGS`.
        seed: of the initial weights.
    """
    *learnt, old_kernel, old_bias = weights_of_training_1(seed)
    first = submodels()[0]
    first.set_weights(learnt)
    first.trainable = False
    fresh = [hidden_layer(3), hidden_layer(4), output_layer()]
    layers = fresh
    if setting == "inputs - 0.5":
        layers = [each for layer in fresh for each in (keras.layers.Rescaling(1, -0.5), layer)]
    model = keras.Sequential([keras.Input((PIXELS,)), first, *layers])
    draws = starting_point.draw_seeds(seed)
    list(islice(draws, 3))  # those of training 1
    starting_point.initialize(fresh, draws, seed)
    if setting == "zero output kernel":
        fresh[-1].kernel.assign(np.zeros(fresh[-1].kernel.shape))
    elif setting == "old output layer":
        fresh[-1].set_weights([old_kernel, old_bias])
    fresh[0].trainable = setting != "hidden 3 still"
    return compiled_for_short(model)


def _measure() -> Numbers:
    row = course.in_stages()
    images = row.images()
    batch = gradients.probe(images)
    found = {f"loss, {setting}": [] for setting in SETTINGS}
    found |= {f"gradient of {name}, {setting}": [] for setting in SETTINGS[:2] for name in FRESH}
    for seed in SEEDS:
        for setting in SETTINGS:
            model = second_network(setting, seed)
            if setting in SETTINGS[:2]:
                norms = gradients.measure(model, *batch, gradients.kernels(model))["gradient_norm"]
                for name, norm in zip(FRESH, norms[-len(FRESH) :], strict=True):
                    found[f"gradient of {name}, {setting}"].append(norm)
            run = fitting.fit(model, "case", EPOCHS, images, row, keep=False, look_at=(), seed=seed)
            found[f"loss, {setting}"].append(run.at("loss", EPOCHS))
    return found


def decide(numbers: Numbers) -> str:
    """The option of Q8's why: the only change with which the loss comes down about as far as without.

    Each of the others must let it come down less than half as far, or more than twice, for every seed.
    """
    way = START - np.array(numbers[f"loss, {SETTINGS[0]}"])
    ratios = [(START - np.array(numbers[f"loss, {change}"])) / way for change in CHANGES]
    alike = [(each > 1 / ALIKE) & (each < ALIKE) for each in ratios]
    apart = [(each < 1 / APART) | (each > APART) for each in ratios]
    if not all(one.all() or other.all() for one, other in zip(alike, apart, strict=True)):
        raise ValueError(f"Neither holding nor failing. Received: {numbers}")
    return the_one_that_holds(
        numbers, **{letter: bool(each.all()) for letter, each in zip("ABCD", alike, strict=True)}
    )


PLATEAU = Case(
    quantity=lambda: say(
        "Training 2 with a change, in a shortened plan (learning rate 0.05): training loss after 6 "
        "epochs, which are 30 of the exercise's own; and gradient norms before training"
    ),
    measure=_measure,
    decide=decide,
    quick=False,
)
