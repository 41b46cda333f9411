"""TensorFlow and Keras, loaded once and quietly.

TensorFlow's C++ side greets with notices on file descriptor 2 before any log level is read. In a
notebook they would land in the student's first cell, and CI compares stderr to the letter.
"""

import contextlib
import os
import sys

from vgkit import hardware
from vgkit.errors import VgkitError
from vgkit.messages import say


@contextlib.contextmanager
def _silent_descriptor_2():
    try:
        sys.stderr.flush()
        saved = os.dup(2)
    except (AttributeError, OSError):  # closed: there is nothing to be silenced
        yield
        return
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(devnull)


@contextlib.contextmanager
def _missing_in_words():
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "tensorflow":
            raise
        message = say(
            "TensorFlow is not installed. Install one of its builds, as in: pip install tensorflow-cpu"
        )
        raise VgkitError(message) from None


os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
if hardware.cores() == 2 and not os.environ.keys() & set(hardware.THREADS):
    os.environ |= hardware.TWO_AT_ONCE  # for `split_batches`; measured on two cores only
with _silent_descriptor_2(), _missing_in_words():
    import keras
    import tensorflow as tf

    tf.config.list_physical_devices()  # the second round of notices: looking for GPUs
    tf.get_logger().setLevel("ERROR")  # advice on retracing, which a new model cannot follow

if keras.backend.backend() != "tensorflow":
    raise VgkitError(
        say(
            "vgkit needs Keras on TensorFlow, but Keras runs on {backend!r}. Unset KERAS_BACKEND "
            "(or set it to 'tensorflow') and restart the kernel.",
            backend=keras.backend.backend(),
        )
    )

__all__ = ["keras", "tf"]
