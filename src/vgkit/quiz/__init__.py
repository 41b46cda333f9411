"""The quiz: questions, options and keys from quiz.toml; asking, judging, remembering.

A question has three items: the *published* edition, whose options stand as close together as in
2022; the *robust* one, on which every right run agrees; and a *why*. A prediction is an item
without a key: it is kept, and recalled when the numbers are there.
"""

import functools
import html
import importlib.resources
import json
import math
import tomllib
from dataclasses import dataclass, replace

from vgkit import settings
from vgkit.errors import VgkitError
from vgkit.folders import user_folder, write_atomically
from vgkit.messages import LANGUAGES, pick, say
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
        spread: the largest distance between runs that differ by rounding alone.
        part: which training, for an exercise of several; else None.
    """

    metric: str
    epoch: int
    spread: float
    part: int | None = None

    def __post_init__(self):
        wrong = [name for name in ("epoch", "part") if not _is_count(getattr(self, name))]
        if self.metric not in records.METRICS:
            wrong.append("metric")
        if not 0 <= self.spread < math.inf:
            wrong.append("spread")
        if wrong:
            raise ValueError(f"{', '.join(wrong)} cannot be that: {self}")

    def of(self, exercise, source):
        """The number in a run of the exercise, or None.

        Args:
            exercise: id in the course's table.
            source: `records.load_user_run` or `records.load_reference`.
        """
        run = source(exercise if self.part is None else f"{exercise}.{self.part}")
        return run.at(self.metric, self.epoch) if run and run.epochs >= self.epoch else None


@dataclass(frozen=True)
class Item:
    """One thing to answer with a letter.

    Attributes:
        id: `"Q6.published"`, `"Q6.robust"`, `"Q6.why"`, or of a prediction `"P5"`.
        exercise: id in the course's table.
        texts: the question, by language.
        choices: the four options, by language.
        key: the right letter; None for a prediction, and where no machine but the author's could
            tell, because runs that differ by rounding alone differ by more than the options do.
        because: why, by language, or None.
        measured: what the options are values of, where they are numbers, else None.
    """

    id: str
    exercise: str
    texts: dict
    choices: dict
    key: str | None = None
    because: dict | None = None
    measured: Measured | None = None

    @property
    def text(self):
        return pick(self.texts)

    @property
    def options(self):
        return pick(self.choices)

    @property
    def is_prediction(self):
        return "." not in self.id

    @property
    def edition(self):
        """The heading over the item."""
        return {
            "published": say("published edition (2022)"),
            "robust": say("robust edition"),
            "why": say("why?"),
        }.get(self.id.partition(".")[2], say("prediction"))


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth: `right` (None for a prediction) and a message for the student."""

    right: bool | None
    message: str


def parse(text):
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
            measured = Measured(
                question["metric"], question["epoch"], question["spread"], question.get("part")
            )
            for edition in EDITIONS:
                _add(
                    found,
                    f"{question['id']}.{edition}",
                    question["exercise"],
                    question[edition],
                    None if edition == "why" else measured,
                )
        for prediction in content.get("prediction", []):
            _add(found, prediction["id"], prediction["exercise"], prediction, None)
    except tomllib.TOMLDecodeError as error:
        raise QuizError(f"quiz file: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        after = f" (after {list(found)[-1]})" if found else ""
        raise QuizError(f"quiz file{after}: {type(error).__name__}: {error}") from None
    return found


def _add(found, name, exercise, table, measured):
    try:
        item = _item(name, exercise, table, measured)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuizError(f"quiz file, {name}: {type(error).__name__}: {error}") from None
    if name in found:
        raise QuizError(f"quiz file: {name} exists twice")
    found[name] = item


def _item(name, exercise, table, measured):
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
    needs_key = name.endswith((".robust", ".why"))
    if key not in LETTERS and (needs_key or key is not None):
        raise ValueError(f"a key out of {''.join(LETTERS)} is needed. Received: {key!r}")
    if measured:
        numbers = [float(option) for option in choices["en"]]
        gap = min(b - a for a, b in zip(numbers, numbers[1:], strict=False))
        least = 10 * measured.spread if name.endswith(".robust") else 0
        if gap <= least or not all(map(math.isfinite, numbers)):
            raise ValueError(f"the options stand too close ({gap:g}) or out of order")
    return Item(
        name,
        exercise,
        {language: table[language] for language in LANGUAGES},
        choices,
        key,
        because,
        measured,
    )


def _is_text(*values):
    return all(isinstance(value, str) for value in values)


def _is_count(value):
    return value is None or (type(value) is int and value >= 1)


@functools.cache
def items():
    """All items of the course by id."""
    return parse(importlib.resources.files("vgkit.course").joinpath("quiz.toml").read_text("utf-8"))


def find(wanted):
    """The items that an id stands for: `"Q6"` for three, `"Q6.why"` or `"P5"` for one.

    Raises:
        QuizError: there is none.
    """
    name = str(wanted).casefold()
    chosen = [
        item
        for item in items().values()
        if name in (item.id.casefold(), item.id.partition(".")[0].casefold())
    ]
    if not chosen:
        known = ", ".join(dict.fromkeys(name.partition(".")[0] for name in items()))
        raise QuizError(
            say(
                "There is no question {wanted!r}. Choose one of: {known}.",
                wanted=wanted,
                known=known,
            )
        )
    return chosen


def judge(item, letter, own=None, reference=None):
    """Judge one answer.

    Args:
        item: the `Item`.
        letter: the answer, `"A"` to `"D"`.
        own: what the student's own run measured, or None.
        reference: what the kit's own run measured, which tells a wrong run from a wrong reading.

    Returns:
        A `Verdict`.

    Raises:
        QuizError: the letter is none of the four.
    """
    letter = str(letter).strip().upper()
    if letter not in LETTERS:
        raise QuizError(
            say(
                "Answer with one of the letters {letters}. Received: {letter!r}.",
                letters=", ".join(LETTERS),
                letter=letter,
            )
        )
    if item.measured:
        return _judge_number(item, letter, own, reference)
    if item.key is None:
        return Verdict(None, say("Kept: {letter}.", letter=letter))
    if letter != item.key:
        return Verdict(False, say("Not this one. Think again."))
    return Verdict(True, " ".join(filter(None, (say("Right."), _because(item)))))


def _because(item):
    return pick(item.because) if item.because else ""


def _judge_number(item, letter, own, reference):
    """Judge an answer that is a number, against the student's run where there is one."""
    spread = item.measured.spread
    right = None if item.key is None else letter == item.key
    opening = {
        True: say("Right."),
        False: say("Not right."),
        None: say(
            "Nobody can tell from here: runs that differ by rounding alone lie up to "
            "{spread:g} apart, the options only 0.0001.",
            spread=spread,
        ),
    }[right]
    because = _because(item) if right else ""
    what = f"{item.measured.metric}, epoch {item.measured.epoch}"
    if own is None:
        advice = say(
            "No run of your own of exercise {exercise} that reaches epoch {epoch} is "
            "kept on this machine; with one, your answer is held against your own "
            "number. Where to look: {what}, in the table of that exercise's notebook.",
            exercise=item.exercise,
            epoch=item.measured.epoch,
            what=what,
        )
        return Verdict(right, " ".join(filter(None, (opening, because, advice))))
    good_run = reference is None or abs(own - reference) <= spread
    measured = say("your run measured {own:.5f}", own=own)
    if not good_run:
        why = say(
            "{measured}, which is not this network's number. Look at the check of the "
            "exercise again, then train anew.",
            measured=measured,
        )
        opening = {
            True: say("The letter is right, but"),
            False: say("Not right, and the cause lies before the question:"),
            None: say("Before the options matter:"),
        }[right]
        return Verdict(right, " ".join(filter(None, (opening, why, because))))
    if right:
        message = say("Right: {measured}.", measured=measured)
    elif right is False:
        message = say(
            "Your run is right and your reading is not: {measured} ({what}). Which option is that?",
            measured=measured,
            what=what,
        )
    else:
        nearest = min(LETTERS, key=lambda a: abs(float(item.options[LETTERS.index(a)]) - own))
        distance = abs(float(item.options[LETTERS.index(nearest)]) - own)
        message = say(
            "{opening} {measured}; the nearest option is {nearest}, {distance:.4f} "
            "away, so your run is as good as the published one. Take the robust "
            "edition.",
            opening=opening,
            measured=measured[0].upper() + measured[1:],
            nearest=nearest,
            distance=distance,
        )
    return Verdict(right, " ".join(filter(None, (message, because))))


def refuse_synthetic():
    """Raise `QuizError` in a session on synthetic images: the questions are about real ones."""
    if settings.current().dataset == "synthetic":
        raise QuizError(
            say(
                "The quiz asks about Fashion-MNIST, and this session runs on synthetic images "
                "(VGKIT_DATASET=synthetic). Unset the variable to take the quiz."
            )
        )


def _answers_path():
    return user_folder("answers.json")


def kept_answers():
    """The letters kept so far, by item id. An unreadable file counts as none."""
    try:
        kept = json.loads(_answers_path().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def take(item, letter):
    """Judge an answer against the student's own run, keep it, return the `Verdict`.

    Where it cannot be kept, the verdict says so.

    Raises:
        QuizError: the letter is none of the four, or the session runs on synthetic images.
    """
    if not item.is_prediction:
        refuse_synthetic()
    numbers = (records.load_user_run, records.load_reference) if item.measured else ()
    verdict = judge(item, letter, *(item.measured.of(item.exercise, run) for run in numbers))
    answers, path = {**kept_answers(), item.id: str(letter).strip().upper()}, _answers_path()
    try:
        write_atomically(path, json.dumps(answers, indent=1).encode())
    except OSError as error:
        lost = say(
            "The answer could not be kept ({reason}: {folder}). Name a folder that you "
            "may write to in VGKIT_HOME.",
            reason=error.strerror,
            folder=path.parent,
        )
        return replace(verdict, message=lost if item.is_prediction else f"{verdict.message} {lost}")
    return verdict


def answer(item_id, letter):
    """Answer one item in a notebook without widgets, as `vgkit.answer("Q6.robust", "A")`.

    Raises:
        QuizError: no such item or letter, or the session runs on synthetic images.
    """
    chosen = find(item_id)
    if len(chosen) != 1:
        names = ", ".join(item.id for item in chosen)
        raise QuizError(
            say(
                "{item_id!r} has several parts; answer one of: {names}.",
                item_id=item_id,
                names=names,
            )
        )
    print(take(chosen[0], letter).message)


def recall(prediction_id):
    """Print the prediction that was kept, to be held against the numbers."""
    item = find(prediction_id)[0]
    if not item.is_prediction:
        raise QuizError(
            say(
                "{prediction_id!r} is a question, not a prediction: see vgkit.ask.",
                prediction_id=prediction_id,
            )
        )
    letter = kept_answers().get(item.id)
    if letter not in LETTERS:
        print(say('You kept no prediction: vgkit.answer("{item}", "…") keeps one.', item=item.id))
    else:
        option = item.options[LETTERS.index(letter)]
        print(say("You predicted {letter}: {option}", letter=letter, option=option))


def plain(item):
    """An item as plain text, with the call that answers it."""
    lines = [f"{item.id} · {item.edition}", item.text]
    lines += [f"  {a}. {option}" for a, option in zip(LETTERS, item.options, strict=True)]
    how = say("Answer with")
    return "\n".join([*lines, f'{how}: vgkit.answer("{item.id}", "…")'])


def _html(item):
    rows = "".join(
        f"<div>{a}. {html.escape(option)}</div>"
        for a, option in zip(LETTERS, item.options, strict=True)
    )
    how = say("Answer with")
    return (
        f"<div><b>{item.id}</b> · {html.escape(item.edition)}<p>{html.escape(item.text)}</p>{rows}"
        f'<p>{how}: <code>vgkit.answer("{item.id}", "…")</code></p></div>'
    )


def _widget(item):
    """The item as radio buttons with a button and a place for the verdict."""
    import ipywidgets

    labels = [(f"{a}.  {option}", a) for a, option in zip(LETTERS, item.options, strict=True)]
    wide = ipywidgets.Layout(width="auto")
    choice = ipywidgets.RadioButtons(options=labels, value=None, layout=wide)
    word = say("Keep") if item.is_prediction else say("Check")
    button = ipywidgets.Button(description=word, disabled=True)
    verdict = ipywidgets.HTML()

    def chosen(_):
        button.disabled = choice.value is None

    def pressed(_):
        try:
            result = take(item, choice.value)
            mark = {True: "✓ ", False: "✗ ", None: ""}[result.right]
            verdict.value = html.escape(mark + result.message)
        except VgkitError as error:
            verdict.value = html.escape(str(error))

    choice.observe(chosen, "value")
    button.on_click(pressed)
    head = f"<b>{item.id}</b> · {html.escape(item.edition)}<br>{html.escape(item.text)}"
    return ipywidgets.VBox([ipywidgets.HTML(head, layout=wide), choice, button, verdict])


def ask(question_id):
    """Show a question in a notebook: clickable, and as text where widgets do not run.

    Args:
        question_id: `"Q6"` for all three editions, `"Q6.why"` for one, `"P5"` for a prediction.

    Raises:
        QuizError: no such question, or the session runs on synthetic images.
    """
    from IPython.display import display

    chosen = find(question_id)
    if not chosen[0].is_prediction:
        refuse_synthetic()
    for item in chosen:
        bundle = {"text/html": _html(item), "text/plain": plain(item)}
        if not settings.current().static:
            bundle |= _widget(item)._repr_mimebundle_()
            bundle["text/plain"] = plain(item)
        display(bundle, raw=True)


def score():
    """Print how many of the kept answers are right, and what to look at again.

    The robust edition and the whys count; the published edition is left out, because most of its
    fourth decimals cannot be decided on another machine.
    """
    answers = kept_answers()
    counted = [item for item in items().values() if item.id.endswith((".robust", ".why"))]
    answered = [item for item in counted if answers.get(item.id) in LETTERS]
    wrong = [item for item in answered if answers[item.id] != item.key]
    right, total = len(answered) - len(wrong), len(counted)
    print(
        say(
            "{right} right out of {total}; {missing} not answered yet.",
            right=right,
            total=total,
            missing=total - len(answered),
        )
    )
    for item in wrong:
        print(
            say("{item}: look at exercise {exercise} again.", item=item.id, exercise=item.exercise)
        )
