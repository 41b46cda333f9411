"""Numbers for plots: a few layers, networks, runs, images and signals."""

import numpy as np
import pytest

from vgkit.messages import LANGUAGES
from vgkit.training import records
from vgkit.training.records import Record

LAYERS = ["hidden 1", "hidden 2", "output"]
IMAGES = np.random.RandomState(0).randint(0, 256, (20, 784)).astype(np.uint8)
LABELS = np.arange(20, dtype=np.uint8) % 10
VALUES = [0.61254, 0.61866, 0.61006]
OPTIONS = ["0.6084", "0.6085", "0.6086", "0.6087"]
BY_DEPTH = {
    "3 layers": {"gradient_norm": [0.00012345, 0.5, 2.0, 12.0]},
    "5 layers": {"gradient_norm": [1e-6, 1e-5, 3.25e-4, 0.5, 2.0, 3.0]},
}
SIGNALS = {
    "baseline": {"forward": [0.3, 0.04], "backward": [1.2e-9, 2e-4]},
    "mine": {"forward": [0.3, 0.2], "backward": [1e-4, 2e-4]},
}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def snapshots(name="plain", norm=0.00012345, change=0.01234):
    return {
        name: {"gradient_norm": [norm, 0.5, 12.0], "weight_change": [change, 0.2, 0.345]},
        "better": {"gradient_norm": [1.5, 2.25, 3.0], "weight_change": [1.0, 2.5, 0.5]},
    }


def run(val_loss=(2.0, 1.5, 1.23456), val_accuracy=(0.1, 0.8765, 0.75), live=None):
    metrics = {name: list(val_loss) for name in records.METRICS}
    metrics["val_accuracy"] = list(val_accuracy)
    return Record("5", "synthetic", "", metrics, [1.0] * len(val_loss), live=live)


def stage(frozen, live=None, epochs=3):
    """One of some trainings in stages: the first of its two layers was frozen, or not."""
    falling = tuple(2.0 - 0.1 * epoch for epoch in range(epochs))
    training = run(falling, tuple(value / 4 for value in falling), live)
    change = [[0.0, 0.0], [0.0 if frozen else 0.3, 0.5]]
    training.diagnostics.update(
        {name: [[1.0, 1.0]] * 2 for name in records.DIAGNOSTICS},
        epochs=[0, epochs],
        layers=LAYERS[:2],
        weight_change=change,
    )
    return training
