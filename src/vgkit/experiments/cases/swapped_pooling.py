"""Exercise 11: a trained LeNet whose max pooling gives way to another one, without further training."""

from vgkit import course
from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds, within
from vgkit.experiments.cases.short_trainings import share_right, trained
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say

MAX, AVERAGE, CORNER = "max pooling, as learnt", "average pooling", "the upper left of each four"
OTHERS = {
    AVERAGE: lambda name: keras.layers.AveragePooling2D(2, name=name),
    CORNER: lambda name: keras.layers.MaxPooling2D(1, strides=2, name=name),
}


def with_pooling(model: keras.Model, kind: str) -> keras.Model:
    """The network with another pooling in place of each max pooling, and with the same weights.

    Args:
        model: built; it stays as it is.
        kind: a key of `OTHERS`.
    """

    def clone(layer):
        if isinstance(layer, keras.layers.MaxPooling2D):
            return OTHERS[kind](layer.name)
        return type(layer).from_config(layer.get_config())

    changed = keras.models.clone_model(model, clone_function=clone)
    changed.set_weights(model.get_weights())
    return changed


def accuracies(model: keras.Model, images: Dataset) -> dict[str, float]:
    """The test accuracy of a trained LeNet, as it is and with each other pooling."""
    inputs = images.to_input(images.x_test)
    networks = {MAX: model} | {kind: with_pooling(model, kind) for kind in OTHERS}
    return {name: share_right(each, inputs, images.y_test) for name, each in networks.items()}


def measure_swapped_pooling() -> Numbers:
    """The test accuracy after the exercise's training, by what the pooling became. Takes minutes."""
    row = course.get("11")
    images = row.images()
    found = [
        accuracies(trained(row.compiled(), row.id, images, row.epochs, seed), images)
        for seed in SEEDS
    ]
    return {name: [each[name] for each in found] for name in (MAX, *OTHERS)}


def decide_swapped_pooling(numbers: Numbers) -> str:
    """The option of Q11's why that holds for every seed: how many digits are read with averages."""
    found = numbers[AVERAGE]
    return the_one_that_holds(
        numbers,
        A=within(found, high=0.25),
        B=within(found, 0.4, 0.7),
        C=within(found, 0.8, 0.92),
        D=within(found, 0.95),
    )


Q11 = Case(
    lambda: say("Test accuracy of LeNet with ReLU, by what its max pooling is replaced with"),
    measure_swapped_pooling,
    decide_swapped_pooling,
    quick=False,
)
