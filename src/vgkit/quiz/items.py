"""The questions and predictions of the course: what quiz.toml holds, read and checked.

A question has up to three items: the *published* edition, whose options stand as close together as
in 2022 (part one's only); the *robust* one, on which every right run agrees; and a *why*. A *case*
asks about a network that no notebook shows: what the kit measured of it is the evidence of its key.
A prediction is kept, and recalled when the numbers are there; its key is what came true.
"""

import functools
import hashlib
import json
import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field

from vgkit.course import LANGUAGES
from vgkit.course.files import read_shipped
from vgkit.errors import VgkitError
from vgkit.messages import pick, say
from vgkit.texts import NotUtf8
from vgkit.training import records

LETTERS = ("A", "B", "C", "D")
EDITIONS = ("published", "robust", "why")


class QuizError(VgkitError):
    """No such question, no such option, a malformed quiz file, or no quiz on these data."""


@dataclass(frozen=True)
class Measured:
    """A number of a run.

    Attributes:
        metric: one of `records.METRICS`.
        epoch: counted from 1.
        tolerance: how far from the kit's own run another of the same network may lie; more than
            the measured spread of runs that differ by rounding alone.
        part: which training, for an exercise of several; else None.
    """

    metric: str
    epoch: int
    tolerance: float
    part: int | None = None

    def __post_init__(self):
        wrong = [name for name in ("epoch", "part") if not _is_count(getattr(self, name))]
        if self.metric not in records.METRICS:
            wrong.append("metric")
        if not 0 <= self.tolerance < math.inf:
            wrong.append("tolerance")
        if wrong:
            raise ValueError(f"{', '.join(wrong)} cannot be that: {self}")

    def of(self, exercise: str, source: Callable[[str], records.Record | None]) -> float | None:
        """The number in a run of the exercise, or None where there is no run that long.

        Args:
            exercise: id in the course's table.
            source: gives the run of an exercise's id: `records.load_user_run` or `records.load_reference`.
        """
        run = source(exercise if self.part is None else f"{exercise}.{self.part}")
        return run.at(self.metric, self.epoch) if run and run.epochs >= self.epoch else None


@dataclass(frozen=True)
class Item:
    """One thing to answer with a letter.

    Attributes:
        id: `"Q6.published"`, `"Q6.robust"`, `"Q6.why"`, of a case `"C5"`, of a prediction `"P5"`.
        exercise: id in the course's table.
        texts: the question, by language.
        choices: the four options, by language.
        key: the right letter, of a prediction the one that came true; None where no machine but
            the author's could tell, because runs that differ by rounding alone differ by more than
            the options do.
        because: why, by language, or None.
        against: what speaks against each wrong option, by its letter and language; empty where the
            options are numbers.
        measured: what the options are values of, where they are numbers of a run, else None.
    """

    id: str
    exercise: str
    texts: dict[str, str]
    choices: dict[str, list[str]]
    key: str | None = None
    because: dict[str, str] | None = None
    against: dict[str, dict[str, str]] = field(default_factory=dict)
    measured: Measured | None = None

    @property
    def kept_as(self) -> str:
        """The name under which its answers are kept: with its question or options, it changes."""
        asked = json.dumps([self.texts["en"], self.choices["en"]]).encode()
        return f"{self.id} {hashlib.sha256(asked).hexdigest()[:8]}"

    @property
    def text(self) -> str:
        """The question in the session's language."""
        return pick(self.texts)

    @property
    def options(self) -> list[str]:
        """The four options in the session's language, in the order of `LETTERS`."""
        return pick(self.choices)

    @property
    def is_prediction(self) -> bool:
        """Whether this is asked before the numbers are there, and not judged then."""
        return self.id.startswith("P")

    @property
    def counts(self) -> bool:
        """Whether `score` counts it: the published edition and predictions do not."""
        return not self.is_prediction and not self.id.endswith(".published")

    @property
    def edition(self) -> str:
        """The heading over the item."""
        if self.id.startswith("C"):
            return say("a new case")
        return {
            "published": say("published edition (2022)"),
            "robust": say("robust edition"),
            "why": say("why?"),
        }.get(self.id.partition(".")[2], say("prediction"))

    def nearest_option(self, value: float) -> tuple[str, float]:
        """The letter of the option nearest to a number, and its distance from it.

        Only where the options are numbers; of two equally near ones the first counts.
        """
        distances = [abs(float(option) - value) for option in self.options]
        nearest = min(range(len(LETTERS)), key=distances.__getitem__)
        return LETTERS[nearest], distances[nearest]


def parse(text: str) -> dict[str, Item]:
    """Read a quiz file.

    Args:
        text: TOML as in quiz.toml.

    Returns:
        The items by id, in the file's order.

    Raises:
        QuizError: it is not such a file; the message names the item and what it lacks.
    """
    found = {}
    try:
        content = tomllib.loads(text)
        for question in content.get("question", []):
            _add_question(found, question)
        for table in content.get("case", []) + content.get("prediction", []):
            _add(found, table["id"], table["exercise"], table, None)
    except tomllib.TOMLDecodeError as error:
        raise QuizError(f"quiz file: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        after = f" (after {list(found)[-1]})" if found else ""
        raise QuizError(f"quiz file{after}: {type(error).__name__}: {error}") from None
    return found


def _add_question(found, question):
    name = question["id"]
    for edition in EDITIONS:
        if edition == "published" and edition not in question:
            continue  # part two has none
        table = question[edition]
        measured = None if edition == "why" else _measured(question, table)
        if edition == "robust" and not measured:
            # a number of several runs: no single one can be held against it
            _check_numbers(f"{name}.robust", table["options"], question["tolerance"])
        _add(found, f"{name}.{edition}", question["exercise"], table, measured)


def _measured(question, table):
    """The number that an edition asks for: the question's, unless the edition names one of its own."""
    places = {"metric", "epoch", "part"}
    asked = table if places & table.keys() else question
    if not places & asked.keys():
        return None
    return Measured(asked["metric"], asked["epoch"], asked["tolerance"], asked.get("part"))


def _add(found, name, exercise, table, measured):
    try:
        item = _item(name, exercise, table, measured)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuizError(f"quiz file, {name}: {type(error).__name__}: {error}") from None
    if name in found:
        raise QuizError(f"quiz file: {name} exists twice")
    found[name] = item


def _item(name, exercise, table, measured):
    """One `Item` out of its table in the file; a `ValueError` says what is wrong with it."""
    if not _is_text(exercise):
        raise ValueError(f"an exercise's id is needed. Received: {exercise!r}")
    choices = {
        language: table.get(f"options_{language}") or table["options"] for language in LANGUAGES
    }
    for options in choices.values():
        if not isinstance(options, list) or len(options) != len(LETTERS) or not _is_text(*options):
            raise ValueError(f"{len(LETTERS)} options are needed. Received: {options!r}")
    because = table.get("because")
    for text in (table, because) if because is not None else (table,):
        if not _is_text(*(text[language] for language in LANGUAGES)):
            raise ValueError(f"text is needed in {' and '.join(LANGUAGES)}. Received: {text!r}")
    key = table.get("key")
    _check_key(name, key)
    if measured:
        _check_numbers(name, choices["en"], measured.tolerance)
    texts = {language: table[language] for language in LANGUAGES}
    against = table.get("against", {})
    _check_against(name, key, against)
    return Item(name, exercise, texts, choices, key, because, against, measured)


def _check_against(name, key, against):
    """Every wrong option of a why or a case, and no other, is told what is wrong with it."""
    needed = set(LETTERS) - {key} if name.endswith(".why") or name.startswith("C") else set()
    if set(against) - needed or (needed - set(against) and against):
        raise ValueError(
            f"against is needed for {sorted(needed) or 'no option'}. Received: {sorted(against)}"
        )
    for letter, text in against.items():
        if not _is_text(*(text[language] for language in LANGUAGES)):
            raise ValueError(f"text is needed in against.{letter}. Received: {text!r}")


def _check_key(name, key):
    needs_key = not name.endswith(".published")
    if key not in LETTERS and (needs_key or key is not None):
        raise ValueError(f"a key out of {''.join(LETTERS)} is needed. Received: {key!r}")


def _check_numbers(name, options, tolerance):
    """Numbers ascend; a run within the tolerance is three times nearer to its own than to the next."""
    numbers = [float(option) for option in options]
    gap = min(b - a for a, b in zip(numbers, numbers[1:], strict=False))
    least = 4 * tolerance if name.endswith(".robust") else 0
    if gap <= least or not all(map(math.isfinite, numbers)):
        raise ValueError(f"the options stand too close ({gap:g}) or out of order")


def _is_text(*values):
    return all(isinstance(value, str) for value in values)


def _is_count(value):
    return value is None or (type(value) is int and value >= 1)


@functools.cache
def all_items() -> dict[str, Item]:
    """All items of the course by id, in the order of quiz.toml."""
    try:
        return parse(read_shipped("quiz.toml"))
    except NotUtf8 as error:
        raise QuizError(f"quiz file: {error}") from None


def find_items(wanted: str) -> list[Item]:
    """The items that an id stands for.

    Args:
        wanted: `"Q6"` for the three items of a question, `"Q6.why"` or `"P5"` for one. Small
            letters count as capitals.

    Returns:
        The items in the order of quiz.toml, at least one.

    Raises:
        QuizError: there is none; the message lists the ids that there are.
    """
    name = str(wanted).casefold()
    chosen = [
        item
        for item in all_items().values()
        if name in (item.id.casefold(), item.id.partition(".")[0].casefold())
    ]
    if not chosen:
        known = ", ".join(dict.fromkeys(name.partition(".")[0] for name in all_items()))
        raise QuizError(
            say(
                "There is no question {wanted!r}. Choose one of: {known}.",
                wanted=wanted,
                known=known,
            )
        )
    return chosen
