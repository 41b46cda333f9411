"""Texts that mean something in XML, HTML or GIFT, and banks made of any texts."""

from vgkit.quiz.export.questions import Bank, Category, Option, Question
from vgkit.quiz.items import LETTERS

AWKWARD = [
    "stddev · √128 · rms(σ') < 1, log₁₀ ε_1 ≥ −8",
    "a ~ b = c # d { e } f : g",
    r"back\slash at the end \ ",
    r"\~ escaped \= before \\ and \n no line",
    "<b>bold</b> & &amp; &lt; \"quoted\" 'too'",
    "]]> <![CDATA[ of XML",
    ":: name :: ####general =right ~wrong -> match",
    "%50% of it", "[html] is no format", "[plain]", "// no comment", "$CATEGORY: none",
    "TRUE", "#3:1", "=1", "tiếng Việt: chuẩn hóa, 10⁻⁸", "one line\nand another",
]  # fmt: skip
TEXTS = [text.strip() for text in AWKWARD]


def bank(texts, language="en", reason="Because.", key="B"):
    """A bank of one question: its text, four options and their four feedbacks are the nine texts."""
    text, *rest = texts
    options = zip(LETTERS, rest[:4], rest[4:], strict=True)
    options = tuple(Option(letter, *pair) for letter, *pair in _with_key(options, key))
    question = Question("Q1.why", text, options, reason, shuffled=True)
    return Bank(language, "A/B: test", (Category("5", "5 · Skip connections", (question,)),))


def _with_key(options, key):
    return ((letter, text, letter == key, feedback) for letter, text, feedback in options)


def awkward_banks():
    """Banks in which each awkward text stands in each of the nine places and as the reason, once."""
    turns = [TEXTS[turn:] + TEXTS[:turn] for turn in range(len(TEXTS))]
    return [bank(texts[:9], reason=texts[9]) for texts in turns]


def questions(banks):
    """All questions of some banks, in order."""
    return [q for each in banks for category in each.categories for q in category.questions]
