"""Formulas that a page could not show are found while notebooks are built."""

import pytest

from tests.notebooks.small_sources import parse
from vgkit.notebooks.blanks import AuthoringError


@pytest.mark.parametrize(("text", "words"), [
    (r"so $\frac{a$", r":8: the formula '\\frac{a': its braces do not match"),
    (r"so $\left( a$", r":8: the formula '\\left( a': not LaTeX (ExtraLeftOrMissingRightError)"),
    (r"so $\fraction{a}{b}$", ": unknown command \\fraction"),
    ("$$a", ":8: a formula that begins with $$ does not end"),
    (r"`$\frac{a$` and \$", None),
    (r"$\frac{a}{b}$ and $$\begin{matrix} a & \{ \end{matrix}$$", None),
])  # fmt: skip
def test_a_formula_that_cannot_be_shown_is_refused_with_its_line(text, words):
    lines = ['# %% [markdown] id="t" lang="vi"', "# chữ", "", '# %% [markdown] id="t" lang="en"',
             "# words", "#", "#", f"# {text}"]  # fmt: skip
    if words is None:
        assert parse(*lines).cells
    else:
        with pytest.raises(AuthoringError) as refusal:
            parse(*lines)
        message = str(refusal.value)
        assert message.startswith("exercise.py:8:") and words in message
