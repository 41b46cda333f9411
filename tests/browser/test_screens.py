"""Every page fits a phone, and pictures of each kind of page for people to look at."""

import pytest

from tests.browser import visits
from tests.browser.accessibility import OPEN_FOLDS
from tests.browser.conftest import KINDS, open_kind

WIDTHS = {1280: {}, 390: {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}}
# Themes let the box around the text scroll, or cut it off, rather than the window: every box from the text
# outwards that does either has to be wide enough for what it holds.
TOO_WIDE = r"""
() => {
  const { clientWidth } = document.documentElement;
  const boxes = new Set();
  for (const text of document.querySelectorAll("body, main, [role=main], article")) {
    for (let box = text; box; box = box.parentElement) boxes.add(box);
  }
  const narrow = [...boxes].filter((box) => box.scrollWidth > box.clientWidth + 1
    && (box === document.documentElement || getComputedStyle(box).overflowX !== "visible"));
  if (!narrow.length) return "";
  const wide = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > clientWidth + 1);
  const named = wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 200));
  return [`${narrow[0].scrollWidth} pixels wide, the window ${clientWidth}`, ...named].join("\n");
}
"""


def options(width, scheme="light"):
    """For a context: a window of so many pixels' width, that of a phone or of a desk."""
    return {
        "viewport": {"width": width, "height": 844 if width < 500 else 900},
        "color_scheme": scheme,
        **WIDTHS[width],
    }


def test_no_page_scrolls_sideways_on_a_phone(browser, site, any_page):
    with visits.visit(browser, visits.file_address(site), **options(390)) as visit:
        page = visit.open(any_page)
        page.evaluate(OPEN_FOLDS)
        assert page.evaluate(TOO_WIDE) == ""


WIDE = """[...document.querySelectorAll(".highlight pre, .vg-output")]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => [box.matches(".highlight-python pre"), box.matches(".vg-scrolls[tabindex='0']")])"""


@pytest.mark.parametrize(("width", "code_only"), [(1280, True), (390, False)])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_scrolls_shows_it_and_on_a_desk_only_code_does(
    browser, site, language, width, code_only
):
    with visits.visit(browser, visits.file_address(site), **options(width)) as visit:
        found = []
        for lesson in ("0_baseline", "5_skip_connection", "15_small_xception"):
            page = visit.open(f"{language}/lessons/{lesson}.html")
            page.evaluate(OPEN_FOLDS)
            page.locator(".vg-scrolls").first.or_(page.locator("h1")).first.wait_for()
            found += page.evaluate(WIDE)
        assert found and all(is_shown for _, is_shown in found)
        assert not code_only or all(is_code for is_code, _ in found)


def test_the_ways_in_are_seen_at_once(browser, site):
    with visits.visit(browser, visits.file_address(site), **options(1280)) as visit:
        page = visit.open("index.html")
        page.set_viewport_size({"width": 1280, "height": 800})
        for way in page.locator(".ways:visible a").all():
            box = way.bounding_box()
            assert box["y"] + box["height"] < 800


@pytest.mark.parametrize(
    ("wide", "ending"),
    [
        ("<pre>" + 200 * "x" + "</pre>", "pixels wide, the window 390"),
        ("<div style='width: 400px'>x</div>", '400px">x</div>'),
    ],
)
def test_what_is_too_wide_is_found(browser, tmp_path, wide, ending):
    head = "<meta name='viewport' content='width=device-width'>"
    (tmp_path / "page.html").write_text(f"<!doctype html>{head}<title>x</title>{wide}")
    with visits.visit(browser, visits.file_address(tmp_path), **options(390)) as visit:
        assert visit.open("page.html").evaluate(TOO_WIDE).endswith(ending)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_taken_when_asked_for(browser, served, kind, width, scheme, screenshots):
    with visits.visit(browser, served, **options(width, scheme)) as visit:
        page = open_kind(visit, kind)
        name = f"{kind}-{width}-{scheme}"
        page.screenshot(path=screenshots / f"{name}-top.png")
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
