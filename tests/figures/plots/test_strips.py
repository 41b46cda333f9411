"""A question's strip: the kit's runs and the reader's beside the published options."""

import pytest

from tests.figures.plots.made_up import OPTIONS, VALUES
from vgkit.figures import plots
from vgkit.messages import set_language

SHOWN = "0.6125, 0.6187, 0.6101"


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Q1, loss, epoch 300: ", "from 0.6084 to 0.6087", SHOWN, "up to 0.0086 apart"]),
    ("vi", ["Q1, loss, epoch 300: ", "từ 0.6084 đến 0.6087", SHOWN, "lệch nhau tới 0.0086"]),
])  # fmt: skip
def test_a_strip_is_read_out_with_its_options_and_runs(language, words):
    set_language(language)
    description = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS).alt
    for word in words:
        assert word in description


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Your run gave 0.6111."), ("vi", "Lần chạy của bạn cho 0.6111."),
])  # fmt: skip
def test_a_strip_reads_out_the_readers_own_run_where_there_is_one(language, words):
    set_language(language)
    without = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS)
    own = plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS, own=0.61111)
    assert own.alt == f"{without.alt} {words}"


def test_an_own_run_is_drawn_also_where_it_is_0(painted):
    without, own, zero = (
        plots.spread_strip("Q1", "loss, epoch 300", VALUES, OPTIONS, own=own)
        for own in (None, 0.61111, 0.0)
    )
    assert len({without.png, own.png, zero.png}) == 3
    assert zero.alt.endswith("Your run gave 0.0000.")
