"""The quiz by keyboard alone: feedback, reason, second try, score; and no key in plain sight."""

import re

import pytest
from lxml import html

from tests.browser import visits
from tests.browser.conftest import on_both
from tests.browser.visits import tab_to
from vgkit import course
from vgkit.messages import set_language
from vgkit.quiz import LETTERS, all_items

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="NOT TESTED: Playwright is in requirements-site.txt"
)
expect = sync_api.expect

WHY = "Q5.why"


def lesson_of(item):
    """The page, within a language, that asks an item."""
    return f"lessons/{course.NOTEBOOKS[item.exercise].notebook}.html"


def choose(page, item, letter):
    """Go to a question by Tab, to an option by the arrow keys, to the button by Tab; press Enter."""
    tab_to(page, f"form[id='{item.id}'] input")
    page.keyboard.press("Space")
    for _ in LETTERS:
        if page.locator(":focus").get_attribute("value") == letter:
            break
        page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('button')")
    page.keyboard.press("Enter")


@on_both
@pytest.mark.parametrize("language", course.LANGUAGES)
def test_a_wrong_answer_is_told_why_and_the_right_one_the_reason_by_keyboard(visit, language):
    set_language(language)
    item = all_items()[WHY]
    wrong = next(letter for letter in LETTERS if letter != item.key)
    page = visit.open(f"{language}/{lesson_of(item)}")
    verdict = page.locator(f"form[id='{item.id}'] [role=status]")
    expect(verdict).to_be_empty()
    choose(page, item, wrong)
    expect(verdict).to_contain_text(item.against[wrong][language])
    page.reload()
    expect(verdict).to_contain_text(item.against[wrong][language])
    choose(page, item, item.key)
    expect(verdict).to_contain_text(item.because[language])
    expect(verdict).not_to_contain_text(item.against[wrong][language])


def test_a_number_is_held_against_the_courses_own_run(visit):
    item = all_items()["Q5.robust"]
    wrong = next(letter for letter in LETTERS if letter != item.key)
    page = visit.open(f"en/{lesson_of(item)}")
    verdict = page.locator(f"form[id='{item.id}'] [role=status]")
    choose(page, item, wrong)
    expect(verdict).to_contain_text("own run measured")
    choose(page, item, item.key)
    expect(verdict).to_contain_text("Right")


def test_answers_are_counted_on_the_page_of_all_questions_and_can_be_forgotten(visit):
    item = all_items()[WHY]
    page = visit.open("en/lessons/quiz.html")
    score = page.locator(".vg-score [role=status]").first
    total = sum(each.counts for each in all_items().values())
    expect(score).to_contain_text(f"0 right out of {total}")
    choose(page, item, item.key)
    expect(score).to_contain_text(f"1 right out of {total}")
    expect(score).to_contain_text(f"{total - 1} not answered")
    page.once("dialog", lambda dialog: dialog.accept())
    tab_to(page, ".vg-score button")
    page.keyboard.press("Enter")
    expect(score).to_contain_text(f"0 right out of {total}")
    expect(page.locator(f"form[id='{item.id}'] input:checked")).to_have_count(0)


def test_a_prediction_is_kept_and_recalled(visit):
    item = all_items()["P5"]
    page = visit.open(f"en/{lesson_of(item)}")
    choose(page, item, "A")
    fold = page.locator(".vg-recall")
    fold.locator("summary").press("Enter")
    expect(fold).to_contain_text("You predicted A")
    expect(fold).to_contain_text(item.options[0])


def test_a_question_can_be_answered_where_a_page_may_keep_nothing(browser, served):
    with visits.visit(browser, served) as visit:
        visit.context.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
        )
        item = all_items()[WHY]
        page = visit.open(f"en/{lesson_of(item)}")
        choose(page, item, item.key)
        status = page.locator(f"form[id='{item.id}'] [role=status]")
        expect(status).to_contain_text(item.because["en"])
        # The theme's own script says that it cannot remember light or dark.
        visit.complaints = [each for each in visit.complaints if "exception: forbidden" not in each]


def plain(text):
    """A text as a search in a source finds it: without quotes, entities or more than one space."""
    return re.sub(r"\W+", " ", text).strip()


def test_no_source_shows_feedback_or_a_reason(site):
    told = {}
    for item in all_items().values():
        for language in course.LANGUAGES:
            told |= {plain(text[language]): item.id for text in item.against.values()}
            if item.because:
                told[plain(item.because[language])] = item.id
    assert len(told) > 200
    for path in sorted(site.rglob("*.html")) + sorted(site.rglob("*.js")):
        text = path.read_text("utf-8")
        shown = plain(html.fromstring(text).text_content()) if path.suffix == ".html" else ""
        raw = plain(text)
        found = [name for words, name in told.items() if words in raw or words in shown]
        assert found == [], path


def test_no_source_shows_a_key(site):
    """Neither as the solution's `vgkit.answer("Q6.why", "C")`, nor as a mark on an option."""
    answer = re.compile(r"answer\W{1,3}[CPQ]\d+\w?(\.\w+)?\W{1,6}[A-D]\b")
    for path in sorted(site.rglob("*.html")):
        root = html.parse(str(path)).getroot()
        assert not answer.search(root.text_content()), path
        for form in root.iterfind(".//form[@data-item]"):
            kinds = {
                tuple(sorted((name, value) for name, value in each.items() if name != "value"))
                for each in form.iterfind(".//input[@type='radio']")
            }
            assert len(kinds) == 1, (path, form.get("id"))
            codes = {len(form.get(f"data-{letter.lower()}")) for letter in LETTERS}
            assert len(codes) == 1, (path, form.get("id"))
