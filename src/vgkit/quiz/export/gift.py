"""GIFT: plain text that can be read, and corrected, before it is imported.

The format is Moodle's (https://docs.moodle.org/en/GIFT_format). It has no place for a penalty, nor
for whether options are shuffled: Moodle takes its defaults, a third and yes. Whoever wants numbers
to stay in order switches that off in the quiz, or takes Moodle XML.
"""

import re
from collections.abc import Iterable

from vgkit.quiz.export.moodle import path
from vgkit.quiz.export.questions import Bank, Question

_SPECIAL = re.compile(r"[\\~=#{}:]")


def render(banks: Iterable[Bank]) -> bytes:
    """Write banks as one GIFT file in UTF-8.

    Args:
        banks: one for each language.
    """
    blocks = []
    for bank in banks:
        for category in bank.categories:
            # Nothing in a category's line is escaped: it ends with the line.
            blocks.append(f"$CATEGORY: {path(bank.title, category.title)}")
            blocks += [_block(question) for question in category.questions]
    return ("\n\n".join(blocks) + "\n").encode()


def _block(question: Question) -> str:
    """A question as GIFT has it: no blank line within, and all texts plain."""
    lines = [
        f"// [id:{question.name}]",  # Moodle takes it over as the ID number
        f"::{escape(question.name)}::[plain]{escape(question.text)} {{",
    ]
    for option in question.options:
        sign = "=" if option.right else "~"
        lines.append(f"\t{sign}{_text(option.text)}#{_text(option.feedback)}")
    if question.reason:
        lines.append(f"\t####{_text(question.reason)}")
    return "\n".join([*lines, "}"])


def _text(text):
    """A text that takes the question's format, unless its beginning would read as a format or a mark."""
    return ("[plain]" if text.startswith(("[", "%")) else "") + escape(text)


def escape(text: str) -> str:
    """Text with a backslash before every character that means something in GIFT."""
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", r"\n")
