"""Images, networks and answers for figures of convolutional networks."""

import functools

import numpy as np

from vgkit.networks import cnn

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (60, 28, 28, 1)).astype(np.uint8)
LABELS = np.arange(60, dtype=np.uint8) % 10
ANSWERS = LABELS.copy()
ANSWERS[[4, 14]], ANSWERS[27] = 9, 2
KERNEL = RANDOM.normal(0, 0.1, (5, 5, 1, 6)).astype(np.float32)
EDGES = np.array([[-1.0, 0.0, 1.0]] * 3)


@functools.cache
def network():
    """A network that no test changes."""
    return cnn.lenet()
