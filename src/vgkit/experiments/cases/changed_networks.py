"""Exercise 15: a convolutional network with one thing changed, measured before training."""

import math
from collections.abc import Callable

from vgkit import course
from vgkit.backend import keras
from vgkit.diagnostics import gradients
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import layer_names

IMAGES = 128  # one batch of these lessons


def norms_at_start(
    model: keras.Model,
    exercise: str,
    seed: int,
    change: Callable[[keras.Model], None] = lambda model: None,
) -> dict[str, float]:
    """The gradient norm of each kernel at the starting point, by the layer's name.

    Args:
        model: a built model; it is put at the starting point, in place.
        exercise: id in the course's table, whose first training images are taken.
        seed: of the starting point.
        change: what is done to the model there, before it is measured.
    """
    pixels, labels = gradients.probe(course.get(exercise).images())
    starting_point.set_initial_weights(model, seed)
    change(model)
    measured = gradients.measure(model, pixels[:IMAGES], labels[:IMAGES], gradients.kernels(model))
    return dict(zip(layer_names(model), measured["gradient_norm"], strict=True))


def averaging(model: keras.Model) -> keras.Model:
    """The network with the mean of the two paths at the end of each middle block, not their sum."""

    def clone(layer):
        if isinstance(layer, keras.layers.Add) and layer.name.startswith("middle_"):
            return keras.layers.Average(name=layer.name)
        return type(layer).from_config(layer.get_config())

    return keras.models.clone_model(model, clone_function=clone)


def measure_averaged_shortcuts() -> Numbers:
    """The gradient norm of the entry's kernel, with sums and with means."""
    exercise = "15_deep"
    model = course.get(exercise).build()
    return {
        name: [norms_at_start(network, exercise, seed)["conv 1"] for seed in SEEDS]
        for name, network in (("x + f(x)", model), ("(x + f(x)) / 2", averaging(model)))
    }


def decide_averaged_shortcuts(numbers: Numbers) -> str:
    """The option of Q15's why that holds for every seed."""
    sums, means = numbers.values()
    changes = [mean / each for each, mean in zip(sums, means, strict=True)]
    return the_one_that_holds(
        numbers,
        A=max(changes) < 1 / 100,
        B=all(1 / math.sqrt(2) < change < math.sqrt(2) for change in changes),
        C=min(changes) > math.sqrt(2) and max(changes) < 8,
        D=min(changes) > 1 / 100 and max(changes) < 1 / 4,
    )


Q15 = Case(
    lambda: say("Gradient norm at the entry of 31 layers, before training"),
    measure_averaged_shortcuts,
    decide_averaged_shortcuts,
    quick=False,
)
