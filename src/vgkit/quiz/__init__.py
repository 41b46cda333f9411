"""The quiz: questions from quiz.toml, judged, remembered, and asked with and without widgets."""

from vgkit.quiz.answers import kept_answers, printed, refuse_synthetic, take
from vgkit.quiz.items import LETTERS, Item, QuizError, all_items, find_items, parse
from vgkit.quiz.judging import Verdict, judge, reason
from vgkit.quiz.widgets import plain

__all__ = [
    "LETTERS",
    "Item",
    "QuizError",
    "Verdict",
    "all_items",
    "find_items",
    "judge",
    "kept_answers",
    "parse",
    "plain",
    "printed",
    "reason",
    "refuse_synthetic",
    "take",
]
