"""What the kit ships of exercise 16 is measured here: every way to train, from every seed.

The networks are the library's own. A seed decides which images are labelled, where the head starts,
the order of the batches, and what dropout leaves out.
"""

import functools
from collections.abc import Sequence

from vgkit.backend import keras
from vgkit.data import Dataset
from vgkit.experiments import feature_maps, kept, transfer_file
from vgkit.experiments.feature_maps import compute_once
from vgkit.experiments.transfer import OWN, ROW, SEEDS, SIZES, WAYS, labelled, logits_of, trial
from vgkit.experiments.transfer_file import Run
from vgkit.networks import efficientnet, fine_tuning, starting_point, xception
from vgkit.networks.fine_tuning import pretrained_base
from vgkit.progress import progress_bar
from vgkit.training import fitting


class Bench:
    """The base, its feature maps and its features, made once for many trainings.

    Args:
        images: as `photographs` gives them.
    """

    def __init__(self, images: Dataset):
        self.images = images
        self.base = pretrained_base()
        lower, self.upper = fine_tuning.cut_in_two(self.base, fine_tuning.CUTS["EfficientNetLite0"])
        enlarge = keras.layers.Resizing(fine_tuning.SIZE, fine_tuning.SIZE)
        lower = keras.Sequential([keras.Input(fine_tuning.PHOTOGRAPH), enlarge, lower])
        self.maps = compute_once(lower, images)
        pooling = keras.layers.GlobalAveragePooling2D(keepdims=True)
        self.features = compute_once(keras.Sequential([self.upper, pooling]), self.maps)

    def head(self, seed: int) -> keras.Model:
        """A new head at the starting point of a seed."""
        head = fine_tuning.new_head()
        starting_point.set_initial_weights(head, seed)
        return head

    def tail(self, head: keras.Model, normalizations: bool = False) -> keras.Model:
        """The last layers of the base, with ImageNet's weights and free, under a head."""
        efficientnet.load_weights(self.base)
        last = self.base.layers[-fine_tuning.LAST :]
        free = fine_tuning.free_layers(self.base.layers, fine_tuning.LAST)
        fine_tuning.set_free(self.base, last if normalizations else free)
        return keras.Sequential([self.upper, head])


def measure(bench: Bench, way: str, count: int, seed: int) -> list[Run]:
    """Train in one way with so many labelled images, from one seed. Keeps and shows nothing.

    Args:
        bench: as made from all photographs.
        way: a key of `WAYS`; `"fine_tuned"` goes on from `"frozen"` and gives both.
        count: of labelled images.
        seed: see above.

    Returns:
        The `Run`s.
    """
    if way == "scratch":
        model = xception.small_xception(
            32, (16, 32, 64, 128), augmentation=True, momentum=xception.MOMENTUM
        )
        starting_point.set_initial_weights(model, seed)
        return [_run(model, way, bench.images, count, seed, look=False)]
    head = bench.head(seed)
    if way in ("unfrozen_first", "small_steps_first", "all_free"):
        model = bench.tail(head, normalizations=way == "all_free")
        return [_run(model, way, bench.maps, count, seed)]
    frozen = _run(head, "frozen", bench.features, count, seed)
    if way == "frozen":
        return [frozen]
    return [frozen, _run(bench.tail(head), "fine_tuned", bench.maps, count, seed)]


def _run(model, way, images, count, seed, look=True):
    settings, few = WAYS[way], labelled(images, count, seed)
    settings.compiled(model, count)
    record = fitting.fit(
        model,
        f"16_{way}",
        settings.epochs,
        few,
        ROW,
        keep=False,
        look_at=(0, settings.epochs) if look else (),
        seed=seed,
    )
    logits = logits_of(model, few) if seed == OWN and count == SIZES[-1] else []
    return Run(way, count, seed, record, logits)


def measure_trials() -> dict[str, dict]:
    """One epoch on a few images in each way that the notebook trains, in its order."""
    bench, found = Bench(feature_maps.few(feature_maps.photographs())), {}
    head = bench.head(OWN)
    for way, model, images in (
        ("frozen", head, bench.features),
        ("fine_tuned", None, bench.maps),
        ("unfrozen_first", None, bench.maps),
    ):
        if way == "unfrozen_first":
            head = bench.head(OWN)
        model = model or bench.tail(head)
        WAYS[way].compiled(model, SIZES[-1])
        found[way] = trial(model, way, images).metrics
    return found


@functools.cache
def _bench():
    """The bench of all photographs, once in a process."""
    return Bench(feature_maps.photographs())


def _measured(task):
    """The runs of one way, number of images and seed, as `transfer_file` writes them."""
    return transfer_file.to_json(measure(_bench(), *task), {}, {})


def tasks(ways: Sequence[str] | None = None) -> list[tuple[str, int, int]]:
    """`(way, count, seed)` of all trainings that the kit ships; `"frozen"` comes with fine-tuning."""
    chosen = [way for way in ways or WAYS if way != "frozen"]
    return [
        (way, count, seed)
        for count in SIZES  # what is soon done comes first
        for way in chosen
        for seed in SEEDS
        if count in WAYS[way].sizes
    ]


def measure_all(wanted: Sequence[tuple], jobs: int = -1, dask: str | None = None) -> list[Run]:
    """Train in parallel processes of one thread each.

    Interrupted, the same call goes on with what is missing.

    Args:
        wanted: out of `tasks`.
        jobs, dask: as in `parallel.run_all`.

    Returns:
        The `Run`s, sorted by way, number of images and seed.
    """
    if not dask:
        _bench()  # its feature maps are kept: the other processes read them
    found = []
    with progress_bar(total=len(wanted), unit="training") as bar:
        for text in kept.run_all(_measured, wanted, "transfer", jobs, dask):
            found += transfer_file.parse(text)[0]
            bar.update()
    order = list(WAYS)
    return sorted(found, key=lambda run: (order.index(run.way), run.images, run.seed))
