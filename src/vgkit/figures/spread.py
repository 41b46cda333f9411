"""The measured spread of a question, as a strip beside its published options."""

from vgkit import quiz
from vgkit.experiments.spread import shipped
from vgkit.figures.pictures import Picture
from vgkit.figures.plots import spread_strip

__all__ = ["published", "shipped", "strip"]


def published() -> list[str]:
    """The ids of the questions that have a published edition and runs that the kit ships."""
    return [question for question in shipped() if f"{question}.published" in quiz.all_items()]


def strip(question: str, own: float | None = None) -> Picture:
    """The runs that the kit ships for a question, as a strip beside its published options.

    Args:
        question: its id, such as `"Q1"`.
        own: what a run of the reader's own measured, or None.

    Returns:
        A `Picture`.

    Raises:
        KeyError: the quiz has no such question, or the kit ships no runs for it.
    """
    item = quiz.all_items()[f"{question}.published"]
    what = f"{item.measured.metric}, epoch {item.measured.epoch}"
    return spread_strip(question, what, shipped()[question]["values"], item.options, own)
