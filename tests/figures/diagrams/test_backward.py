"""The drawing of a layer that works backwards: it shows the formula on its own numbers."""

import numpy as np
import pytest

from vgkit.figures import diagrams
from vgkit.messages import LANGUAGES, set_language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_shows_the_formula_on_its_own_numbers(language):
    set_language(language)
    picture = diagrams.backward_diagram([[1.0, 3.0]])
    # Mean 2e-5, standard deviation 1e-5: 1e-5 / 1.1e-5.
    assert "1.0 3.0" in picture.alt and "−0.91 +0.91" in picture.alt


def test_the_diagram_agrees_with_the_formula():
    gradient = np.array([[0.2, 0.6, 0.1], [0.5, 0.9, 0.4], [0.3, 0.8, 0.2]])
    g = 1e-5 * gradient
    expected = (g - g.mean()) / (g.std() + 1e-6)
    alt = diagrams.backward_diagram().alt.replace("−", "-")
    for row in expected:
        assert " ".join(f"{value:+.2f}" for value in row) in alt
