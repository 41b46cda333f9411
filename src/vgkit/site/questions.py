"""A question as a form of a page: options to choose from, feedback that its source does not show."""

import json
from collections.abc import Sequence
from html import escape

from vgkit.messages import say
from vgkit.quiz import LETTERS, Item, judge, printed, reason
from vgkit.site.veil import veiled
from vgkit.training import records


def form(item: Item) -> str:
    """An item as an HTML form with radio buttons, in the session's language.

    `static/site.js` keeps the answer, shows the feedback and offers the next try.
    """
    rows = "".join(
        f'<label><input type="radio" name="{item.id}" value="{letter}"> '
        f"<span><b>{letter}.</b> {escape(option)}</span></label>"
        for letter, option in zip(LETTERS, item.options, strict=True)
    )
    word = say("Keep") if item.is_prediction else say("Check")
    note = f'<p class="vg-note">{escape(_whose_run())}</p>' if item.measured else ""
    return (
        f'<form class="vg-question" id="{item.id}" data-item="{item.kept_as}" '
        f'data-counts="{int(item.counts)}" {_feedback(item)}>'
        f"<fieldset><legend><small><b>{escape(item.id)}</b> · {escape(item.edition)}</small> "
        f"<span>{escape(item.text)}</span></legend>{rows}</fieldset>{note}"
        f'<button type="submit" disabled>{escape(word)}</button>'
        f'<p class="vg-verdict" role="status"></p></form>'
    )


def _whose_run():
    return say("This page compares your answer with the course's own run; a notebook, with yours.")


def _feedback(item):
    """What each letter is worth, as attributes: hidden, and of one length."""
    verdicts = {letter: verdict(item, letter) for letter in LETTERS}
    longest = max(len(message.encode()) for _, message in verdicts.values())
    return " ".join(
        f'data-{letter.lower()}="{_hidden(item, letter, right, message, longest)}"'
        for letter, (right, message) in verdicts.items()
    )


def _hidden(item, letter, right, message, length):
    told = message + " " * (length - len(message.encode()))
    mark = {True: 1, False: 0, None: 2}[right]  # of one length, too
    return veiled(json.dumps([mark, told], ensure_ascii=False), f"{item.kept_as} {letter}")


def verdict(item: Item, letter: str) -> tuple[bool | None, str]:
    """What an answer on a page is worth, and what is said of it.

    A number is held against the course's own run: a page knows no other. As in a notebook, a wrong
    answer is told what was measured, and which option that is remains to be found.

    Args:
        item: what is answered.
        letter: `"A"` to `"D"`.

    Returns:
        `(right, message)`; `right` is None where nobody can tell, and of a prediction.
    """
    reference = _reference(item)
    judged = judge(item, letter, reference=reference, in_solution=True)
    if judged.right is not False or reference is None:
        return judged.right, judged.message
    what = say("{metric}, epoch {epoch}", metric=item.measured.metric, epoch=item.measured.epoch)
    return False, say(
        "Not right. The course's own run measured {reference:.5f} ({what}). Which option is that?",
        reference=reference,
        what=what,
    )


def _reference(item):
    """What the course's own run measured, or None."""
    return item.measured and item.measured.of(item.exercise, records.load_reference)


def answers(items: Sequence[Item]) -> str:
    """The answers of items and the reasons, whatever was answered before.

    Args:
        items: none of them a prediction. Where there are several, each is named.
    """
    heads = [f"<p><b>{escape(item.id)}</b></p>" if len(items) > 1 else "" for item in items]
    return "".join(head + _answer(item) for head, item in zip(heads, items, strict=True))


def _answer(item):
    told = [reason(item, _reference(item))]
    if item.key is not None:
        option = item.options[LETTERS.index(item.key)]
        told.insert(0, say("The answer is {letter}: {option}", letter=item.key, option=option))
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in told if sentence)


def in_solution(item: Item) -> str:
    """What the solution's cell prints of the answer: the page has `answers` instead."""
    judged = judge(item, item.key or LETTERS[0], reference=_reference(item), in_solution=True)
    return printed(item, judged, in_solution=True)


def explained(edition: str) -> str:
    """What an edition is, for somebody who meets it for the first time; empty of a why or a case.

    Args:
        edition: what the id of an item ends in.
    """
    text = {
        "robust": say(
            "Robust edition: its options stand so far apart that every right run of the exercise, on "
            "any machine, leads to the same one."
        ),
        "published": say(
            "Published edition (2022): as the first quiz of this course asked it, with options 0.0001 "
            "apart. No reasoning can decide between them, only a run, and of most of these questions "
            "no run on another machine than the author's can; therefore it does not count."
        ),
    }.get(edition)
    return f'<p class="vg-note">{escape(text)}</p>' if text else ""


def recollection(item: Item) -> str:
    """The place where a prediction is held against what came true: `static/site.js` fills it.

    Args:
        item: a prediction.
    """
    options = dict(zip(LETTERS, item.options, strict=True))
    true = say("What came true is {letter}: {option}", letter=item.key, option=options[item.key])
    told = {
        letter: [
            say("You predicted {letter}: {option}", letter=letter, option=option),
            say("That is what came true.") if letter == item.key else true,
        ]
        for letter, option in options.items()
    }
    told[""] = [say("You kept no prediction on this page."), true]
    code = veiled(json.dumps(told, ensure_ascii=False), f"{item.kept_as} recall")
    title = say("What you predicted, and what came true")
    return (
        f'<details class="vg-fold vg-recall" data-item="{item.kept_as}" data-recall="{code}">'
        f"<summary>{escape(title)}</summary><div></div></details>"
    )


def score() -> str:
    """The place where the page counts what was answered, and forgets it when asked to."""
    texts = {
        "right": say("{right} right out of {total}.", right="%r", total="%t"),
        "later": say(
            "{known} of them were known at the first try, {learnt} were learnt by another one.",
            known="%k",
            learnt="%l",
        ),
        "missing": say("{missing} not answered yet.", missing="%m"),
        "sure": say("Forget all answers kept in this browser, predictions too?"),
        "lost": say("This browser keeps nothing for this page: answers last until you leave it."),
    }
    held = escape(json.dumps(texts, ensure_ascii=False))
    forget = escape(say("Forget all answers"))
    return (
        f'<div class="vg-score" data-texts="{held}">'
        f'<p role="status"></p><button type="button">{forget}</button></div>'
    )
