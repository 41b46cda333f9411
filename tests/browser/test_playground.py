"""The playground in a real browser: it trains, its address is the setting, a keyboard is enough."""

import re

import pytest

from tests.browser import visits
from tests.browser.conftest import KINDS, on_both
from tests.browser.visits import tab_to
from tests.conftest import thorough_but

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="NOT TESTED: Playwright is in requirements-site.txt"
)
expect = sync_api.expect

PAGE = KINDS["playground"]
PAPER = "getComputedStyle(document.body).backgroundColor"
LAYERS = "#layer-table tbody tr:not(.input)"
STEP = "#figures dd >> nth=0"


def ready(page):
    """The page, as soon as its network is built and has been measured."""
    expect(page.locator("#run")).to_be_enabled(timeout=30_000)
    expect(page.locator(STEP)).to_have_text(re.compile(r"\d"))
    return page


@pytest.fixture
def playground(visit):
    return ready(visit.open(PAGE))


def step_of(page):
    return int(re.sub(r"\D", "", page.locator(STEP).inner_text()))


@on_both
def test_it_trains_and_can_be_paused_by_keyboard_alone(playground):
    expect(playground.locator(LAYERS)).to_have_count(8)
    assert step_of(playground) == 0
    tab_to(playground, "#one-step")
    playground.keyboard.press("Enter")
    expect(playground.locator(STEP)).to_have_text("1")
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


def test_a_setting_stands_in_the_address_and_comes_back_with_it(visit):
    page = ready(visit.open(PAGE))
    tab_to(page, "#field-layers")
    page.keyboard.press("ArrowLeft")
    tab_to(page, "#field-activation")
    page.keyboard.type("ReLU")
    expect(page.locator(LAYERS)).to_have_count(7 - 1 + 1)
    address = page.evaluate("location.hash")
    assert "layers=6" in address and "activation=relu" in address
    again = ready(visit.open(f"{PAGE}{address}"))
    expect(again.locator(LAYERS)).to_have_count(7)
    expect(again.locator("#field-layers")).to_have_value("6")
    expect(again.locator("#field-activation option:checked")).to_have_text("ReLU")
    expect(again.locator("#notices")).to_be_empty()


@pytest.mark.parametrize("preset", ["1b", "4a", "5"])
def test_an_exercise_is_an_address(browser, served, preset):
    with visits.visit(browser, served) as visit:
        page = ready(visit.open(f"{PAGE}#preset={preset}"))
        expect(page.locator("#field-preset")).to_have_value(preset)
        page.locator("#one-step").click()
        expect(page.locator(STEP)).to_have_text("1")


def test_what_an_address_cannot_have_is_named_and_replaced(visit):
    page = ready(visit.open(f"{PAGE}#layers=999&activation=gelu&colour=red"))
    notice = page.locator("#notices [role=status]")
    for word in ("999", "gelu", "colour"):
        expect(notice).to_contain_text(word)
    expect(page.locator("#field-activation option:checked")).to_have_text("sigmoid")


@pytest.mark.parametrize("scheme", thorough_but(["dark"], ["light", "dark"]))
def test_language_and_theme_are_switched_by_keyboard_and_remembered(browser, base, scheme):
    with visits.visit(browser, base, color_scheme=scheme, locale="en-GB") as visit:
        page = ready(visit.open(PAGE))
        before = page.locator("h1").inner_text(), page.evaluate(PAPER)
        tab_to(page, "button[data-language=vi]")
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        tab_to(page, "#theme")
        for _ in range(3):
            page.keyboard.press("Enter")
            if page.evaluate(PAPER) != before[1]:
                break
        after = page.locator("h1").inner_text(), page.evaluate(PAPER)
        assert after[0] != before[0] and after[1] != before[1]
        again = ready(visit.open(PAGE))
        assert (again.locator("h1").inner_text(), again.evaluate(PAPER)) == after


def test_a_run_that_is_kept_is_listed_and_can_be_dropped(playground):
    playground.locator("#one-step").click()
    expect(playground.locator(STEP)).to_have_text("1")
    playground.locator("#keep").click()
    expect(playground.locator("#kept")).to_contain_text("A")
    playground.reload()
    ready(playground)
    expect(playground.locator("#kept")).to_contain_text("A")
    for name in ("restore", "remove"):
        expect(playground.locator("#kept button")).to_have_count(2)
        playground.locator("#kept button").nth(("restore", "remove").index(name)).click()
        expect(playground.locator(STEP)).to_have_text("0")
    playground.reload()
    ready(playground)
    expect(playground.locator("#kept button")).to_have_count(0)


def test_pause_holds_however_fast_networks_are_switched(playground):
    playground.locator("#run").click()
    for preset in ("2", "5", "8"):
        playground.evaluate(
            """preset => {
                const field = document.querySelector("#field-preset");
                field.value = preset;
                field.dispatchEvent(new Event("change"));
            }""",
            preset,
        )
    playground.locator("#run").click()
    expect(playground.locator("#one-step")).to_be_enabled()
    expect(playground.locator("#run")).to_contain_text("Run")
    stopped = step_of(playground)
    playground.wait_for_timeout(500)
    assert step_of(playground) == stopped

    for field in ("#field-activation", "#field-skips"):
        playground.locator("#run").click()
        playground.evaluate(
            """id => {
                document.querySelector("#run").click();
                const field = document.querySelector(id);
                field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
                field.dispatchEvent(new Event("change"));
            }""",
            field,
        )
        expect(playground.locator("#one-step")).to_be_enabled()
        playground.wait_for_timeout(300)
        assert step_of(playground) == 0


def test_a_setting_of_ones_own_can_be_chosen_again(playground):
    playground.locator("#field-layers").press("ArrowLeft")
    expect(playground.locator("#field-preset")).to_have_value("")
    playground.evaluate(
        'document.querySelector("#field-preset").dispatchEvent(new Event("change"))'
    )
    playground.locator("#one-step").click()
    expect(playground.locator(STEP)).to_have_text("1")
    expect(playground.locator(LAYERS)).to_have_count(7)


def test_adam_is_offered_the_learning_rate_of_the_course(playground):
    playground.locator("#field-optimizer").select_option(label="Adam")
    playground.locator("#offer").press("Enter")
    expect(playground.locator("#field-preset")).to_have_value("3")
    expect(playground.locator("#offer")).to_be_hidden()
    expect(playground.locator("#field-learningRate")).to_be_focused()
    expect(playground.locator("#preset-note")).to_contain_text("0.001")


def test_nothing_is_wider_than_the_smallest_phone(browser, served):
    with visits.visit(browser, served, viewport={"width": 320, "height": 640}) as visit:
        page = ready(visit.open(f"{PAGE}#preset=5"))
        page.locator("#one-step").click()
        expect(page.locator(STEP)).to_have_text("1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        run = page.locator("#run")
        assert run.evaluate("button => button.scrollWidth <= button.clientWidth")


def test_reset_goes_back_to_the_same_start(playground):
    def norms():
        return playground.locator("#layer-table .number").all_inner_texts()

    before = norms()
    for _ in range(2):
        playground.locator("#one-step").click()
    expect(playground.locator(STEP)).to_have_text("2")
    assert norms() != before
    playground.locator("#reset").click()
    expect(playground.locator(STEP)).to_have_text("0")
    assert norms() == before


def test_a_browser_without_workers_is_told_so(browser, served):
    with visits.visit(browser, served) as visit:
        forbid = "window.Worker = class { constructor() { throw new Error('no workers here'); } }"
        visit.context.add_init_script(forbid)
        alert = visit.open(PAGE).locator("[role=alert]")
        expect(alert).to_contain_text("no workers here")
        expect(alert.locator("button")).to_be_visible()
