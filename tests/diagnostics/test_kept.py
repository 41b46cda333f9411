"""A quick run measures once what a full one measures each time."""

import itertools
import shutil
import time
import warnings

import pytest

from vgkit import diagnostics, hardware, models, settings
from vgkit.diagnostics import gradient_map, kept


@pytest.fixture
def taken():
    """Counts how often a measurement is taken."""
    times = []

    def measure():
        times.append(1)
        return {"norm": [float(len(times))]}

    measure.times = times
    return measure


def test_a_full_run_measures_each_time(taken):
    found = [kept.measured_once(taken, "name", 1) for _ in range(2)]
    assert found == [{"norm": [1.0]}, {"norm": [2.0]}]


def test_a_quick_run_measures_once_and_keeps_it(taken):
    with settings.using(profile="quick"):
        found = [kept.measured_once(taken, "name", 1) for _ in range(2)]
    assert found == [{"norm": [1.0]}] * 2 and len(taken.times) == 1


@pytest.mark.parametrize("other", [("name", 2), ("another", 1), ("name", 1, 1)])
def test_another_measurement_is_taken(taken, other):
    with settings.using(profile="quick"):
        kept.measured_once(taken, "name", 1)
        kept.measured_once(taken, *other)
    assert len(taken.times) == 2


def test_another_version_of_the_kit_measures_anew(taken, monkeypatch):
    with settings.using(profile="quick"):
        kept.measured_once(taken, "name", 1)
        monkeypatch.setattr(hardware, "kit", lambda: "another")
        kept.measured_once(taken, "name", 1)
    assert len(taken.times) == 2


def test_what_cannot_be_kept_is_measured_each_time(taken, tmp_path, monkeypatch, recwarn):
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("VGKIT_HOME", str(blocked))
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    found = [kept.measured_once(taken, "name", 1) for _ in range(2)]
    assert found == [{"norm": [1.0]}, {"norm": [2.0]}] and not recwarn


def test_a_folder_that_goes_while_a_measurement_is_taken_costs_no_more_than_keeping_it(
    taken, own_home, recwarn
):
    def measure():
        shutil.rmtree(own_home)
        own_home.write_text("not a folder")
        return taken()

    with settings.using(profile="quick"):
        assert kept.measured_once(measure, "name", 1) == {"norm": [1.0]}
        assert kept.measured_once(taken, "name", 1) == {"norm": [2.0]}
    assert not recwarn


def test_a_slow_disk_is_no_cause_for_a_warning(taken, monkeypatch, recwarn):
    """It would stand among a notebook's outputs."""
    monkeypatch.setattr(time, "time", itertools.count().__next__)  # a second for each look at it
    with settings.using(profile="quick"):
        kept.measured_once(taken, "name", 1)
    assert not recwarn


def test_warnings_of_the_measurement_itself_are_heard():
    with settings.using(profile="quick"), pytest.warns(UserWarning, match="odd"):
        kept.measured_once(lambda: warnings.warn("odd", stacklevel=1), "name", 1)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"stddev": 0.05}, {"stddev": 0.05}, True),
        ({"stddev": 0.05}, {"stddev": 1.0}, False),
        ({"activation": "sigmoid"}, {"activation": "tanh"}, False),
    ],
    ids=["same", "stddev", "activation"],
)
def test_what_is_kept_of_a_network_is_another_ones_only_where_they_are_alike(
    one, other, alike, tiny
):
    with settings.using(profile="quick"):
        first, second = (
            diagnostics.before_training(models.mlp(3, **each)) for each in (one, other)
        )
    assert (first == second) == alike
    assert second == diagnostics.before_training(models.mlp(3, **other))


def test_a_map_that_is_kept_is_the_map(tiny):
    def norms(stddevs):
        return [each.tolist() for each in gradient_map.gradient_norms("tanh", stddevs, (1, 2))]

    measured = norms([0.05, 1.0])
    with settings.using(profile="quick"):
        assert norms([0.05, 1.0]) == norms([0.05, 1.0]) == measured
        assert norms([0.05, 2.0]) != measured
