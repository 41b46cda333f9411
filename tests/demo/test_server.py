"""How the page is served: on this machine only, at a port that is free, without a word to anybody."""

import socket

import pytest

from vgkit.demo import server
from vgkit.errors import VgkitError


@pytest.fixture
def taken():
    """A port that somebody listens at."""
    with socket.socket() as listening:
        listening.bind((server.ADDRESS, 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_is_taken_is_refused_in_words(taken):
    with pytest.raises(VgkitError, match=f"Port {taken} cannot be used.*--port"):
        server.free_port(taken)


def test_without_a_wish_the_first_free_port_is_taken(taken, monkeypatch):
    monkeypatch.setattr(server, "PORT", taken)
    assert taken < server.free_port() < taken + 100


def test_streamlit_is_told_to_stay_on_this_machine_and_to_ask_nothing(monkeypatch):
    from streamlit.web import cli

    told = []
    monkeypatch.setattr(cli, "main", lambda arguments, **options: told.append(arguments))
    server.serve(8600)
    (arguments,) = told
    assert arguments[0] == "run" and arguments[-1] == str(server.SCRIPT)
    assert server.SCRIPT.is_file()
    for flag in (
        "--server.address=localhost",
        "--server.port=8600",
        "--server.headless=true",
        "--server.showEmailPrompt=false",
        "--server.maxUploadSize=10",
        "--browser.gatherUsageStats=false",
    ):
        assert flag in arguments


def test_streamlit_knows_every_option():
    from streamlit import config

    known = config.get_config_options()
    assert set(server.OPTIONS) <= set(known)
