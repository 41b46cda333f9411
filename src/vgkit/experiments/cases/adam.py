"""Questions of lesson 3: gradients so small that Adam's ε is larger; a layer that is held still."""

import numpy as np

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.cases.short_trainings import metrics_of_training
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks.mlp import mlp
from vgkit.networks.objective import crossentropy

EPOCHS = 3


def last_epoch(model: keras.Model, metric: str, seed: int) -> float:
    """A metric of the last of `EPOCHS` epochs, in which a compiled model is trained, in place."""
    return metrics_of_training(model, "3", course.get("3").images(), EPOCHS, seed)[metric][-1]


# A loss a hundred times as small ---------------------------------------------------------------

SCALES = (1.0, 0.01)  # of the loss, and so of each gradient


def scaled_loss(scale: float) -> keras.Model:
    """Exercise 3's network and optimizer, with a loss that is multiplied by a number: compiled."""
    row = course.get("3")
    model = row.build()
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=crossentropy(row.classes),
        loss_weights=[scale],
        metrics=["accuracy"],
    )
    return model


def _measure() -> Numbers:
    return {
        f"loss × {scale:g}": [
            last_epoch(scaled_loss(scale), "val_accuracy", seed) for seed in SEEDS
        ]
        for scale in SCALES
    }


def _decide(numbers: Numbers) -> str:
    plain, scaled = (numbers[f"loss × {scale:g}"] for scale in SCALES)
    if max(scaled) > 0.12 or min(plain) < 0.3:
        raise ValueError(f"Not the same for every seed. Received: {numbers}")
    return "A"


SMALL_GRADIENTS = Case(
    quantity=lambda: say("Validation accuracy after three epochs with Adam"),
    measure=_measure,
    decide=_decide,
    quick=False,
)


# One layer held still --------------------------------------------------------------------------

STILL = {"A": "hidden_1", "B": "hidden_7", "C": "output", "D": "hidden_4"}
ENLARGED = ", 7 (h − 1/2)"  # what hidden 7 gives is enlarged before it comes to the output layer
FAR = 0.1  # of the loss


def one_held_still(still: str | None, enlarged: bool = False) -> keras.Sequential:
    """Exercise 3's network, compiled with Adam, one of its layers not trained.

    Args:
        still: that layer's name; None where all are trained.
        enlarged: whether the output layer gets 7 (h − 1/2) in place of hidden 7's outputs h.
    """
    plain = mlp()
    *hidden, output = plain.layers
    between = [keras.layers.Rescaling(7.0, offset=-3.5)] if enlarged else []
    model = keras.Sequential([keras.Input(plain.input_shape[1:]), *hidden, *between, output])
    for layer in (*hidden, output):
        layer.trainable = layer.name != still
    return course.get("3").compile(model)


def measure_held_still() -> Numbers:
    """The training loss of the last epoch, by the layer that is held still. Takes minutes."""
    settings = [(still, False) for still in (None, *STILL.values())]
    settings += [(still, True) for still in (None, "hidden_7")]
    return {
        f"{still or 'none'}{ENLARGED if enlarged else ''}": [
            last_epoch(one_held_still(still, enlarged), "loss", seed) for seed in SEEDS
        ]
        for still, enlarged in settings
    }


def decide_held_still(numbers: Numbers) -> str:
    """The option of Q4's why: the layer that is missed most, for every seed."""
    losses = {letter: np.array(numbers[name]) for letter, name in STILL.items()}

    def most(letter):
        others = [loss for other, loss in losses.items() if other != letter]
        return bool(np.all(losses[letter] > np.max(others, axis=0) + FAR))

    return the_one_that_holds(numbers, **{letter: most(letter) for letter in losses})


ONE_STILL = Case(
    lambda: say("Training loss in epoch 3 with Adam, by the layer that is held still"),
    measure_held_still,
    decide_held_still,
    quick=False,
)
