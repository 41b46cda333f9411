"""What an answer is worth. A number is held against the student's own run, where there is one."""

from dataclasses import dataclass

from vgkit import settings
from vgkit.course.files import measured_spread
from vgkit.messages import pick, say
from vgkit.quiz.items import LETTERS, Item, QuizError


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth: `right` (None for a prediction) and a message for the student."""

    right: bool | None
    message: str


def letter_of(answer: str) -> str:
    """The letter of an answer: in capitals, without the spaces, dots and brackets around it."""
    return str(answer).strip().strip(".()").strip().upper()


def judge(
    item: Item,
    letter: str,
    value: float | None = None,
    reference: float | None = None,
    in_solution: bool = False,
) -> Verdict:
    """Judge one answer.

    Args:
        item: the `Item`.
        letter: the answer, `"A"` to `"D"`.
        value: what the student's own run measured, or None.
        reference: what the kit's own run measured, which tells a wrong run from a wrong reading.
        in_solution: hold the answer against the kit's own run instead of the student's.

    Returns:
        A `Verdict`.

    Raises:
        QuizError: the letter is none of the four.
    """
    letter = letter_of(letter)
    if letter not in LETTERS:
        raise QuizError(
            say(
                "Answer with one of the letters {letters}. Received: {letter!r}.",
                letters=", ".join(LETTERS),
                letter=letter,
            )
        )
    if item.is_prediction:
        return Verdict(None, say("Kept: {letter}.", letter=letter))
    if item.measured and in_solution and reference is not None:
        return _judge_reference(item, letter, reference)
    if item.measured:
        return _judge_number(item, letter, value, reference)
    if letter != item.key:
        why_not = pick(item.against[letter]) if letter in item.against else ""
        return Verdict(False, _joined(say("Not this one."), why_not, say("Think again.")))
    return Verdict(True, _joined(say("Right."), reason(item)))


def reason(item: Item, reference: float | None = None) -> str:
    """What speaks for the key of an item, as it is told where nobody has answered.

    Args:
        item: the `Item`.
        reference: what the kit's own run measured, or None.

    Returns:
        Sentences. Of an item without a key, why it has none, and which option is nearest.
    """
    if reference is None:
        return _because(item)
    if item.key is None:
        return _joined(_undecidable(item), _compared(item, reference))
    return _joined(_course_measured(reference), _decidable(item), _because(item))


def _judge_reference(item, letter, reference):
    """In a solution, nobody's own run is asked for."""
    if item.key is None:
        return Verdict(None, reason(item, reference))
    if letter != item.key:
        return Verdict(False, _joined(say("Not right."), _compared(item, reference)))
    return Verdict(True, _joined(say("Right."), reason(item, reference)))


def _course_measured(reference):
    return say("The course's own run measured {reference:.5f}.", reference=reference)


def _compared(item, reference):
    """What the kit's own run measured, beside the options."""
    nearest, distance = item.nearest_option(reference)
    near = say(
        "The nearest option is {nearest}, {distance:.4f} away.", nearest=nearest, distance=distance
    )
    return _joined(_course_measured(reference), near)


def _decidable(item):
    """Why a question of the published edition has a key all the same."""
    spread = measured_spread(item.id.partition(".")[0])
    if spread is None or not item.id.endswith(".published"):
        return ""
    return say(
        "Here every machine can tell: runs that differ by rounding alone lie {spread:.5f} apart, "
        "the options 0.0001.",
        spread=spread,
    )


def _judge_number(item, letter, value, reference):
    right = None if item.key is None else letter == item.key
    because = _because(item) if right else ""
    if value is None:
        advice = "" if right else _no_run(item)
        return Verdict(right, _joined(_opening(item, right), because, advice))
    if (
        reference is not None and not abs(value - reference) <= item.measured.tolerance
    ):  # or it is nan
        return Verdict(right, _joined(_wrong_run(right, value), because))
    return Verdict(right, _joined(_right_run(item, right, value), because))


def _joined(*sentences):
    return " ".join(filter(None, sentences))


def _because(item):
    return pick(item.because) if item.because else ""


def _opening(item, right):
    """The verdict on the letter alone."""
    return {
        True: say("Right."),
        False: say("Not right."),
        None: _undecidable(item),
    }[right]


def _undecidable(item):
    spread = measured_spread(item.id.partition(".")[0])
    if spread is None:
        return say(
            "Nobody can tell from here: runs that differ by rounding alone lie further apart than "
            "the options."
        )
    return say(
        "Nobody can tell from here: runs that differ by rounding alone lie up to "
        "{spread:.2g} apart, the options only 0.0001.",
        spread=spread,
    )


def _place(item):
    return f"{item.measured.metric}, epoch {item.measured.epoch}"


def _measured(value):
    return say("your run measured {own:.5f}", own=value)


def _no_run(item):
    """Where to look, for a student without a run that is long enough."""
    if settings.current().profile == "quick":
        return say(
            "Under the quick profile no run of your own is kept; with one of a full training, your "
            "answer is held against your own number. Where to look: {what}, in the table of the "
            "notebook of exercise {exercise}.",
            what=_place(item),
            exercise=item.exercise,
        )
    return say(
        "No run of your own of exercise {exercise} that reaches epoch {epoch} is "
        "kept on this machine; with one, your answer is held against your own "
        "number. Where to look: {what}, in the table of that exercise's notebook.",
        exercise=item.exercise,
        epoch=item.measured.epoch,
        what=_place(item),
    )


def _wrong_run(right, value):
    """The run is not the exercise's: that comes before the letter."""
    opening = {
        True: say("The letter is right, but"),
        False: say("Not right, and the cause lies before the question:"),
        None: say("Before the options matter:"),
    }[right]
    why = say(
        "{measured}, which is not this network's number. Look at the check of the "
        "exercise again, then train once more.",
        measured=_measured(value),
    )
    return _joined(opening, why)


def _right_run(item, right, value):
    """The run is as it should be: only the reading can be wrong."""
    measured = _measured(value)
    if right:
        return say("Right: {measured}.", measured=measured)
    if right is False:
        return say(
            "Your run is right and your reading is not: {measured} ({what}). Which option is that?",
            measured=measured,
            what=_place(item),
        )
    nearest, distance = item.nearest_option(value)
    return say(
        "{opening} {measured}; the nearest option is {nearest}, {distance:.4f} "
        "away, so your run is as good as the published one. Take the robust "
        "edition.",
        opening=_opening(item, right),
        measured=measured[0].upper() + measured[1:],
        nearest=nearest,
        distance=distance,
    )
