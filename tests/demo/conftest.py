"""What spares the page's tests time."""

import gc

import pytest

from tests.data.test_photographs import bytes_of, drawn
from vgkit.demo import results
from vgkit.figures.pictures import Picture
from vgkit.figures.plots import gradient_norms

NOTHING = Picture(bytes_of(drawn(), "PNG"), "nothing")


@pytest.fixture(autouse=True)
def no_collecting(monkeypatch):
    """Streamlit lets Python look for garbage after every run; beside TensorFlow that takes long."""
    monkeypatch.setattr(gc, "collect", lambda *_: 0)


@pytest.fixture
def no_figures(monkeypatch):
    """A result is shown without what takes a second to draw."""
    for module, name in (
        (results.cnn_plots, "feature_maps"),
        (results.plots, "gradient_norms"),
        (results.figures, "seen"),
        (results.figures, "probabilities"),
    ):
        monkeypatch.setattr(module, name, lambda *_, **__: NOTHING)


@pytest.fixture
def gradients_only(monkeypatch, no_figures):
    """The same, but for the gradients, which are drawn."""
    monkeypatch.setattr(results.plots, "gradient_norms", gradient_norms)
