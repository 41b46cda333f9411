"""Ten drawn garment classes with the shapes of Fashion-MNIST: for tests and demos without data.

Each class is a silhouette described by a few inequalities in the plane; width, height, position,
shade and texture vary from image to image. The result is learnable and is not Fashion-MNIST:
whatever is computed on it says so, and the quiz refuses it.
"""

import numpy as np

from vgkit.data.dataset import Dataset
from vgkit.messages import say

CLASSES = 10
SIDE = 28


def _silhouettes(label, x, y, w, h, s):
    """Masks of one class: x, y in −1…1 (y down), w width, h height, s one more shape parameter."""
    ax = np.abs(x)
    body = (ax < 0.42 * w) & (np.abs(y) < 0.75 * h)
    neck = (ax < 0.16) & (y < -0.6 * h)
    if label == 0:  # T-shirt: short sleeves
        return (body | ((ax < 0.8 * w) & (y > -0.75 * h) & (y < -0.3 + 0.15 * s))) & ~neck
    if label == 1:  # trouser: two legs
        return (ax < 0.36 * w) & (np.abs(y) < 0.85 * h) & ~((ax < 0.06 + 0.05 * s) & (y > -0.45))
    if label == 2:  # pullover: long sleeves
        return (body | ((ax < 0.8 * w) & (ax > 0.5 * w) & (np.abs(y) < 0.7 * h))) | (
            (ax < 0.7 * w) & (np.abs(y + 0.6 * h) < 0.15)
        )
    if label == 3:  # dress: narrow above, wide below
        return (ax < (0.2 + 0.16 * (y + 1) * (1 + 0.5 * s)) * w) & (np.abs(y) < 0.88 * h)
    if label == 4:  # coat: a dark opening down the front
        sleeves = (ax < 0.78 * w) & (ax > 0.52 * w) & (y > -0.7 * h) & (y < 0.6 * h)
        return ((ax < 0.5 * w) & (np.abs(y) < 0.85 * h) & (ax > 0.05)) | sleeves
    if label == 5:  # sandal: straps
        sole = (np.abs(y - 0.35) < 0.1 * h) & (ax < 0.85 * w)
        return sole | (np.abs(np.sin(4 * x + 3 * s)) > 0.75) & (np.abs(y) < 0.35) & (ax < 0.7 * w)
    if label == 6:  # shirt: sleeves of middle length, a row of buttons
        sleeves = (ax < 0.75 * w) & (y > -0.75 * h) & (y < 0.1 + 0.2 * s)
        return (body | sleeves) & ~neck & ~((ax < 0.05) & (np.sin(18 * y) > 0.4))
    if label == 7:  # sneaker: low, rising towards the heel
        return (y < 0.4 * h) & (y > 0.05 - 0.35 * np.clip(x + 0.2 * s, 0, 1)) & (ax < 0.88 * w)
    if label == 8:  # bag: a box with a handle
        handle = (np.abs(np.hypot(x, y + 0.25) - 0.42 * w) < 0.07) & (y < -0.2)
        return ((ax < 0.75 * w) & (y > -0.25) & (y < 0.7 * h)) | handle
    # ankle boot: a shaft over a foot
    shaft = (x > 0.05 - 0.1 * s) & (x < 0.7 * w) & (y < 0.4 * h) & (y > -0.8 * h)
    return shaft | ((ax < 0.8 * w) & (y > 0.05) & (y < 0.55 * h))


def _draw(labels, generator):
    images = np.zeros((len(labels), SIDE, SIDE), np.float32)
    grid = np.linspace(-1, 1, SIDE, dtype=np.float32)
    for label in range(CLASSES):
        chosen = np.flatnonzero(labels == label)

        count = len(chosen)

        def vary(low, high, count=count):
            return generator.uniform(low, high, (count, 1, 1)).astype(np.float32)

        x, y = grid[None, None, :] + vary(-0.12, 0.12), grid[None, :, None] + vary(-0.08, 0.08)
        mask = _silhouettes(label, x, y, vary(0.8, 1.15), vary(0.85, 1.1), vary(-1, 1))
        texture = 1 + 0.2 * np.sin(vary(0, 14) * x + vary(0, 14) * y + vary(0, 6))
        images[chosen] = mask * vary(90, 210) * texture
    images += generator.normal(0, 9, images.shape).astype(np.float32) * (images > 0)
    return np.clip(images, 0, 255).astype(np.uint8).reshape(-1, SIDE * SIDE)


def draw(train=60_000, test=10_000):
    """Draw the whole data set; the same bytes every time.

    Args:
        train, test: number of images.

    Returns:
        A dict of `x_train`, `y_train`, `x_test`, `y_test`: uint8, images as rows of 784 pixels.
    """
    generator = np.random.Generator(np.random.PCG64(20220))
    y_train = generator.integers(0, CLASSES, train).astype(np.uint8)
    y_test = generator.integers(0, CLASSES, test).astype(np.uint8)
    return {
        "x_train": _draw(y_train, generator),
        "y_train": y_train,
        "x_test": _draw(y_test, generator),
        "y_test": y_test,
    }


def load() -> Dataset:
    """The whole data set, drawn anew."""
    return Dataset("synthetic", say("drawn by vgkit"), **draw())
