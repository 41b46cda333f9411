"""What `ask` shows, caught."""

import IPython.display
import ipywidgets
import pytest


@pytest.fixture
def shown(monkeypatch):
    """What `ask` displays: one MIME bundle per item."""
    bundles = []

    def display(bundle, raw):
        assert raw
        bundles.append(bundle)

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.delenv("VGKIT_STATIC", raising=False)
    return bundles


@pytest.fixture
def boxes(monkeypatch):
    """The children of every box that `ask` builds: heading, choice, button, verdict."""
    kept, real = [], ipywidgets.VBox

    def box(children):
        kept.append(children)
        return real(children)

    monkeypatch.setattr(ipywidgets, "VBox", box)
    return kept
