"""Folds, search, languages, light and dark, downloads: by keyboard, from a server and from disk."""

import json

import pytest

from tests.browser import visits
from tests.browser.conftest import on_both
from tests.browser.visits import tab_to

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="NOT TESTED: Playwright is in requirements-site.txt"
)
expect = sync_api.expect

LESSON = "lessons/4a_batch_normalization.html"
PAPER = "getComputedStyle(document.body).backgroundColor"


def test_a_fold_opens_by_keyboard_and_shows_the_solution(visit):
    page = visit.open(f"en/{LESSON}")
    fold = page.locator("details.vg-fold:has(.highlight)").first
    code = fold.locator(".highlight").first
    expect(code).to_be_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(code).to_be_visible()
    page.keyboard.press("Space")
    expect(code).to_be_hidden()


@on_both
@pytest.mark.parametrize(
    ("language", "word"), [("en", "batch normalization"), ("vi", "chuẩn gradient")]
)
def test_the_search_finds_a_lesson_in_its_language(visit, language, word):
    page = visit.open(f"{language}/index.html")
    tab_to(page, "input[name=q]")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    results = page.locator("#search-results li a")
    results.first.wait_for()
    assert results.count() >= 1
    results.first.click()
    page.wait_for_url(f"**/{language}/**")
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert word.split()[0].casefold() in page.locator("body").inner_text().casefold()


def test_the_search_says_when_it_finds_nothing(visit):
    page = visit.open("en/search.html?q=xyzzyqwerty")
    expect(page.locator("#search-results")).to_contain_text("did not match any documents")


def test_what_one_language_does_not_find_is_looked_for_in_the_other_by_keyboard(visit):
    page = visit.open("en/search.html?q=chu%E1%BA%A9n+gradient")
    expect(page.locator("#search-results")).to_contain_text("did not match any documents")
    tab_to(page, "[role=main] a[hreflang=vi]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vi/search.html?q=*")
    expect(page.locator("#search-results li a").first).to_be_visible()
    page.locator(".vg-links a[hreflang=en]").click()
    page.wait_for_url("**/en/search.html?q=chu%E1%BA%A9n+gradient")


def test_a_word_without_diacritics_finds_what_the_word_finds_and_shows_it(browser, served):
    with visits.visit(browser, served) as visit:
        found = []
        for word in ("chuẩn", "chuan"):
            page = visit.open(f"vi/search.html?q={word}")
            results = page.locator("#search-results li")
            expect(page.locator("#search-results .search-summary")).to_contain_text("Đã tìm")
            titles = results.locator("a").all_inner_texts()
            found.append({title for title in titles if " > " not in title})  # pages, no sections
            shown = results.filter(has=page.locator(".context")).first
            expect(shown).to_contain_text("chuẩn", ignore_case=True)
        assert found[0] == found[1] and len(found[0]) > 5


@pytest.mark.parametrize(("here", "there"), [("en", "vi"), ("vi", "en")])
def test_the_other_language_is_the_same_page(visit, here, there):
    page = visit.open(f"{here}/{LESSON}")
    title = page.locator("h1").inner_text()
    tab_to(page, f"a[hreflang={there}]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{there}/{LESSON}")
    expect(page.locator("html")).to_have_attribute("lang", there)
    assert page.locator("h1").inner_text() != title


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_switched_by_keyboard_and_stay(browser, base, scheme):
    with visits.visit(browser, base, color_scheme=scheme) as visit:
        page = visit.open(f"en/{LESSON}")
        before = page.evaluate(PAPER)
        tab_to(page, "button.theme-toggle")
        page.keyboard.press("Enter")
        if page.evaluate(PAPER) == before:  # from "as the system" to the same, chosen
            page.keyboard.press("Enter")
        after = page.evaluate(PAPER)
        assert after != before
        page.reload()
        assert page.evaluate(PAPER) == after


def test_a_hint_can_be_downloaded_and_is_a_notebook(browser, served):
    with visits.visit(browser, served) as visit:
        page = visit.open(f"vi/{LESSON}")
        with page.expect_download() as downloading:
            page.locator("a[download][href$='4a_batch_normalization.ipynb']").first.click()
        with open(downloading.value.path(), encoding="utf-8") as file:
            notebook = json.load(file)
        assert "vgkit.blank(" in json.dumps(notebook["cells"])
        assert downloading.value.suggested_filename == "4a_batch_normalization.ipynb"
