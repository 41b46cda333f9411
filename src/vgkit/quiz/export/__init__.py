"""The quiz as a file that a school's learning platform reads, one module for each format."""

from collections.abc import Iterable

from vgkit.quiz.export import gift, moodle, qti
from vgkit.quiz.export.questions import read_bank

FORMATS = {"gift": gift.render, "moodle": moodle.render, "qti": qti.render}


def export(format_name: str, languages: Iterable[str]) -> tuple[bytes, int]:
    """The questions with a key that every machine agrees on, as the content of a file.

    The same questions give the same bytes.

    Args:
        format_name: one of `FORMATS`.
        languages: some of `vgkit.course.LANGUAGES`; of each, all questions.

    Returns:
        The content, and how many questions it has in each language.

    Raises:
        QuizError: the quiz file is malformed.
    """
    banks = [read_bank(language) for language in languages]
    return FORMATS[format_name](banks), sum(len(each.questions) for each in banks[0].categories)
