"""The figure of the climb: what it says to those who cannot see it."""

from tests.experiments.test_ladder import climbed
from vgkit.figures.sweeps import ladder_plots
from vgkit.messages import set_language

CLIMB = climbed([0.1, 0.75, 0.8, 0.79, None, 0.85])


def test_the_description_holds_every_rung_with_its_verdict_and_the_published_number(painted):
    picture = ladder_plots.climb(CLIMB, 0.006)
    assert picture.png.startswith(b"\x89PNG")
    for part in (
        "between seeds, 0.6 percentage points",
        "base: 10.0 %, kept.",
        "std 1.0: 75.0 %, kept (2022: ≈ 74 %)",
        "Adam: 79.0 %, dropped (2022: ≈ 87 %)",
        "batch norm: diverged, dropped",
        "skip connections: 85.0 %, kept (2022: ≈ 87–89 %).",
    ):
        assert part in picture.alt


def test_the_description_follows_the_language():
    set_language("vi")
    alt = ladder_plots.climb(CLIMB, 0.006).alt
    assert "base: 10.0 %, giữ" in alt and "batch norm: phân kỳ, bỏ" in alt


def test_other_numbers_give_another_figure(painted):
    pictures = [ladder_plots.climb(climbed([0.1, top]), 0.006) for top in (0.81, 0.85)]
    assert pictures[0].png != pictures[1].png and pictures[0].alt != pictures[1].alt
