"""The page in a real browser: a digit is drawn by keyboard alone, and nothing leaves this machine."""

import os
import re
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.demo import browser
from vgkit.demo import server

if sys.platform == "win32":
    pytest.skip("NOT TESTED: no Ctrl-C for another process", allow_module_level=True)
if browser.installed() is None:
    pytest.skip("NOT TESTED: no Chromium on this machine", allow_module_level=True)
pytest.importorskip("websocket", reason="NOT TESTED: needs websocket-client")

SHEET = """
[...document.querySelectorAll("*")].map((each) => each.shadowRoot?.querySelector(".ink")).find(Boolean)
"""
FOCUS = "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement)"
ANSWER = """
[...document.querySelectorAll("h3")].map((each) => each.innerText).find((text) => /%/.test(text)) ?? ""
"""


@pytest.fixture
def address(tmp_path):
    """Where the page is served, by the command itself, which Ctrl-C must end."""
    port = server.free_port()
    command = [sys.executable, "-m", "vgkit", "--lang", "vi", "demo", "--port", str(port)]
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    serving = subprocess.Popen(command, env=environment, cwd=tmp_path, **streams)
    try:
        said = serving.stdout.readline()
        found = re.search(r"http://localhost:\d+", said)
        assert found, said
        yield found[0]
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 0
        assert serving.stdout.read().strip() == "Stopping..."
    finally:
        serving.kill()
        serving.wait(30)


@pytest.mark.thorough
def test_a_7_is_drawn_by_keyboard_and_read_and_no_request_leaves_this_machine(address, tmp_path):
    with browser.page(address, tmp_path / "profile") as page:
        page.wait_for(f"{SHEET} !== undefined")
        for _ in range(12):
            page.press("Tab")
            if page.evaluate(f"{FOCUS} === {SHEET}"):
                break
        assert page.evaluate(f"{FOCUS} === {SHEET}"), "Tab does not lead to the sheet"
        page.press(*6 * ["ArrowLeft"], *8 * ["ArrowUp"], " ", *12 * ["ArrowRight"])
        for _ in range(9):
            page.press("ArrowDown", "ArrowDown", "ArrowLeft")
        assert page.wait_for(ANSWER).startswith("Trả lời: 7")
        page.wait_for("document.querySelectorAll('img').length >= 4")
        assert page.evaluate("document.documentElement.lang") == "vi"
        assert page.evaluate("[...document.images].every((image) => image.alt.length > 30)")
        page.press("Delete")
        page.wait_for(f"({ANSWER}) === ''")
        assert page.complaints == []
        asked = [urlsplit(each.removeprefix("blob:")) for each in page.requests]
        assert {each.hostname for each in asked if each.scheme != "data"} == {"localhost"}
