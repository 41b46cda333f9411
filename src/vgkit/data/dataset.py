"""What every loader returns: images and labels, and the views of them that the course uses."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from vgkit.errors import VgkitError
from vgkit.messages import say

PIXEL_SCALES = ("0-255", "0-1", "standardised", "-1-1", "per-channel")
VALIDATIONS = ("test", "training tail")
TAIL = 6_000  # images


@dataclass(frozen=True)
class Dataset:
    """Images and labels, verified and ready.

    | name | `x_train` | `x_test` |
    |---|---|---|
    | `"fashion_mnist"`, `"synthetic"` | `(60000, 784)` | `(10000, 784)` |
    | `"mnist"` | `(60000, 28, 28, 1)` | `(10000, 28, 28, 1)` |
    | `"cifar10"` | `(10000, 32, 32, 3)` | `(2000, 32, 32, 3)` |
    | `"cifar10_whole"` | `(50000, 32, 32, 3)` | `(10000, 32, 32, 3)` |
    | `"cats_and_dogs"` | `(10000, 32, 32, 3)` | `(2000, 32, 32, 3)` |

    Attributes:
        name: as in the table; after `prepare` with what was changed behind it.
        source: where it came from, for people.
        x_train, x_test: uint8, pixels 0…255, channels last.
        y_train, y_test: uint8, shape `(images,)`, the numbers of the classes from 0.
        mean, std: the network sees (pixels − mean) / std; numbers, or float32 `(channels,)`.
    """

    name: str
    source: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    mean: float | np.ndarray = 0.0
    std: float | np.ndarray = 1.0

    def __repr__(self):
        shapes = f"x_train={self.x_train.shape}, x_test={self.x_test.shape}"
        return f"{type(self).__name__}({self.name!r}, {shapes}, source={self.source!r})"

    @property
    def is_synthetic(self) -> bool:
        return self.name.startswith("synthetic")

    def to_input(self, pixels: np.ndarray) -> np.ndarray:
        """What the network sees, as a float32 array, of uint8 pixels of any shape."""
        pixels = np.asarray(pixels, np.float32)
        return (pixels - np.float32(self.mean)) / np.float32(self.std)


def prepare(images: Dataset, pixels: str = "0-255", validation: str = "test") -> Dataset:
    """The data set as another edition of the course uses it. Nothing is copied.

    Args:
        images: as `data.load` gives it.
        pixels: one of `PIXEL_SCALES`: as they are; divided by 255; less the training pixels' mean and
            divided by their standard deviation, both over all pixels of all images; from −1 to 1;
            or standardised with a mean and a standard deviation for each channel.
        validation: one of `VALIDATIONS`: the test images; or the last 6,000 training images, which
            are not trained on then and stand in `x_test`, `y_test`.

    Returns:
        A `Dataset` whose name says what was changed.

    Raises:
        VgkitError: `pixels` or `validation` is something else.
    """
    one_of("pixels", pixels, PIXEL_SCALES)
    one_of("validation", validation, VALIDATIONS)
    if pixels == "0-1":
        images = replace(images, name=f"{images.name}-{pixels}", std=255.0)
    elif pixels == "standardised":
        mean, std = float(images.x_train.mean()), float(images.x_train.std())
        images = replace(images, name=f"{images.name}-{pixels}", mean=mean, std=std)
    elif pixels == "-1-1":
        images = replace(images, name=f"{images.name}-{pixels}", mean=127.5, std=127.5)
    elif pixels == "per-channel":
        mean, std = channel_statistics(images.x_train)
        images = replace(images, name=f"{images.name}-{pixels}", mean=mean, std=std)
    if validation == "training tail":
        images = replace(
            images,
            name=f"{images.name}-tail",
            x_train=images.x_train[:-TAIL],
            y_train=images.y_train[:-TAIL],
            x_test=images.x_train[-TAIL:],
            y_test=images.y_train[-TAIL:],
        )
    return images


def channel_statistics(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel, over all pixels of all images.

    Args:
        pixels: uint8 `(images, height, width, channels)`. Without channels, `(images, pixels)`,
            they count as one.

    Returns:
        Two float32 arrays `(channels,)`, in units of a pixel, 0 to 255.
    """
    by_channel = pixels.reshape(-1, pixels.shape[-1] if pixels.ndim == 4 else 1).T
    values = np.arange(256.0)
    # By how often each value occurs: exact, and no float copy of all the images.
    counts = [np.bincount(channel, minlength=256) for channel in by_channel]
    means = [count @ values / count.sum() for count in counts]
    stds = [
        np.sqrt(count @ (values - mean) ** 2 / count.sum())
        for count, mean in zip(counts, means, strict=True)
    ]
    return np.array(means, np.float32), np.array(stds, np.float32)


def one_of(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that is not among the known ones.

    Raises:
        VgkitError: with the name, the known values, and the one received.
    """
    if value not in known:
        listed = ", ".join(map(repr, known))
        raise VgkitError(
            say(
                "{name} must be one of {listed}. Received: {value!r}.",
                name=name,
                listed=listed,
                value=value,
            )
        )
