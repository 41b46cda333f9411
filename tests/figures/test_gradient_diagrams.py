"""Figures of exercise 8: what they show is what was given, in both languages."""

import numpy as np
import pytest

from vgkit.figures import gradient_diagrams, method_comparison
from vgkit.messages import LANGUAGES, set_language
from vgkit.training import records

SIGNALS = {
    "baseline": {"forward": [0.3, 0.04], "backward": [1.2e-9, 2e-4]},
    "mine": {"forward": [0.3, 0.2], "backward": [1e-4, 2e-4]},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_shows_the_formula_on_its_own_numbers(language):
    set_language(language)
    picture = gradient_diagrams.backward_diagram([[1.0, 3.0]])
    assert picture.png.startswith(b"\x89PNG")
    # Mean 2e-5, standard deviation 1e-5: 1e-5 / 1.1e-5.
    assert "1.0 3.0" in picture.alt and "−0.91 +0.91" in picture.alt


def test_the_diagram_agrees_with_the_formula():
    gradient = np.array([[0.2, 0.6, 0.1], [0.5, 0.9, 0.4], [0.3, 0.8, 0.2]])
    g = 1e-5 * gradient
    expected = (g - g.mean()) / (g.std() + 1e-6)
    alt = gradient_diagrams.backward_diagram().alt.replace("−", "-")
    for row in expected:
        assert " ".join(f"{value:+.2f}" for value in row) in alt


@pytest.mark.parametrize(("language", "words"), [
    ("en", "from hidden 1 to output"),
    ("vi", "từ hidden 1 đến output"),
])  # fmt: skip
def test_the_two_signals_are_described_with_their_numbers(language, words):
    set_language(language)
    picture = gradient_diagrams.two_signals(["hidden 1", "output"], SIGNALS)
    assert picture.png.startswith(b"\x89PNG")
    assert words in picture.alt
    for text in ("baseline: 0.3, 0.04", "baseline: 1.2e-09, 0.0002", "mine: 0.0001, 0.0002"):
        assert text in picture.alt


def test_accuracies_are_described_by_their_first_and_last_epoch():
    names = {"skip": "5", "ReLU": "2", "baseline": "baseline_7"}
    runs = {
        name: method_comparison.first_epochs(records.load_reference(own))
        for name, own in names.items()
    }
    picture = gradient_diagrams.accuracies(runs)
    assert picture.png.startswith(b"\x89PNG")
    parts = [
        f"{name}: {runs[name].at('val_accuracy', 1):.4f} → {runs[name].at('val_accuracy', 20):.4f}"
        for name in runs
    ]
    assert picture.alt.endswith("; ".join(parts) + ".")
