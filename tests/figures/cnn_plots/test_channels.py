"""The spread of channels: read out in medians, what is too small for float32 is not read out."""

import numpy as np
import pytest

from tests.figures.looks import described, described_in_both_languages, is_drawn
from vgkit.diagnostics.channels import Channels
from vgkit.figures import cnn_plots

NETWORKS = {
    "plain": [
        Channels("conv 1", np.zeros(3), np.array([0.2, 0.5, 0.4]), np.array([0.1, 0.3, 0.2])),
        Channels("conv 2", np.ones(2), np.array([0.3, 0.0]), np.array([2e-9, 0.0])),
    ],
    "normalized": [
        Channels("conv 1", np.zeros(3), np.ones(3), np.array([0.9, 0.8, 0.7])),
        Channels("conv 2", np.zeros(2), np.ones(2), np.array([0.123, 0.127])),
    ],
}


def both():
    return cnn_plots.channel_spread(NETWORKS)


def test_a_figure_of_channels_is_drawn_and_described(thorough):
    is_drawn(both, thorough)
    described_in_both_languages(both)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "between images, at one position"),
    ("vi", "giữa các ảnh, tại một vị trí"),
])  # fmt: skip
def test_the_medians_are_read_out(language, words):
    alt = described(both, language)
    assert f"{words} 0.2, < 1e-06" in alt
    assert f"{words} 0.8, 0.12" in alt
    assert " 0.4, 0.15" in alt


def test_one_network_alone_is_drawn_too(painted):
    assert cnn_plots.channel_spread({"plain": NETWORKS["plain"]}).png.startswith(b"\x89PNG")
