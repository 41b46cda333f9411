"""The playground's guide: what it says is seen is what the network trained in the page shows."""

import re

import pytest

from tests.browser.conftest import KINDS
from tests.browser.test_playground import ready, step_of

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


def test_the_guide_leads_from_a_baseline_that_guesses_to_two_rescues(visit):
    page = ready(visit.open(f"{KINDS['playground']}?lang=en"))
    page.locator(TRAIN).press("Enter")
    assert abs(loss(seen(page)) - 2.303) < 0.05
    expect(page.locator(TRAIN)).to_be_focused()

    expect(page.locator(JUDGED)).to_have_attribute("data-outcome", "lost")
    expect(page.locator("#one-step")).to_be_enabled()
    assert step_of(page) == 100
    page.locator(NEXT).press("Enter")
    norms = page.locator("#layer-table .weak .number").all_inner_texts()
    assert len(norms) >= 3
    assert any(f"only {norm}" in seen(page) for norm in norms)

    for _ in ("ReLU", "batch normalization"):
        page.locator(NEXT).press("Enter")
        page.locator(TRAIN).press("Enter")
        told = seen(page)
        assert "baseline (curve A) was 2.3" in told
        assert loss(told) < 2
        assert step_of(page) == 100
        expect(page.locator(JUDGED)).to_have_attribute("data-outcome", "rescued")
        expect(page.locator("#announcer")).to_contain_text("It learns.")

    assert page.locator("#kept .letter").all_inner_texts() == ["A", "B"]
    page.locator(NEXT).press("Enter")
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "idle")
    tried = page.locator(".tried tbody tr").all_inner_texts()
    assert [row.split()[-1] for row in tried] == ["yet", "learns", "learns"]


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
    expect(page.locator("#guide")).to_be_hidden()
    page.locator("#open-guide").press("Enter")
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "idle")
    page.locator(TRAIN).press("Enter")
    expect(page.locator("#field-preset")).to_have_value("0")
    expect(page.locator(JUDGED)).to_have_attribute("data-state", "waiting")


def test_an_address_that_was_shared_hides_the_guide_and_ones_own_does_not(visit):
    page = ready(visit.open(f"{KINDS['playground']}#preset=5"))
    for _ in range(2):
        expect(page.locator("#guide")).to_be_hidden()
        page.reload()
        ready(page)
    own = ready(visit.open(KINDS["playground"]))
    expect(own.locator("#guide")).to_be_visible()
    own.locator("#field-preset").select_option("2")
    expect(own.locator("#guide")).to_be_visible()
    own.reload()
    expect(ready(own).locator("#field-preset")).to_have_value("2")
    expect(own.locator("#guide")).to_be_visible()


def test_closing_the_guide_is_remembered(visit):
    page = ready(visit.open(KINDS["playground"]))
    page.locator("#guide header button").press("Enter")
    expect(page.locator("#open-guide")).to_be_focused()
    again = ready(visit.open(KINDS["playground"]))
    expect(again.locator("#guide")).to_be_hidden()
    again.locator("#open-guide").press("Enter")
    expect(again.locator("#guide-step")).to_be_focused()
