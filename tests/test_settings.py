"""One object says what the environment asks for: read once, changed in one place, handed on."""

import os

import pytest

from vgkit import settings
from vgkit.settings import VARIABLES, Settings


def test_every_variable_is_a_field():
    environment = {name: f"value of {name}" for name in VARIABLES.values()}
    found = Settings.of({**environment, "PATH": "/bin"})
    values = {
        VARIABLES[field]: value for field, value in vars(found).items() if field != "solution"
    }
    assert values == environment and not found.solution
    assert found.environment() == environment


def test_an_empty_variable_is_an_unset_one():
    assert Settings.of({"VGKIT_DATASET": "", "VGKIT_HOME": ""}) == Settings()
    assert Settings().environment() == {}


def test_the_environment_is_read_once(monkeypatch):
    monkeypatch.setenv("VGKIT_PROFILE", "quick")
    assert settings.current().profile == "quick"
    os.environ["VGKIT_PROFILE"] = "full"
    assert settings.current().profile == "quick"
    settings.renew()
    assert settings.current().profile == "full"


def test_a_change_stays_and_leaves_the_environment_alone(monkeypatch):
    monkeypatch.delenv("VGKIT_PROFILE", raising=False)
    settings.change(profile="full")
    assert settings.current().profile == "full" and "VGKIT_PROFILE" not in os.environ


def test_using_lasts_as_long_as_its_context_even_through_an_error():
    before = settings.current()
    with pytest.raises(RuntimeError), settings.using(progress="off", static="1"):
        assert (settings.current().progress, settings.current().static) == ("off", "1")
        raise RuntimeError
    assert settings.current() == before


def test_a_field_that_is_none_is_refused():
    with pytest.raises(TypeError, match="profil"):
        settings.change(profil="quick")
