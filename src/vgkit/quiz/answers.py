"""The student's answers: judged, kept in the user's folder, recalled and counted.

Kept of each item are the letters that were tried, the first one first: only what was right at once
was known; what was right at a later try was learnt.
"""

import json
import os
import textwrap
from dataclasses import replace
from pathlib import Path

from vgkit import course, settings
from vgkit.folders import locked, set_aside, user_folder, write_atomically
from vgkit.messages import say, tell
from vgkit.quiz import items
from vgkit.quiz.items import LETTERS, Item, QuizError
from vgkit.quiz.judging import Verdict, judge, letter_of
from vgkit.training import records

WIDTH = 100  # of a printed verdict: notebooks would break a longer line within a word


def refuse_synthetic(item: Item) -> None:
    """Refuse a question about images that the session has replaced; a prediction, never.

    Raises:
        QuizError: it is about Fashion-MNIST, and the session runs on synthetic images.
    """
    if not item.is_prediction and course.get_row(item.exercise).images_are_replaced:
        raise QuizError(
            say(
                "This question asks about Fashion-MNIST, and this session runs on synthetic images "
                "(VGKIT_DATASET=synthetic). Unset the variable to answer it."
            )
        )


def _answers_path() -> Path:
    return user_folder("answers.json")


def kept_answers() -> dict[str, str]:
    """The letters tried so far, by item id: `{"Q6.why": "AC"}` is A at first, then C.

    Those to a question that has changed since are left out. A file that cannot be read counts as none.
    """
    return _current(_content())


def _current(content):
    tried = {item.id: _tried(content, item) for item in items.all_items().values()}
    return {name: letters for name, letters in tried.items() if letters}


def _content():
    path = _answers_path()
    if not os.path.exists(path):  # nothing is made where nothing was kept
        return {}
    try:
        with locked(path):
            return _read(path)
    except OSError:
        return {}


def _read(path):
    """The content of the file. A damaged one is set aside, and that is said. Raises `OSError`."""
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    try:
        kept = json.loads(content)
        if isinstance(kept, dict):
            return kept
    except (ValueError, RecursionError):
        pass
    aside = set_aside(path)
    tell(
        say(
            "The answers kept in {path} are damaged and cannot be read. The file is kept as "
            "{name}; the quiz goes on without those answers.",
            path=path,
            name=aside.name,
        )
    )
    return {}


def _keep(item, letter):
    """Add an answer to those that are kept, by this process or another. Raises `OSError`."""
    path = _answers_path()
    with locked(path):
        answers = _read(path)
        tried = _tried(answers, item)
        if not tried.endswith(letter):
            answers[item.kept_as] = tried + letter
            write_atomically(path, json.dumps(answers, indent=1).encode())


def _tried(answers, item):
    """The letters that were tried; none where what is kept is anything else."""
    kept = answers.get(item.kept_as)
    return kept if isinstance(kept, str) and set(kept) <= set(LETTERS) else ""


def take(item: Item, letter: str) -> Verdict:
    """Judge an answer against the student's own run (in a solution, the kit's), and keep it.

    Args:
        item: what is answered.
        letter: `"A"` to `"D"`; small letters are forgiven, and spaces, dots and brackets around it.

    Returns:
        The `Verdict`. Where the answer cannot be kept, its message says so.

    Raises:
        QuizError: the letter is none of the four; or as in `refuse_synthetic`.
        RecordError: the record of the student's run is no record, or was changed by hand.
    """
    refuse_synthetic(item)
    numbers = (records.load_user_run, records.load_reference) if item.measured else ()
    verdict = judge(
        item,
        letter,
        *(item.measured.of(item.exercise, run) for run in numbers),
        in_solution=settings.current().solution,
    )
    try:
        _keep(item, letter_of(letter))
    except OSError as error:
        lost = say(
            "The answer could not be kept ({reason}: {folder}). Name a folder that you "
            "may write to in VGKIT_HOME.",
            reason=error.strerror,
            folder=_answers_path().parent,
        )
        return replace(verdict, message=lost if item.is_prediction else f"{verdict.message} {lost}")
    return verdict


def answer(item_id: str, letter: str) -> None:
    """Answer one item in a notebook without widgets, as in `vgkit.answer("P5", "A")`.

    Args:
        item_id: of one item, `"Q6.robust"` or `"P5"`.
        letter: `"A"` to `"D"`.

    Raises:
        QuizError: no such item or letter; or as in `refuse_synthetic`.
    """
    chosen = items.find_items(item_id)
    if len(chosen) != 1:
        names = ", ".join(item.id for item in chosen)
        raise QuizError(
            say(
                "{item_id!r} has several parts; answer one of: {names}.",
                item_id=item_id,
                names=names,
            )
        )
    verdict = take(chosen[0], letter)
    print(printed(chosen[0], verdict, settings.current().solution))


def printed(item: Item, verdict: Verdict, in_solution: bool) -> str:
    """A verdict as `answer` prints it.

    Args:
        item: what was answered.
        verdict: on the answer.
        in_solution: say what was answered, too: there are several in one cell.
    """
    name = f"{item.id} · " if in_solution else ""
    return textwrap.fill(name + verdict.message, WIDTH)


def recall(prediction_id: str) -> None:
    """Print the prediction that was kept, and which option came true.

    Args:
        prediction_id: such as `"P5"`.

    Raises:
        QuizError: no such prediction, or the id is a question's.
    """
    item = items.find_items(prediction_id)[0]
    if not item.is_prediction:
        raise QuizError(
            say(
                "{prediction_id!r} is a question, not a prediction: see vgkit.ask.",
                prediction_id=prediction_id,
            )
        )
    tried = _tried(_content(), item)
    if not tried:
        print(say('You kept no prediction: vgkit.answer("{item}", "…") keeps one.', item=item.id))
    else:
        option = item.options[LETTERS.index(tried[-1])]
        print(say("You predicted {letter}: {option}", letter=tried[-1], option=option))
    if tried.endswith(item.key):
        print(say("That is what came true."))
    else:
        option = item.options[LETTERS.index(item.key)]
        print(say("What came true is {letter}: {option}", letter=item.key, option=option))


def score() -> None:
    """Print how many of the kept answers are right, at which try, and what to look at again.

    The robust edition, the whys and the new cases count; the published edition is left out, because
    most of its fourth decimals cannot be decided on another machine.
    """
    counted = {name: item.key for name, item in items.all_items().items() if item.counts}
    content = _content()
    tried = {name: letters for name, letters in _current(content).items() if name in counted}
    right = [name for name, letters in tried.items() if letters[-1] == counted[name]]
    print(say("{right} right out of {total}.", right=len(right), total=len(counted)))
    if later := sum(tried[name][0] != counted[name] for name in right):
        print(
            say(
                "{known} of them were known at the first try, {learnt} were learnt by another one.",
                known=len(right) - later,
                learnt=later,
            )
        )
    if missing := len(counted) - len(tried):
        print(say("{missing} not answered yet.", missing=missing))
    if changed := _answered_before(content) & (counted.keys() - tried.keys()):
        names = ", ".join(name for name in counted if name in changed)
        print(say("Changed since you answered, so answer again: {names}.", names=names))
    for name in sorted(tried.keys() - set(right)):
        exercise = items.all_items()[name].exercise
        print(say("{item}: look at exercise {exercise} again.", item=name, exercise=exercise))


def _answered_before(content):
    """Ids of items that were answered when their question was another one."""
    current = {item.kept_as for item in items.all_items().values()}
    return {name.partition(" ")[0] for name in content.keys() - current}
