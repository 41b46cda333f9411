"""The networks that the page asks, each with the weights that it is to have."""

import functools
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

import numpy as np
from PIL import Image

from vgkit import course
from vgkit.backend import keras
from vgkit.data.cifar10 import CATS_AND_DOGS
from vgkit.data.mnist import CLASS_NAMES as DIGITS
from vgkit.data.verification import DataError, Original, verified
from vgkit.networks import fine_tuning, starting_point
from vgkit.networks.description import fingerprint
from vgkit.networks.efficientnet import efficientnet_lite0, unusable
from vgkit.training import records, trained_weights
from vgkit.training.checkpoints import Checkpoint

DIGITS_EXERCISE = "11"
PHOTOGRAPH = fine_tuning.PHOTOGRAPH[
    0
]  # side in pixels of what the head for cats and dogs learnt from
ENLARGED = (
    fine_tuning.SIZE
)  # to which it is enlarged, for layers that learnt from larger photographs
HEAD = "cats_and_dogs_head"  # of the two shipped files with its weights and its accuracy


@dataclass(frozen=True)
class Network:
    """A network that can be asked about one picture.

    Attributes:
        model: a built `keras.Model` that gives logits, one for two classes.
        to_input: from uint8 pixels `(height, width, channels)` to what the model takes, float32.
        class_names: in the order of their labels, in English.
        run: the user's own training that the weights come from; None: the kit's.
        first_layers: how many convolutions' feature maps are shown, from the first on.
    """

    model: keras.Model
    to_input: Callable[[np.ndarray], np.ndarray]
    class_names: tuple[str, ...]
    run: records.Record | None = None
    first_layers: int = 2


def own_run() -> records.Record | None:
    """The user's finished training of LeNet, where there is one and it is of the course's network.

    Raises:
        RecordError: its record was changed since it was written, or may not be read.
    """
    run = records.load_user_run(DIGITS_EXERCISE)
    return run if run is not None and run.fingerprint == _fingerprint() else None


@functools.cache
def _fingerprint():
    return fingerprint(course.get(DIGITS_EXERCISE).compiled())


def digits(run: records.Record | None = None) -> Network:
    """LeNet of exercise 11.

    Args:
        run: of `own_run`, whose weights it is to have. Where the checkpoint of its last epoch is
            gone, and for None, they are those that the kit ships.

    Raises:
        VgkitError: the shipped weights are damaged, or MNIST is not to be had.
    """
    row = course.get(DIGITS_EXERCISE)
    model = row.compiled()
    if run is not None:
        starting_point.set_initial_weights(model, row.seed)  # by which a checkpoint is found
        run = run if Checkpoint(run, model).finish(model, run.epochs) else None
    if run is None:
        trained_weights.load_reference(model, row)
    return Network(model, row.images().to_input, DIGITS, run)


@functools.cache
def cats_and_dogs() -> Network:
    """EfficientNet-Lite0, trained on ImageNet, with a head for cats and dogs; built once.

    Raises:
        VgkitError: the shipped weights are damaged.
    """
    base = efficientnet_lite0(ENLARGED)
    x = base.output
    for layer in fine_tuning.head_layers(dropout=0.0):  # gradients are taken as in training
        x = layer(x)
    model = keras.Model(base.input, x)
    load_head(model)
    # In training, normalizations would go by the statistics of a batch, which has one picture here.
    model.trainable = False
    return Network(model, enlarge, CATS_AND_DOGS, first_layers=4)


def enlarge(photograph: np.ndarray) -> np.ndarray:
    """A small photograph as the network for cats and dogs takes it.

    Args:
        photograph: uint8 `(32, 32, 3)`, RGB.

    Returns:
        float32 `(128, 128, 3)`, 0 to 255.
    """
    image = Image.fromarray(photograph).resize((ENLARGED, ENLARGED), Image.Resampling.BILINEAR)
    return np.asarray(image, np.float32)


def head_weights(model: keras.Model) -> dict[str, keras.Variable]:
    """The weights of a head (`fine_tuning.head_layers`) in a network, by their names in the shipped file."""
    layers = (model.get_layer("normalization"), model.get_layer("logit"))
    return {f"{layer.name}/{each.name}": each for layer in layers for each in layer.weights}


class _Head(Original):
    def __init__(self, told):
        self.name, self.sha256 = f"{HEAD}.npz", told["sha256"]
        self.total_bytes = told["bytes"]


def head_report() -> dict:
    """What `tools/train_demo_head.py` wrote of the head.

    Returns:
        A dict with `trained_on` and `validated_on`, numbers of images; `validation_accuracy`, 0 to
        1; and `sha256` and `bytes` of the file with the weights.

    Raises:
        VgkitError: it is missing or damaged.
    """
    try:
        return json.loads(_shipped(".json"))
    except ValueError as error:
        raise unusable(HEAD, error) from None


def load_head(model: keras.Model) -> None:
    """Put the shipped weights into the head of a network.

    Raises:
        VgkitError: a file is missing or damaged.
    """
    try:
        content = verified(_shipped(".npz"), _Head(head_report()), container="")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            for name, variable in head_weights(model).items():
                variable.assign(arrays[name])
    except (DataError, KeyError) as error:
        raise unusable(HEAD, error) from None


def _shipped(ending):
    try:
        return resources.files("vgkit.networks").joinpath("pretrained", HEAD + ending).read_bytes()
    except OSError as error:
        raise unusable(HEAD, error.strerror) from None


def logits(network: Network, pixels: np.ndarray) -> np.ndarray:
    """What a network gives for one picture: `(classes,)`, or `(1,)` for two."""
    return np.asarray(network.model(network.to_input(pixels)[None], training=False))[0]


def probabilities(network: Network, pixels: np.ndarray) -> np.ndarray:
    """The probability of each class for one picture.

    Args:
        network: one of this module.
        pixels: uint8, as its `to_input` takes them.

    Returns:
        `(classes,)`, which add up to 1: softmax of the logits; of one logit, p of class 1 and
        1 − p, p being its sigmoid.
    """
    found = logits(network, pixels).astype(np.float64)
    if len(found) == 1:  # softmax of (0, z) is the same as sigmoid of z
        found = np.array([0.0, found[0]])
    found = np.exp(found - found.max())
    return found / found.sum()


def normalized(network: Network, pixels: np.ndarray) -> np.ndarray:
    """One picture as the first layer with weights sees it: `(height, width, channels)`.

    A network may begin by scaling the pixels itself.
    """
    x = network.to_input(pixels)[None]
    for layer in network.model.layers:
        if isinstance(layer, keras.layers.Rescaling):
            x = layer(x)
    return np.asarray(x)[0]
