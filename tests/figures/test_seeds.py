"""Trainings of several seeds: a strip of circles, and a table."""

import io

import matplotlib.image
import pytest

from tests.figures.looks import shows_something
from vgkit.course import LANGUAGES
from vgkit.errors import VgkitError
from vgkit.experiments.seeds import SeedRun
from vgkit.figures import seeds
from vgkit.messages import set_language
from vgkit.training import records

VALUES = {"deep": [0.1, 0.104, 0.1, 0.35, 0.0999], "shallow": [0.5, 0.62, 0.55, 0.58, 0.6]}
NAMES = {"18 convolutions": "deep", "2 convolutions, $x$_1": "shallow"}


@pytest.fixture(autouse=True)
def shipped(monkeypatch):
    """Five seeds of two exercises; their losses are ten times their accuracies."""

    def load(exercise):
        if exercise not in VALUES:
            raise VgkitError(f"vgkit ships no trainings of exercise {exercise} from several seeds.")
        return [
            SeedRun(
                number,
                {name: [0.9, value * (10 if "loss" in name else 1)] for name in records.METRICS},
                ["output"],
                [1.0],
                {},
            )
            for number, value in enumerate(VALUES[exercise], start=1)
        ]

    monkeypatch.setattr(seeds, "load_reference", load)


def pixels(picture):
    return matplotlib.image.imread(io.BytesIO(picture.png))[..., :3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strip_tells_each_seed_of_each_network(language):
    set_language(language)
    strip = seeds.strip(NAMES)
    assert (
        "18 convolutions: 0.100, 0.104, 0.100, 0.350, 0.100; 2 convolutions, $x$_1: 0.5"
        in strip.alt
    )
    assert strip.alt.startswith(
        {"en": "Circles on lines, val_accuracy of the last epoch for each seed. ",
         "vi": "Các vòng tròn trên những đường ngang, val_accuracy ở epoch cuối của từng seed. "}[language]
    )  # fmt: skip


def test_a_strip_grows_by_its_networks_and_shows_where_guessing_stands(painted):
    one, two = seeds.strip({"deep": "deep"}), seeds.strip(NAMES)
    shows_something(two)
    assert pixels(two).shape[0] > pixels(one).shape[0]
    assert seeds.strip(NAMES, guessing=0).png != two.png
    assert seeds.strip(NAMES, guessing=0.1).png == two.png


def test_another_metric_is_told():
    assert "accuracy of the last epoch" in seeds.strip(NAMES, "accuracy").alt


@pytest.mark.parametrize(("language", "header"), [
    ("en", ("network", "seeds", "lowest", "median", "highest")),
    ("vi", ("network", "số seed", "thấp nhất", "trung vị", "cao nhất")),
])  # fmt: skip
def test_the_table_holds_lowest_median_and_highest(language, header):
    set_language(language)
    table = seeds.table(NAMES)
    assert table.header == header
    assert table.rows == (
        ("18 convolutions", "5", "0.0999", "0.1000", "0.3500"),
        ("2 convolutions, $x$_1", "5", "0.5000", "0.5800", "0.6200"),
    )
    assert "val_accuracy" in table.caption
    assert seeds.table(NAMES, "loss").rows[0][1:] == ("5", "0.9990", "1.0000", "3.5000")


@pytest.mark.parametrize("show", [seeds.strip, seeds.table])
def test_what_is_not_shipped_and_what_is_no_metric_is_refused(show):
    with pytest.raises(VgkitError, match="no trainings of exercise 12_he_18"):
        show({"He": "12_he_18"})
    with pytest.raises(VgkitError, match="There is no metric 'speed'"):
        show(NAMES, "speed")


def test_notebooks_find_it_under_its_short_name():
    from vgkit import seeds as short

    assert short is seeds
