"""The page: what it shows, for whoever reads it."""

import html.parser
import re

import pytest

from tests.grading.test_tables import FINDING, NOTE, graded, made
from vgkit.grading import page, results
from vgkit.grading.grade import Graded
from vgkit.messages import say, set_language

EVIL = "<script>alert(1)</script>"


class Reader(html.parser.HTMLParser):
    """Tags, balanced or not; what links point to; headers of tables."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.headers, self.tags = [], set(), set(), [], set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        self.tags.add(tag)
        self.ids.add(of.get("id"))
        if tag == "a":
            self.links.add(of["href"])
        if tag == "th":
            self.headers.append(of.get("scope"))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(params=["en", "vi"])
def language(request):
    set_language(request.param)
    return request.param


def whole():
    rows = [
        graded("An/a.ipynb", "An", findings=[FINDING], notes=[NOTE]),
        graded("Bình/a.ipynb", "Bình", findings=[FINDING]),
        graded("Chi/a.ipynb", "Chi", ("right",) * 3),
        graded("Dung/a.ipynb", "Dung", ("empty",) * 3),
        Graded("Em/a.ipynb", "Em", problem="no_notebook"),
    ]
    of = made(*rows)
    of.protection = {"files": True, "network": False, "processes": True}
    of.others = ["all.zip"]
    return of


def test_it_is_sound_html_that_asks_nothing_of_the_network(language):
    text = page.render(whole())
    found = Reader(text)
    assert f'<html lang="{language}">' in text and "default-src 'none'" in text
    assert not found.tags & {"script", "img", "link", "iframe"}
    assert not re.search(r"(src|href)=.(https?:)?//|url\(", text)
    assert found.links and {link[1:] for link in found.links} <= found.ids
    assert set(found.headers) == {"col", "row"}


def test_what_comes_from_no_blank_is_seen_at_a_glance(language):
    given = {**FINDING, "blanks": [], "given": True}
    text = page.render(made(graded("An/a.ipynb", "An", ("right",) * 3, findings=[given])))
    assert f'<span class="mark">{say("more is said below")}</span>' in text
    assert say("This comes from a line that was given, and that was changed.") in text
    text = page.render(made(graded("An/a.ipynb", "An", findings=[FINDING])))
    assert say("more is said below") not in text


def test_each_state_has_a_symbol_and_a_word_beside_its_colour(language):
    text = page.render(whole())
    style = text[text.index("<style>") : text.index("</style>")]
    for state, (symbol, _) in results.STATES.items():
        assert f".{state} " in style
        assert f'class="state {state}">{symbol}' in text
        assert results.state_text(state) in text
    cells = re.findall(r'<td class="state (\w+)"><span aria-hidden="true">(.)</span>', text)
    assert len(cells) == 4 * 3 and all(results.STATES[s][0] == symbol for s, symbol in cells)


def test_the_most_frequent_mistakes_are_counted_with_their_message():
    text = page.render(whole())
    assert re.search(r'<td class="number">2</td><td><code>valid_size</code></td><td>One step', text)
    assert "off_by_one" in text and say("No check found anything.") not in text


def test_the_totals_of_a_blank():
    assert re.findall(r'<td class="number">(\d/4)</td>', page.render(whole())) == [
        "3/4",
        "1/4",
        "1/4",
    ]


def test_what_was_not_graded_and_what_else_lay_about_is_named(language):
    text = page.render(whole())
    assert results.problem_text("no_notebook") in text and "all.zip" in text
    assert say("untouched") in text


def test_what_the_system_did_not_forbid_is_said():
    text = page.render(whole())
    assert re.search(r"forbade it: writing outside[^.]*starting other programs\.", text)
    assert "NOT forbidden by this system: the network." in text


def test_nothing_of_a_students_becomes_part_of_the_page():
    evil = graded(
        EVIL,
        EVIL,
        findings=[{**FINDING, "message": EVIL, "code": EVIL}],
        errors=[{"cell": EVIL, "error": EVIL, "line": EVIL, "blanks": []}],
        notes=[{"code": "system", "text": EVIL}, {"code": "magic", "text": "{text} {x}"}],
        trained={"train": EVIL},
        stopped={"why": "time", "cell": EVIL},
    )
    text = page.render(made(evil, Graded(EVIL, EVIL, problem="link")))
    assert EVIL not in text and text.count("&lt;script&gt;") >= 8 and "{text} {x}" in text


def test_every_note_and_reason_can_be_said(language):
    for code in results._NOTES:
        assert "§" in results.note_text({"code": code, "text": "§"}) or "{" not in code
    for why in results._STOPPED:
        assert "§" in results.stopped_text({"why": why, "cell": "§"}, 30)
        assert results.stopped_text({"why": why, "cell": None}, 30)
    for problem in results.PROBLEMS:
        assert results.problem_text(problem)


def test_it_is_written_where_it_is_wanted(tmp_path):
    path = page.write(whole(), tmp_path)
    assert path.name == "grades.html" and path.read_text("utf-8") == page.render(whole())
