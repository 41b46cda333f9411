"""What every test starts from: an empty home of its own, English, no progress bars."""

import contextlib
import functools
import gc
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from vgkit import data, hardware, settings
from vgkit.data import synthetic
from vgkit.messages import set_language
from vgkit.notebooks import preloaded

# The files that take longest come first: one that was begun last would keep a core waiting.
DEAREST = (
    "training/test_epoch_graph.py",
    "notebooks/test_all_notebooks.py",
    "faults/test_training.py",
    "training/test_trainer.py",
    "training/test_split_batches.py",
    "training/test_stages.py",
    "experiments/test_sweep.py",
    "notebooks/test_preloaded.py",
    "figures/test_every_plot.py",
    "training/test_checkpoints_file.py",
    "faults/test_backups.py",
    "cli/test_training.py",
    "training/test_checkpoints.py",
    "figures/test_every_diagram.py",
    "test_tiny_lesson.py",
    "experiments/test_variations.py",
    "cli/test_tour.py",
)


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="try more often what chance decides")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    return hardware.cores()


def pytest_configure(config):
    preloaded.use_for_kernels()
    if config.getoption("thorough"):
        hypothesis.settings.register_profile("thorough", max_examples=2000)
        hypothesis.settings.load_profile("thorough")
    else:
        hypothesis.settings.register_profile("quick", max_examples=100)
        hypothesis.settings.load_profile("quick")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("thorough"):
        left_out = [item for item in items if item.get_closest_marker("thorough")]
        items[:] = [item for item in items if item not in set(left_out)]
        config.hook.pytest_deselected(items=left_out)
    order = {Path(__file__).parent / name: place for place, name in enumerate(DEAREST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


def pytest_collection_finish():
    gc.collect()
    gc.freeze()  # or every collection would go through all modules again


@pytest.fixture(scope="session")
def thorough(request):
    """Whether `make test-all` asks for what takes long, too."""
    return request.config.getoption("thorough")


def thorough_but(quick, cases):
    """Cases for `parametrize`, of which `make test` tries only the quick ones, `make test-all` all."""

    def thorough(case):
        values = case if isinstance(case, tuple) else (case,)
        values, name = getattr(case, "values", values), getattr(case, "id", None)
        return pytest.param(*values, id=name, marks=pytest.mark.thorough)

    return [case if case in quick else thorough(case) for case in cases]


def in_english_but(english, *others):
    """Cases for `parametrize` that differ in words alone: what costs seconds is quick in English."""
    return thorough_but([english], [english, *others])


class MonkeyPatch(pytest.MonkeyPatch):
    """pytest's own; the kit reads its settings again whenever a variable was set or unset."""

    def setenv(self, *arguments, **options):
        super().setenv(*arguments, **options)
        settings.renew()

    def delenv(self, *arguments, **options):
        super().delenv(*arguments, **options)
        settings.renew()

    def undo(self):
        super().undo()
        settings.renew()


@pytest.fixture
def monkeypatch():
    patch = MonkeyPatch()
    yield patch
    patch.undo()


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """A home for backups, runs and answers that no other test has touched."""
    home = tmp_path / "vgkit home"
    monkeypatch.setenv("VGKIT_HOME", str(home))
    monkeypatch.setenv("VGKIT_PROGRESS", "off")
    for name in ("VGKIT_PROFILE", "VGKIT_DATASET", "VGKIT_STATIC", "VGKIT_LANG"):
        monkeypatch.delenv(name, raising=False)
    set_language("en")
    yield home
    set_language("en")


@pytest.fixture
def no_collecting():
    """For text nested too deep: a destructor run by the collector would fail at that depth, too."""
    gc.disable()
    yield
    gc.enable()


@functools.cache
def _drawn():
    arrays = synthetic.draw(train=1280, test=256)
    for array in arrays.values():
        array.flags.writeable = False  # no test changes them for the next one
    return arrays


def tiny_images(name=None):
    """Two and a half batches of synthetic images: enough to train on, drawn once."""
    return data.Dataset("synthetic", "drawn by a test", **_drawn())


def random_images(shape, train=40, test=24):
    """Images of any shape with random pixels, labels 0…9 in turn: for what needs no sense in them."""
    generator, arrays = np.random.default_rng(0), {}
    for part, count in (("train", train), ("test", test)):
        arrays[f"x_{part}"] = generator.integers(0, 256, (count, *shape), dtype=np.uint8)
        arrays[f"y_{part}"] = np.arange(count, dtype=np.uint8) % 10
    return data.Dataset("random", "drawn by a test", **arrays)


class _Untraced:
    """TensorFlow, but for `tf.function`: what it should trace stays a function of Python."""

    def __init__(self, library):
        self._library = library

    def __getattr__(self, name):
        return getattr(self._library, name)

    def function(self, **options):
        return lambda body: body


@contextlib.contextmanager
def without_graphs():
    """While this lasts, trainings go from batch to batch in Python, with the operations of their graphs.

    Making a graph costs as much as a hundred batches of a small network.
    """
    from vgkit.training import epoch_graph

    with MonkeyPatch.context() as patch:
        patch.setattr(epoch_graph, "tf", _Untraced(epoch_graph.tf))
        # Halves of a batch are made for a graph, where one of them may be empty.
        patch.setattr(epoch_graph.split_batches, "possible", lambda *_: False)
        yield


@pytest.fixture
def untraced():
    """A test whose trainings make no graphs."""
    with without_graphs():
        yield


@pytest.fixture
def traced_tiny(monkeypatch):
    """`tiny`, for tests in which it matters that an epoch is one graph, as in the course."""
    images = tiny_images()
    monkeypatch.setattr(data, "load", lambda name=None: images)
    return images


@pytest.fixture
def tiny(traced_tiny, untraced):
    """Training sees a tiny synthetic data set, for tests in which the size does not matter."""
    return traced_tiny


@pytest.fixture(scope="session")
def _fashion_mnist():
    try:
        return data.load()
    except data.DataError as error:
        return error


def skip_without_images(row):
    """Skip a test that needs images which do not come with a checkout, where they are not here."""
    if row.dataset and (files := data.lacking(row.dataset)):
        pytest.skip(f"NOT TESTED, no {files.title}: `{files.fetch_command}` downloads it")


@pytest.fixture
def any_data(_fashion_mnist, monkeypatch):
    """Fashion-MNIST where it can be had, else the synthetic stand-in: for what any images will do."""
    if isinstance(_fashion_mnist, data.DataError):
        monkeypatch.setenv("VGKIT_DATASET", "synthetic")


@pytest.fixture
def real_data(_fashion_mnist):
    """Fashion-MNIST itself; the test is skipped, and says so, where it cannot be had."""
    if isinstance(_fashion_mnist, data.DataError):
        pytest.skip(f"NOT TESTED, no Fashion-MNIST: {_fashion_mnist}")
    return _fashion_mnist
