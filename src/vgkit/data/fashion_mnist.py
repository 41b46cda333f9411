"""Fashion-MNIST: 70,000 grey garments of 28 × 28 pixels (Xiao, Rasul, Vollgraf 2017; MIT licence)."""

from vgkit.data import idx
from vgkit.data.dataset import Dataset
from vgkit.data.locating import FileSet, folders
from vgkit.messages import say

CLASS_NAMES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def _three_ways_out(files, error):
    return say(
        "Fashion-MNIST is not on this machine (sought in {looked_in}) and cannot be fetched. "
        "{error} Three ways out: (1) connect to the internet and run `vgkit data fetch`; (2) "
        "copy the four .gz files into {cache}, or into any folder and name that folder in "
        "the environment variable VGKIT_DATA_DIR; (3) to look around without the real "
        "images, set VGKIT_DATASET=synthetic (ten drawn classes; the quiz is left out).",
        looked_in=", ".join(map(str, folders(files))),
        error=error,
        cache=files.cache_folder(),
    )


FILES = FileSet(
    name="fashion_mnist",
    title="Fashion-MNIST",
    subfolder="fashion-mnist",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    megabytes=31,
    originals=idx.four_files(
        x_train="c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        y_train="bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        x_test="5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        y_test="0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    ways_out=_three_ways_out,
)


def load() -> Dataset:
    """All images, each as a row of 784 pixels.

    Raises:
        DataError: they are neither here nor to be had; the message names three ways out.
    """
    arrays, source = idx.arrays(FILES)
    for key in ("x_train", "x_test"):
        arrays[key] = arrays[key].reshape(-1, 28 * 28)
    return Dataset(FILES.name, source, **arrays)
