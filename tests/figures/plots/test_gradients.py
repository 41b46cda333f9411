"""Gradient norms, read out layer by layer."""

import pytest

from tests.figures.plots.made_up import BY_DEPTH, LAYERS, every_language, snapshots
from vgkit.figures import plots
from vgkit.messages import set_language


@pytest.mark.parametrize(("language", "opening"), [
    ("en", "Line chart, gradient norm of each layer's kernel"),
    ("vi", "Biểu đồ đường, chuẩn gradient của kernel từng lớp"),
])  # fmt: skip
def test_gradient_norms_are_read_out_layer_by_layer(language, opening):
    set_language(language)
    alt = plots.gradient_norms(LAYERS, snapshots()).alt
    assert alt.startswith(opening)
    assert "plain: hidden 1 0.000123, hidden 2 0.5, output 12" in alt
    assert "better: hidden 1 1.5, hidden 2 2.25, output 3" in alt


@every_language
def test_gradients_by_depth_are_read_out_from_hidden_1_to_the_output(language):
    set_language(language)
    alt = plots.gradient_by_depth(BY_DEPTH).alt
    assert "3 layers: 0.000123, 0.5, 2, 12" in alt
    assert "5 layers: 1e-06, 1e-05, 0.000325, 0.5, 2, 3" in alt
