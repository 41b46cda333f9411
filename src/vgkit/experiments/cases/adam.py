"""A question of lesson 3: gradients so small that Adam's ε is larger than they are."""

from vgkit import course
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.objective import crossentropy
from vgkit.training import epoch_graph

EPOCHS = 3
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


def _accuracy(scale, seed):
    """Validation accuracy after the last epoch."""
    row = course.get("3")
    images, model = row.images(), scaled_loss(scale)
    starting_point.set_initial_weights(model, seed)
    train_epoch, validate = epoch_graph.epoch_functions(model, images, row.batch_size)
    orders = starting_point.batch_orders(len(images.x_train), seed=seed)
    for _, order in zip(range(EPOCHS), orders, strict=False):
        train_epoch(order)
    return float(validate()["accuracy"])


def _measure() -> Numbers:
    return {f"loss × {scale:g}": [_accuracy(scale, seed) for seed in SEEDS] for scale in SCALES}


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
