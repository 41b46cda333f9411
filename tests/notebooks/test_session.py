"""What the first line of a notebook says."""

import pytest

from vgkit.errors import VgkitError
from vgkit.notebooks import session


@pytest.mark.parametrize(("notebook", "replaced"), [
    ("5", True), ("7", True), ("quiz", True), ("11", False), ("14", False), ("16", False),
])  # fmt: skip
def test_only_where_a_lesson_is_about_fashion_mnist_are_its_images_replaced(
    monkeypatch, capsys, notebook, replaced
):
    monkeypatch.setenv("VGKIT_DATASET", "synthetic")
    session.start(notebook, language="en")
    assert ("SYNTHETIC images instead of Fashion-MNIST" in capsys.readouterr().out) is replaced


def test_a_notebook_begins_with_its_heading_and_nothing_more(monkeypatch, capsys):
    monkeypatch.setenv("VGKIT_STATIC", "1")
    session.start("5", language="en")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("vgkit ") and " · 5 · " in line


def test_an_unknown_notebook_is_refused():
    with pytest.raises(VgkitError, match="There is no exercise '99'"):
        session.start("99", language="en")
