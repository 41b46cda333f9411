"""MNIST: 70,000 grey handwritten digits of 28 × 28 pixels (LeCun, Cortes; CC BY-SA 3.0).

Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document
recognition".
"""

from vgkit.data import idx
from vgkit.data.dataset import Dataset
from vgkit.data.locating import FileSet

CLASS_NAMES = tuple("0123456789")

FILES = FileSet(
    name="mnist",
    title="MNIST",
    subfolder="mnist",
    url="https://storage.googleapis.com/cvdf-datasets/mnist/",
    megabytes=12,
    originals=idx.four_files(
        x_train="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        y_train="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        x_test="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        y_test="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    mirrored_in="mnist/",  # the names of its files are Fashion-MNIST's
)


def load() -> Dataset:
    """All images, of shape `(28, 28, 1)` each.

    Raises:
        DataError: they are neither here nor to be had; the message names two ways out.
    """
    arrays, source = idx.arrays(FILES)
    for key in ("x_train", "x_test"):
        arrays[key] = arrays[key].reshape(-1, 28, 28, 1)
    return Dataset(FILES.name, source, **arrays)
