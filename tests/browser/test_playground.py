"""The playground in a real browser: it trains, its address is the setting, a keyboard is enough."""

import re

import pytest

from tests.browser import visits
from tests.browser.conftest import KINDS
from tests.browser.visits import tab_to

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="NOT TESTED: Playwright is in requirements-site.txt"
)
expect = sync_api.expect

PAGE = KINDS["playground"]
LAYERS = "#layer-table tbody tr"


@pytest.fixture
def playground(visit):
    """The page, as soon as its first network is built."""
    page = visit.open(PAGE)
    expect(page.locator("#run")).to_be_enabled()
    return page


def step_of(page):
    return int(re.sub(r"\D", "", page.locator("#figures dd").first.inner_text()))


def test_it_trains_and_can_be_paused_by_keyboard_alone(playground):
    expect(playground.locator(LAYERS)).to_have_count(8)
    assert step_of(playground) == 0
    tab_to(playground, "#one-step")
    playground.keyboard.press("Enter")
    expect(playground.locator("#figures dd").first).to_have_text("1")
    tab_to(playground, "#run")
    playground.keyboard.press("Space")
    playground.wait_for_function(
        "parseInt(document.querySelector('#figures dd').textContent.replace(/\\\\D/g, '')) >= 20"
    )
    playground.keyboard.press("Space")
    expect(playground.locator("#one-step")).to_be_enabled()
    stopped = step_of(playground)
    playground.wait_for_timeout(300)
    assert step_of(playground) == stopped >= 20
