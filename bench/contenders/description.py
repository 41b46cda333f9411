"""An exercise's network and images in files, for ways that train it without the kit.

`python -m contenders.description EXERCISE FOLDER` writes them.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ARRAYS = "x_train", "y_train", "x_test", "y_test"


@dataclass(frozen=True)
class Call:
    """One layer of a network.

    Attributes:
        kind: the class of the layer in Keras, such as `"Dense"`.
        config: its settings, as in Keras.
        sources: the numbers of the values that it takes: 0 is the network's input, n the output of
            the n-th call.
        weights: as Keras shapes them, by name: `"kernel"`, `"bias"`, `"gamma"`, …
    """

    kind: str
    config: dict
    sources: list[int]
    weights: dict[str, np.ndarray]


@dataclass(frozen=True)
class Described:
    """A network at its starting point, how it is trained, and the images, float32 as it sees them.

    Attributes:
        keras_json: the network as Keras writes it.
        calls: its layers in the order in which they compute; the last gives the logits.
        optimizer: `"SGD"` or `"Adam"`, with Keras' settings but for `learning_rate`.
    """

    keras_json: str
    calls: list[Call]
    optimizer: str
    learning_rate: float
    batch_size: int
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def describe(row, images) -> Described:
    """Describe an exercise.

    Args:
        row: a `course.Exercise` with a Sequential or functional network without submodels.
        images: a `data.Dataset`.
    """
    from vgkit.networks import starting_point
    from vgkit.networks.wiring import wiring

    model = row.compiled()
    starting_point.set_initial_weights(model)
    calls = []
    for number, call in enumerate(wiring(model).calls[1:], start=1):
        layer = call.operation
        weights = {weight.name: weight.numpy() for weight in layer.weights}
        config = {k: v for k, v in layer.get_config().items() if isinstance(v, PLAIN)}
        calls.append(Call(type(layer).__name__, config, [t.call for t in call.tensors], weights))
        assert number == len(calls)
    return Described(
        model.to_json(),
        calls,
        row.optimizer,
        float(model.optimizer.learning_rate),
        row.batch_size,
        images.to_input(images.x_train),
        images.y_train,
        images.to_input(images.x_test),
        images.y_test,
    )


PLAIN = (bool, int, float, str, list, tuple)


def write(found: Described, folder: Path) -> None:
    """Write a description into a folder, which is made."""
    folder.mkdir(parents=True)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(found, name))
    for number, call in enumerate(found.calls):
        np.savez(folder / f"{number}.npz", **call.weights)
    content = {name: value for name, value in vars(found).items() if name not in ARRAYS}
    content["calls"] = [
        {name: value for name, value in vars(call).items() if name != "weights"}
        for call in found.calls
    ]
    (folder / "network.json").write_text(json.dumps(content), encoding="utf-8")


def read(folder: Path) -> Described:
    """Read what `write` wrote. Needs neither Keras nor the kit."""
    content = json.loads((folder / "network.json").read_text(encoding="utf-8"))
    calls = [
        Call(**call, weights=dict(np.load(folder / f"{number}.npz")))
        for number, call in enumerate(content.pop("calls"))
    ]
    arrays = {name: np.load(folder / f"{name}.npy") for name in ARRAYS}
    return Described(**content, calls=calls, **arrays)


if __name__ == "__main__":
    from vgkit import course

    asked = course.get(sys.argv[1])
    write(describe(asked, asked.images()), Path(sys.argv[2]))
