"""Formulas that a page could not show are found while notebooks are built."""

import re

import pytest

from tests.notebooks.small_sources import parse
from vgkit.notebooks.blanks import AuthoringError
from vgkit.notebooks.formulas import to_mathml


def source(*lines):
    """A text cell `t` whose English lines begin at line 5."""
    return ['# %% [markdown] id="t" lang="vi"', "# chữ", "", '# %% [markdown] id="t" lang="en"',
            *(f"# {line}" for line in lines)]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [
    (r"so $\frac{a$", r"the formula '\\frac{a': its braces do not match"),
    (r"so $\left( a$", r"the formula '\\left( a': not LaTeX (ExtraLeftOrMissingRightError)"),
    (r"so $\fraction{a}{b}$", r"the formula '\\fraction{a}{b}': unknown command \fraction"),
    (r"| $\frac{a$ | b |", r"the formula '\\frac{a': its braces do not match"),
    (r"$$a \fraction b$$", r"the formula 'a \\fraction b': unknown command \fraction"),
    (r"\\[\frac{a\\]", r"the formula '\\frac{a': its braces do not match"),
    (r"\\(\frac{a\\)", r"the formula '\\frac{a': its braces do not match"),
    (r"\begin{align} \frac{a \end{align}", "its braces do not match"),
    ("$$a", "a formula that begins with $$ does not end"),
    (r"so $\frac{a}{b} is", "a formula that begins with $ does not end"),
])  # fmt: skip
def test_a_formula_that_cannot_be_shown_is_refused_with_its_cell_and_line(text, words):
    with pytest.raises(AuthoringError) as refusal:
        parse(*source("words", "", "", text))
    message = str(refusal.value)
    assert message.startswith("exercise.py:8: in the cell 't', ") and words in message


@pytest.mark.parametrize("text", [
    r"`$\frac{a$` and \$",
    r"    $\frac{a$",
    "$5 for `\\frac`, and no more",
    r"$\frac{a}{b}$ and $$\begin{matrix} a & \{ \end{matrix}$$",
    r"\begin{align*} a &= b \\ c &= d \end{align*}",
])  # fmt: skip
def test_what_a_page_can_show_is_taken(text):
    assert parse(*source("words", "", text)).cells


@pytest.mark.parametrize(("latex", "letter"), [(r"\sigma'(z)", "3C3"), (r"x^2 + f''", None)])
def test_a_prime_is_no_superscript_and_a_square_is_one(latex, letter):
    shown = to_mathml(latex)
    assert re.search(r"<mrow><mi>[^<]+</mi><mi>&#x0203[23];</mi></mrow>", shown)
    assert shown.count("<msup>") == ("^2" in latex) and (letter is None or letter in shown)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["max_size,", "`$x_$`", "", "$x_$"], 8, "'x_'"),
        (["$$", "a", "$$", "$$", "x_", "$$"], 9, "'x_'"),
        (["$a$", "", r"so $\frac{a}{b}", "", "$a$"], 7, "does not end"),
    ],
)
def test_the_line_is_that_of_the_formula_not_of_the_same_letters_elsewhere(lines, line, words):
    with pytest.raises(AuthoringError, match=rf"exercise\.py:{line}: .*{words}"):
        parse(*source(*lines))
