"""Trained weights that the kit ships beside a record, for what a notebook computes with them."""

import importlib.resources
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vgkit import course
from vgkit.errors import VgkitError
from vgkit.folders import write_atomically
from vgkit.messages import say
from vgkit.networks.description import fingerprint

if TYPE_CHECKING:
    import keras

FOLDER = importlib.resources.files("vgkit.course").joinpath("trained")


def save(path: "str | Path", model: "keras.Model") -> None:
    """Write a compiled model's weights as float32 `.npz`, with the network's fingerprint.

    Raises:
        OSError: it cannot be written.
    """
    buffer = io.BytesIO()
    arrays = {f"w{number}": array for number, array in enumerate(model.get_weights())}
    np.savez_compressed(buffer, fingerprint=np.array(fingerprint(model)), **arrays)
    write_atomically(path, buffer.getvalue())


def load_reference(model: "keras.Model", row: course.Exercise) -> None:
    """Give a compiled model the trained weights that the kit ships for an exercise, in place.

    Args:
        model: of the exercise's network, maybe written in other words.
        row: the exercise.

    Raises:
        VgkitError: the kit ships none, the file is damaged, or it is of another network.
    """
    name = f"{row.id}.npz"
    try:
        with (
            FOLDER.joinpath(name).open("rb") as stream,
            np.load(stream, allow_pickle=False) as content,
        ):
            told = str(content["fingerprint"])
            weights = [content[f"w{number}"] for number in range(len(content.files) - 1)]
    except Exception as error:  # NumPy and zipfile raise anything for damaged bytes
        raise _damaged(name, error) from None
    if told != fingerprint(model) and not _is_in_other_words(model, row.compiled(), told, weights):
        raise VgkitError(
            say(
                "The trained weights {name} belong to another network than this one. Unset "
                "VGKIT_PROFILE and train.",
                name=name,
            )
        )
    shapes = [array.shape for array in weights]
    if shapes != [weight.shape for weight in model.weights]:
        raise _damaged(name, shapes)
    model.set_weights(weights)


def _is_in_other_words(model, reference, told, weights):
    """Whether weights are the course's network's, and a network does with them what that one does."""
    shapes = [array.shape for array in weights]
    networks = model, reference
    if told != fingerprint(reference) or any(
        [weight.shape for weight in each.weights] != shapes for each in networks
    ):
        return False
    kept, pixels = model.get_weights(), np.random.default_rng(0)
    images = pixels.uniform(-1, 1, (4, *reference.input_shape[1:])).astype("float32")
    for each in networks:
        each.set_weights(weights)
    try:
        return np.allclose(*(each(images, training=False) for each in networks), atol=1e-4)
    except Exception:  # images of another shape are refused by whatever layer notices
        return False
    finally:
        model.set_weights(kept)


def _damaged(name, why):
    return VgkitError(
        say(
            "The trained weights {name} cannot be used ({why}). Restore the file from the "
            "repository, or install vgkit again.",
            name=name,
            why=why,
        )
    )
