"""The playground's guide: what it says is seen is what the network trained in the page shows."""

import re

import pytest

from tests.browser.conftest import KINDS
from tests.browser.test_playground import ready
from tests.conftest import thorough_but

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="NOT TESTED: Playwright is in requirements-site.txt"
)
expect = sync_api.expect

PATIENCE = 120_000  # milliseconds for a hundred steps on a busy machine
TRAIN, NEXT, JUDGED = "#guide button.train", "#guide button.next", "#guide .judged"


def seen(page):
    """What the guide says of a step, as soon as it says that it is as announced."""
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "seen", timeout=PATIENCE)
    return page.locator(JUDGED).inner_text()


def loss(text):
    return float(re.search(r"loss is ([\d.]+)", text).group(1))


@pytest.mark.parametrize(
    "base", thorough_but(["from disk"], ["served", "from disk"]), indirect=True
)
def test_the_guide_leads_from_a_baseline_that_guesses_to_two_rescues(visit):
    page = ready(visit.open(f"{KINDS['playground']}?lang=en"))
    page.locator(TRAIN).press("Enter")
    assert abs(loss(seen(page)) - 2.303) < 0.05
    expect(page.locator(TRAIN)).to_be_focused()

    page.locator("#run").press("Enter")
    expect(page.locator("#one-step")).to_be_enabled()
    page.locator(NEXT).press("Enter")
    norms = page.locator("#layer-table .weak .number").all_inner_texts()
    assert len(norms) >= 3
    assert any(f"only {norm}" in seen(page) for norm in norms)

    for _ in ("ReLU", "batch normalization"):
        page.locator(NEXT).press("Enter")
        page.locator(TRAIN).press("Enter")
        told = seen(page)
        assert "baseline (curve A) had 2.3" in told
        assert loss(told) < 2
        expect(page.locator("#announcer")).to_contain_text("It learns.")

    assert page.locator("#kept .letter").all_inner_texts() == ["A", "B"]


@pytest.mark.thorough
@pytest.mark.parametrize("base", ["served"], indirect=True)
def test_every_step_of_the_guide_sees_what_it_announces(visit):
    page = ready(visit.open(f"{KINDS['playground']}?lang=vi"))
    steps = 0
    while page.locator("#guide").is_visible():
        page.locator(TRAIN).first.press("Enter")
        seen(page)
        page.locator(NEXT).press("Enter")
        steps += 1
    assert steps == 5


def test_a_step_of_the_guide_asks_for_its_own_network(visit):
    page = ready(visit.open(f"{KINDS['playground']}?lang=en#preset=2"))
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "idle")
    page.locator(TRAIN).press("Enter")
    expect(page.locator("#field-preset")).to_have_value("0")
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "waiting")


def test_closing_the_guide_is_remembered(visit):
    page = ready(visit.open(KINDS["playground"]))
    page.locator("#guide header button").press("Enter")
    expect(page.locator("#open-guide")).to_be_focused()
    again = ready(visit.open(KINDS["playground"]))
    expect(again.locator("#guide")).to_be_hidden()
    again.locator("#open-guide").press("Enter")
    expect(again.locator("#guide-step")).to_be_focused()
