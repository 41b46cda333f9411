"""What every format is given: the questions in one language, in categories, with their feedback."""

from dataclasses import dataclass

from vgkit import course
from vgkit.messages import pick, say, say_in, speaking
from vgkit.quiz.items import LETTERS, all_items


@dataclass(frozen=True)
class Option:
    """One of a question's options.

    Attributes:
        letter: `"A"` to `"D"`, as in the notebooks.
        text: plain text.
        right: whether it is the key.
        feedback: what a student who chose it is told.
    """

    letter: str
    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """A single-choice question in one language. All texts are plain.

    Attributes:
        name: the item's id, `"Q6.why"`: the same in every language and every edition of the kit.
        text: the question.
        options: in the order of their letters.
        reason: why the right option is right; may be empty.
        shuffled: whether a platform may change the order of the options. Numbers ascend, and stay.
    """

    name: str
    text: str
    options: tuple[Option, ...]
    reason: str
    shuffled: bool


@dataclass(frozen=True)
class Category:
    """The questions on one notebook, under its number and title: `"5 · Skip connections"`."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Bank:
    """All questions in one language, one `Category` for each notebook, in the course's order."""

    language: str
    title: str
    categories: tuple[Category, ...]


def read_bank(language: str) -> Bank:
    """Read the questions that can be put to a class anywhere.

    They are those that `score` counts: the robust edition, whys and cases. The published edition of
    2022 is left out, as another machine cannot tell most of its fourth decimals; so are predictions,
    which are made before the numbers are there.

    Args:
        language: one of `vgkit.course.LANGUAGES`.

    Raises:
        QuizError: the quiz file is malformed.
    """
    with speaking(language):
        by_notebook = {}
        for item in all_items().values():
            if not item.counts:
                continue
            row = _notebook(item.exercise)
            by_notebook.setdefault(row.id, []).append(_question(item))
        categories = tuple(
            Category(row.id, f"{_number(row)} · {row.heading}", tuple(by_notebook[row.id]))
            for row in course.NOTEBOOKS.values()
            if row.id in by_notebook
        )
        return Bank(language, say_in("name of a question bank", "Vanishing gradients"), categories)


def _notebook(exercise):
    """The notebook in which an exercise is trained: its own, or that of its number."""
    row = course.get_row(exercise)
    same = [each for each in course.NOTEBOOKS.values() if course.place(each) == course.place(row)]
    return row if row in same else same[0]


def _number(row):
    """What a notebook's file name begins with: "4a"."""
    return row.notebook.partition("_")[0]


def _question(item):
    options = tuple(
        Option(letter, text, letter == item.key, _feedback(item, letter))
        for letter, text in zip(LETTERS, item.options, strict=True)
    )
    reason = pick(item.because) if item.because else ""
    numbers = all(_is_number(option.text) for option in options)
    return Question(item.id, item.text, options, reason, shuffled=not numbers)


def _feedback(item, letter):
    if letter == item.key:
        return say("Right.")
    wrong = say("Not this one.")
    return f"{wrong} {pick(item.against[letter])}" if letter in item.against else wrong


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
