"""Changes of the weights, read out in percent."""

import pytest

from tests.figures.plots.made_up import LAYERS, snapshots
from vgkit.figures import plots
from vgkit.messages import set_language


@pytest.mark.parametrize(("language", "opening"), [
    ("en", "Bar chart, change of each layer's kernel"),
    ("vi", "Biểu đồ cột, mức thay đổi của kernel từng lớp"),
])  # fmt: skip
def test_weight_changes_are_read_out_in_percent(language, opening):
    set_language(language)
    alt = plots.weight_change(LAYERS, snapshots()).alt
    assert alt.startswith(opening)
    assert "plain: hidden 1 1.23%, hidden 2 20.00%, output 34.50%" in alt
    assert "better: hidden 1 100.00%, hidden 2 250.00%, output 50.00%" in alt


def test_a_layer_that_did_not_move_can_be_drawn(painted):
    still = {"frozen": {"weight_change": [0.0, 0.2, 0.3]}}
    picture = plots.weight_change(LAYERS, still)
    assert "hidden 1 0.00%, hidden 2 20.00%, output 30.00%" in picture.alt
