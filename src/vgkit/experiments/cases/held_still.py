"""Whys of lessons 1a and 1b: whose learning counts is seen where the other layers are held still."""

from collections.abc import Collection

from vgkit import course, data
from vgkit.backend import keras
from vgkit.experiments.cases.evidence import Case, Numbers, the_one_that_holds
from vgkit.experiments.seeds import SEEDS
from vgkit.messages import say
from vgkit.networks import starting_point
from vgkit.networks.description import kernel_layers
from vgkit.networks.mlp import CLASSES, mlp
from vgkit.networks.objective import crossentropy
from vgkit.training import epoch_graph

HIDDEN = tuple(f"hidden_{number}" for number in range(1, 8))
OUTPUT = "output"
BATCH = 512
EPOCHS = 3
SLOW, FAST = 0.01, 0.1  # learning rates of SGD


def training_loss(
    model: keras.Model,
    images: data.Dataset,
    epochs: int,
    seed: int,
    learning_rate: float = SLOW,
    still: Collection[str] = (),
) -> float:
    """The training loss of the last epoch, a mean over its steps, where some layers are held still.

    Args:
        model: built, of part one's shape; it is put at the starting point and trained, in place.
        images: as the network takes them.
        epochs: 1 or more.
        seed: of the initial weights and of the batches' order.
        learning_rate: of SGD.
        still: names of the layers that are not trained.

    Returns:
        The mean cross-entropy.
    """
    for layer in kernel_layers(model):
        layer.trainable = layer.name not in still
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate),
        loss=crossentropy(CLASSES),
        metrics=["accuracy"],
    )
    starting_point.set_initial_weights(model, seed)
    train_epoch, _ = epoch_graph.epoch_functions(model, images, BATCH)
    orders = starting_point.batch_orders(len(images.x_train), seed=seed)
    loss = float("nan")
    for _, order in zip(range(epochs), orders, strict=False):
        loss = train_epoch(order)["loss"]
    return loss


def _others(*trained):
    """The layers that are held still where only these are trained."""
    return tuple(name for name in (*HIDDEN, OUTPUT) if name not in trained)


def _losses(stddev, settings, exercise):
    """For each setting by its name, the training loss of each seed."""
    images = course.get(exercise).images()
    return {
        name: [training_loss(mlp(stddev=stddev), images, EPOCHS, seed, **setting) for seed in SEEDS]
        for name, setting in settings.items()
    }


# Exercise 1a: which layers' learning ------------------------------------------------------------

START = 2.3  # what the loss comes down from
MOST = 0.7  # of a gain
LEARNING = {
    "output": (OUTPUT,),
    "hidden 1, output": ("hidden_1", OUTPUT),
    "hidden 2-7, output": (*HIDDEN[1:], OUTPUT),
    "hidden 7, output": ("hidden_7", OUTPUT),
    "hidden 1-7, output": (*HIDDEN, OUTPUT),
}


def _measure_learning() -> Numbers:
    settings = {
        name: {"learning_rate": FAST, "still": _others(*trained)}
        for name, trained in LEARNING.items()
    }
    return _losses(1.0, settings, "1a")


def decide_learning(numbers: Numbers) -> str:
    """The option of Q1's why: whose learning, added to the output layer's, brings most."""
    output, first, others, _, whole = (numbers[name] for name in LEARNING)
    alone = [(START - part) / (START - top) for part, top in zip(output, whole, strict=True)]
    of_first, of_others = (_gains(output, some, whole) for some in (first, others))
    return the_one_that_holds(
        numbers,
        A=min(alone) > MOST,
        B=max(alone) < MOST < min(of_first),
        C=max(alone) < MOST < min(of_others),
        D=max(alone) < MOST and max(of_first + of_others) < 1 - MOST,
    )


def _gains(least, some, whole):
    """What share of the way from one loss to another is covered, for each seed."""
    return [(low - part) / (low - top) for low, part, top in zip(least, some, whole, strict=True)]


Q1 = Case(
    lambda: say(
        "Training loss in epoch 3 with stddev 1 and learning rate 0.1, where only these layers are "
        "trained and the others held still"
    ),
    _measure_learning,
    decide_learning,
    quick=False,
)


# Exercise 1b: why longer steps help -------------------------------------------------------------

STEPS = {
    "output, 0.01": {"learning_rate": SLOW, "still": HIDDEN},
    "hidden 1-7, output, 0.01": {"learning_rate": SLOW},
    "output, 0.1": {"learning_rate": FAST, "still": HIDDEN},
    "hidden 1-7, output, 0.1": {"learning_rate": FAST},
}


def _measure_steps() -> Numbers:
    return _losses(10.0, STEPS, "1b")


def decide_steps(numbers: Numbers) -> str:
    """The option of Q2's why: only A says that the hidden layers might as well be held still."""
    slow_output, slow, fast_output, fast = (numbers[name] for name in STEPS)
    helps = all(after < before - 0.04 for before, after in zip(slow, fast, strict=True))
    alone = all(
        output < every + 0.03
        for output, every in zip((*slow_output, *fast_output), (*slow, *fast), strict=True)
    )
    return the_one_that_holds(numbers, A=helps and alone)


Q2 = Case(
    lambda: say(
        "Training loss in epoch 3 with stddev 10, by the layers that are trained and the learning "
        "rate; the others are held still"
    ),
    _measure_steps,
    decide_steps,
    quick=False,
)
