"""`vgkit demo` in a real browser: a digit is drawn by keyboard alone, and nothing leaves this machine."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.browser import visits
from vgkit.demo import server

FOCUS = "document.activeElement.shadowRoot?.activeElement ?? document.activeElement"


def wait_until_it_listens(port, process):
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((server.ADDRESS, port)):
            return
        time.sleep(0.1)


@pytest.fixture
def address(tmp_path):
    """Where the page is served, by the command itself, which Ctrl-C must end."""
    if sys.platform == "win32":
        pytest.skip("NOT TESTED: no Ctrl-C for another process")
    port = server.free_port()
    command = [sys.executable, "-m", "vgkit", "--lang", "vi", "demo", "--port", str(port)]
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    serving = subprocess.Popen(command, env=environment, cwd=tmp_path, **streams)
    try:
        said = serving.stdout.readline()
        found = re.search(r"http://localhost:\d+", said)
        assert found, said
        wait_until_it_listens(port, serving)
        yield found[0]
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 0
        assert serving.stdout.read().strip() == "Stopping..."
    finally:
        serving.kill()
        serving.wait(30)


@pytest.mark.thorough
def test_a_7_is_drawn_by_keyboard_and_read_and_no_request_leaves_this_machine(browser, address):
    with visits.visit(browser, f"{address}/") as visit:
        page = visit.open("")
        sheet = page.locator(".ink")
        sheet.wait_for()
        for _ in range(12):
            page.keyboard.press("Tab")
            if sheet.evaluate(f"sheet => ({FOCUS}) === sheet"):
                break
        assert sheet.evaluate(f"sheet => ({FOCUS}) === sheet"), "Tab does not lead to the sheet"
        way = [*6 * ["ArrowLeft"], *8 * ["ArrowUp"], "Space", *12 * ["ArrowRight"]]
        for key in way + 9 * ["ArrowDown", "ArrowDown", "ArrowLeft"]:
            page.keyboard.press(key)
        answer = page.locator("h3", has_text="%")
        answer.wait_for()
        assert answer.inner_text().startswith("Trả lời: 7")
        page.locator("img").nth(3).wait_for()
        assert page.locator("html").get_attribute("lang") == "vi"
        assert page.evaluate("[...document.images].every((image) => image.alt.length > 30)")
        page.keyboard.press("Delete")
        answer.wait_for(state="detached")
