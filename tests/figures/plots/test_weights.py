"""Changes of the weights, read out in percent."""

import numpy as np
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


@pytest.mark.parametrize(("change", "told"), [
    ([np.nan, np.inf, 0.3], "hidden 1 –, hidden 2 –, output 30.00%"),
    ([0.0, 0.0, 0.0], "hidden 1 0.00%, hidden 2 0.00%, output 0.00%"),
    ([np.nan, np.nan, np.nan], "hidden 1 –, hidden 2 –, output –"),
], ids=["zeros at the start", "nothing trained", "all zeros"])  # fmt: skip
def test_changes_that_are_no_share_or_none_at_all_can_be_drawn(painted, recwarn, change, told):
    picture = plots.weight_change(LAYERS, {"mine": {"weight_change": change}})
    assert told in picture.alt and not recwarn
