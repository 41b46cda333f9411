"""A lesson as a page: what is seen at once, and what waits behind a fold."""

import re
from html import unescape

import pytest
from nbformat.v4 import new_output

from vgkit.notebooks import sources
from vgkit.quiz import all_items
from vgkit.site import questions
from vgkit.site.lessons import page

TEXT = """# %% [markdown] id="goal" lang="vi"
# # Bài thử
#
# Chữ.

# %% [markdown] id="goal" lang="en"
# # A lesson
#
# Text with $x^2$.

# %% id="start"
vgkit.start("x")

# %% id="solution" only="solution"
vgkit.as_solution()

# %% id="predict"
vgkit.ask("P5")

# %% id="predict_answer" only="solution"
vgkit.answer("P5", "C")

# %% id="exercise"
answer = 6 * 7  #?? product | vi: Một tích | en: A product

# %% id="check"
vgkit.check(answer)

# %% [markdown] id="more_text" lang="vi" only="solution"
# Thêm.

# %% [markdown] id="more_text" lang="en" only="solution"
# More.

# %% id="more" only="solution"
print(answer)

# %% id="quiet"
silent = True

# %% id="quiz"
vgkit.ask("Q6.why")

# %% id="quiz_answer" only="solution"
vgkit.answer("Q6.why", "C")

# %% id="recall"
vgkit.recall("P5")

# %% id="score"
vgkit.score()
"""


@pytest.fixture(scope="module")
def source():
    return sources.parse(TEXT, "x.py")


def judged():
    """What a solution prints of its own answer."""
    return questions.in_solution(all_items()["Q6.why"]) + "\n"


@pytest.fixture
def parts(source):
    """The page's blocks, in order: what each begins with, and what stands in it."""
    executed = source.notebook("solution", "en")
    for cell in executed.cells:
        if cell.cell_type == "code" and cell.id != "quiet":
            cell.outputs = [new_output("stream", text=f"out of {cell.id}\n")]
            if cell.id == "quiz_answer":
                cell.outputs.insert(0, new_output("stream", text=judged()))
    text = page(source, executed, "en", bar="<p>bar</p>").text
    return re.findall(r"^(`{3,})({[^\n]*)\n(.*?)\n\1$|^([#\w][^\n]*)$", text, re.M | re.S)


def heads(parts):
    return [head or text for _, head, _, text in parts]


def test_the_page_follows_the_notebook(parts):
    assert heads(parts) == [
        "# A lesson",
        "{raw} html",  # the bar
        "Text with $x^2$.",
        "{code-block} python",  # what needs no blank shows its output
        "{code-block} text",
        "{raw} html",  # the prediction; its answer is no news
        "{code-block} python",  # the blank
        "{fold} Show the solution",
        "{code-block} python",  # the check
        "{fold} Show the output",
        "{fold} In the solution only",
        "{code-block} python",  # without an output
        "{raw} html",  # the question
        "{fold} Show the answer",
        "{raw} html",  # what was predicted
        "{raw} html",  # the score
    ]


def fold(parts, summary):
    return next(body for _, head, body, _ in parts if head == f"{{fold}} {summary}")


def test_the_blank_is_seen_and_its_solution_is_not(parts):
    outside = "\n".join(body for _, head, body, _ in parts if not head.startswith("{fold}"))
    assert 'answer = vgkit.blank("product")  #?? A product' in outside
    assert "6 * 7" not in outside
    inside = fold(parts, "Show the solution")
    assert "answer = 6 * 7" in inside and "out of exercise" in inside


def test_outputs_that_depend_on_a_blank_are_folded(parts):
    outside = "\n".join(body for _, head, body, _ in parts if not head.startswith("{fold}"))
    assert re.findall("^out of .*", outside, re.M) == ["out of start"]
    assert "out of check" in fold(parts, "Show the output")


def test_what_only_the_solution_has_shares_a_fold(parts):
    inside = fold(parts, "In the solution only")
    assert "More." in inside and "print(answer)" in inside and "out of more" in inside


def test_an_answer_is_veiled(parts):
    inside = fold(parts, "Show the answer")
    assert inside.startswith(":veil: quiz_answer\n\n") and "out of quiz_answer" in inside


def test_an_answer_is_told_as_such_and_not_as_a_verdict_on_the_readers(parts):
    inside = fold(parts, "Show the answer")
    item = all_items()["Q6.why"]
    assert f"The answer is C: {item.options[2]}" in unescape(inside)
    assert item.because["en"] in unescape(inside)
    assert "Right." not in inside and "vgkit.answer" not in inside


def test_an_edition_is_explained_where_it_comes_first():
    text = TEXT.replace('vgkit.ask("Q6.why")', 'vgkit.ask("Q6.robust")\nvgkit.ask("Q5.robust")')
    text = text.replace("vgkit.score()", 'vgkit.ask("Q6.published")\nvgkit.ask("Q5.published")')
    source = sources.parse(text, "x.py")
    shown = page(source, source.notebook("solution", "en"), "en").text
    for edition, word in (("robust", "Robust edition:"), ("published", "No reasoning can decide")):
        places = [shown.index(f'id="Q{number}.{edition}"') for number in (6, 5)]
        assert shown.count(word) == 1 and shown.index(word) < min(places)


def test_what_speaks_of_the_students_own_folder_is_left_out(parts):
    assert not any("as_solution" in body for _, _, body, _ in parts)
