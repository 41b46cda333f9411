"""Where a picture comes from: drawn, uploaded, or out of a data set. Each way is a part of the page.

Each function returns the pixels that a network takes (`networks.Network.to_input`), or None where
there is no picture yet, or none that can be used; then the page says why.
"""

import importlib.util
from collections.abc import Callable

import numpy as np
import streamlit as st
from PIL import Image, ImageOps

from vgkit import data
from vgkit.data.cifar10 import CATS_AND_DOGS
from vgkit.data.photographs import FORMATS, read_bytes
from vgkit.demo import digits
from vgkit.demo.drawing import drawing
from vgkit.demo.networks import PHOTOGRAPH
from vgkit.demo.server import MOST_MEGABYTES
from vgkit.messages import mark, say

NAMES = {"cat": mark("cat"), "dog": mark("dog")}


def drawn_digit() -> np.ndarray | None:
    """The digit that is on the sheet."""
    text = drawing()
    _how_it_is_made_ready()
    if not text:
        return None
    return _usable(lambda: digits.from_drawing(text), say("The drawing"))


def uploaded_digit() -> np.ndarray | None:
    """The digit on a picture of the visitor's."""
    found = _upload(
        say(
            "A picture of one digit, dark on plain light paper or light on dark; {most} MB at most",
            most=MOST_MEGABYTES,
        ),
        digits.from_photograph,
        "digit_upload",
    )
    _how_it_is_made_ready()
    return found


def _how_it_is_made_ready():
    _in_small_print(
        say(
            "It is made ready as the makers of MNIST did (LeCun, Cortes, Burges): scaled to fit into "
            "20 × 20 pixels, then moved until its centre of mass is in the middle of 28 × 28."
        )
    )


def test_digit() -> np.ndarray:
    """A test image of MNIST, which LeNet has not learnt from."""
    images = data.load("mnist")
    return _of_data_set(images.x_test, images.y_test, images.source, str, "digit_number")


def uploaded_photograph() -> np.ndarray | None:
    """A picture of the visitor's, as small as those that the network learnt from."""
    found = _upload(
        say("A picture of a cat or a dog, {most} MB at most", most=MOST_MEGABYTES),
        lambda content, name: read_bytes(content, name, PHOTOGRAPH),
        "photograph_upload",
    )
    _how_small_it_becomes()
    return found


def _how_small_it_becomes():
    _in_small_print(
        say(
            "The middle of it is made as small as the photographs that the network learnt from, "
            "{size} × {size} pixels, then enlarged again for the pretrained layers.",
            size=PHOTOGRAPH,
        )
    )


def has_chelsea() -> bool:
    """Whether scikit-image is installed, which brings a photograph of a cat along."""
    return importlib.util.find_spec("skimage") is not None


def chelsea() -> np.ndarray:
    """The cat of scikit-image."""
    from skimage import data as photographs

    size = (PHOTOGRAPH, PHOTOGRAPH)
    found = np.asarray(ImageOps.fit(Image.fromarray(photographs.chelsea()), size))
    _how_small_it_becomes()
    return found


def has_cifar10() -> bool:
    """Whether CIFAR-10 lies on this machine: the page downloads nothing."""
    return data.at_hand("cifar10")


def test_photograph() -> np.ndarray:
    """A cat or a dog of CIFAR-10's test images, which the network has not learnt from."""
    images = data.load("cats_and_dogs")

    def name(label):
        return say(NAMES[CATS_AND_DOGS[label]])

    return _of_data_set(images.x_test, images.y_test, images.source, name, "photograph_number")


def _in_small_print(text):
    """Streamlit's own caption is too pale to be read by everybody."""
    st.markdown(f":small[{text}]")


def _of_data_set(images, labels, source, name: Callable[[int], str], key):
    number = st.number_input(
        say("Number of the test image, 0 to {last}", last=len(images) - 1),
        min_value=0,
        max_value=len(images) - 1,
        value=0,
        key=key,
    )
    _in_small_print(say("Its label: {label}.", label=name(int(labels[number]))))
    return images[number]


def _upload(label, read, key):
    file = st.file_uploader(label, key=key, max_upload_size=MOST_MEGABYTES)
    if file is None:
        return None
    return _usable(lambda: read(file.getvalue(), file.name), file.name)


def _usable(read, name):
    """What `read` gives; where it cannot, the page says why."""
    try:
        return read()
    except data.DataError as error:
        kinds = ", ".join("WebP" if kind == "WEBP" else kind for kind in FORMATS)
        st.error(
            say(
                "{name} cannot be used: {reason}. Pictures in {kinds} can.",
                name=as_it_is(name),
                reason=as_it_is(str(error)),
                kinds=kinds,
            )
        )
        return None


def as_it_is(text):
    """A text that somebody else chose, with nothing in it taken for formatting."""
    return "".join(f"\\{each}" if each in r"\`*_{}[]()<>#+-.!|~$:" else each for each in text)
