"""Exercises 12, 14 and 15: convolutional networks with one thing changed, measured before training."""

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
WEAKENED = 7  # the convolution of exercise 12 whose kernel is drawn too small
SHOWN = ("conv 1", "conv 6", "conv 7", "conv 8", "conv 13", "output")  # of its layers


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


def weaken(model: keras.Model) -> None:
    """Make the weights of one convolution of exercise 12 ten times smaller, in place."""
    kernel = model.get_layer(f"conv_{WEAKENED}").kernel
    kernel.assign(kernel / 10)


def measure_weak_layer() -> Numbers:
    """What is left of each gradient norm when one layer starts ten times smaller."""
    exercise = "12_glorot_13"
    model = course.get(exercise).build()
    numbers = {name: [] for name in SHOWN}
    for seed in SEEDS:
        before = norms_at_start(model, exercise, seed)
        after = norms_at_start(model, exercise, seed, weaken)
        for name in SHOWN:
            numbers[name].append(after[name] / before[name])
    return numbers


def decide_weak_layer(numbers: Numbers) -> str:
    """The option of C12 that holds for every seed."""
    own = f"conv {WEAKENED}"
    place = SHOWN.index(own)
    fallen = {name: max(left) < 0.2 for name, left in numbers.items()}
    kept = {name: min(left) > 0.5 for name, left in numbers.items()}

    def only(*names):
        return all(fallen[name] if name in names else kept[name] for name in SHOWN)

    return the_one_that_holds(
        numbers,
        A=only(*SHOWN[:place]),
        B=only(*SHOWN[place + 1 :]),
        C=only(own),
        D=only(*SHOWN[:place], *SHOWN[place + 1 :]),
    )


def centred_sigmoid(x: keras.KerasTensor) -> keras.KerasTensor:
    """σ(x) − 1/2: a sigmoid whose outputs lie around 0, with the sigmoid's own derivative."""
    return keras.ops.sigmoid(x) - 0.5


def measure_centred_sigmoid() -> Numbers:
    """By what factor the gradient norm shrinks from the last convolution to the first."""
    exercise = "14_sigmoid"
    model = course.get(exercise).build()
    numbers = {}
    for name, activation in (("σ(x)", keras.activations.sigmoid), ("σ(x) − 1/2", centred_sigmoid)):
        for layer in model.layers:
            if isinstance(layer, keras.layers.Activation):
                layer.activation = activation
        norms = [norms_at_start(model, exercise, seed) for seed in SEEDS]
        numbers[name] = [each["conv 13"] / each["conv 1"] for each in norms]
    return numbers


def decide_centred_sigmoid(numbers: Numbers) -> str:
    """The option of C14 that holds for every seed."""
    plain, centred = numbers.values()
    changes = [new / old for old, new in zip(plain, centred, strict=True)]
    return the_one_that_holds(
        numbers,
        A=max(centred) < 4 and max(changes) < 1 / 4,
        B=all(1 / 2 < change < 2 for change in changes),
        C=min(changes) > 2 and max(centred) < 1e5,
        D=min(centred) > 1e5,
    )


BEFORE, BEHIND = "ReLU before the block", "ReLU(x + f(x))"
FORWARD, BACKWARD = "ReLU(x + f(x)), forward only", "ReLU(x + f(x)), backward only"
FIRST_OF_MIDDLE = "conv 8"  # as the notebook counts: m1 a


class ActivatedSum(keras.layers.Add):
    """A sum and ReLU: as it is, or in one of the two directions with nothing in the other."""

    def __init__(self, forward: bool = True, backward: bool = True, **keywords):
        super().__init__(**keywords)
        self.forward, self.backward = forward, backward

    def call(self, inputs):
        total = super().call(inputs)
        active = keras.ops.relu(total)
        passed = active if self.backward else total
        given = active if self.forward else total
        return passed + keras.ops.stop_gradient(given - passed)


def behind_the_sums(model: keras.Model, **directions: bool) -> keras.Model:
    """The network with the first ReLU of each middle block behind the addition that ends it.

    Args:
        model: exercise 15's, with middle blocks.
        **directions: for `ActivatedSum`.
    """

    def clone(layer):
        name = layer.name
        if name.startswith("middle_") and name.endswith("_add"):
            return ActivatedSum(**directions, name=name)
        if name.startswith("middle_") and name.endswith("_conv_1_relu"):
            return keras.layers.Activation("linear", name=name)
        return type(layer).from_config(layer.get_config())

    return keras.models.clone_model(model, clone_function=clone)


def measure_moved_relu() -> Numbers:
    """The gradient norm of the first middle convolution, by where ReLU stands."""
    exercise = "15_deep"
    model = course.get(exercise).build()
    networks = {
        BEFORE: model,
        BEHIND: behind_the_sums(model),
        FORWARD: behind_the_sums(model, backward=False),
        BACKWARD: behind_the_sums(model, forward=False),
    }
    return {
        name: [norms_at_start(network, exercise, seed)[FIRST_OF_MIDDLE] for seed in SEEDS]
        for name, network in networks.items()
    }


def decide_moved_relu(numbers: Numbers) -> str:
    """The option of Q15's why that holds for every seed."""
    before, behind = numbers[BEFORE], numbers[BEHIND]
    changes = [new / old for old, new in zip(before, behind, strict=True)]
    return the_one_that_holds(
        numbers,
        A=min(changes) > 3 / 2,
        B=all(2 / 3 < change < 3 / 2 for change in changes),
        C=min(changes) > 1 / 6 and max(changes) < 2 / 3,
        D=max(changes) < 1 / 6,
    )


WEAK_LAYER = Case(
    lambda: say("What is left of the gradient norm when conv 7 starts ten times smaller"),
    measure_weak_layer,
    decide_weak_layer,
)
CENTRED_SIGMOID = Case(
    lambda: say("Gradient norm of conv 13 / conv 1, before training"),
    measure_centred_sigmoid,
    decide_centred_sigmoid,
    quick=False,
)
Q15 = Case(
    lambda: say("Gradient norm of m1 a in 31 layers, before training"),
    measure_moved_relu,
    decide_moved_relu,
    quick=False,
)
